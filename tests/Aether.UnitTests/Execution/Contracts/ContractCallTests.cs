using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Contracts;
using Xunit;

namespace Aether.UnitTests.Execution.Contracts;

/// <summary>Which bytes are calls of the contract program.</summary>
public sealed class ContractCallTests
{
    private static readonly Address s_actor = TestLedger.Owners[1];

    public static TheoryData<ProgramCall> Calls { get; } =
    [
        ContractCalls.Upload(s_actor, TestLedger.Hash(1), 20_000, 16_384, new byte[3_616]),
        ContractCalls.Deploy(s_actor, 3, new ObjectId(TestLedger.Hash(2)), default, [1], 5),
        ContractCalls.Schedule(s_actor, new ObjectId(TestLedger.Hash(2)), default, 9),
        ContractCalls.Upgrade(s_actor, new ObjectId(TestLedger.Hash(2)), [1, 2], 7),
        ContractCalls.SetAdmin(s_actor, new ObjectId(TestLedger.Hash(2)), TestLedger.Owners[3]),
        ContractCalls.Discard(s_actor, new ObjectId(TestLedger.Hash(2))),
    ];

    [Theory]
    [MemberData(nameof(Calls))]
    public void Call_HasExactlyItsBytes(ProgramCall call)
    {
        Assert.True(ContractCall.TryParse(call, out ContractCall parsed));
        Assert.Equal(s_actor, parsed.Actor);
        Assert.False(ContractCall.TryParse(call with { Arguments = [.. call.Arguments, 0] }, out _));
        Assert.False(ContractCall.TryParse(call with { Program = NativePrograms.Object }, out _));
        for (int length = 0; length < Math.Min(call.Arguments.Length, 200); length++)
        {
            Assert.False(ContractCall.TryParse(call with { Arguments = call.Arguments[..length] }, out _));
        }
    }

    [Fact]
    public void LastPart_PaysForTheGate()
    {
        ProgramCall first = ContractCalls.Upload(s_actor, TestLedger.Hash(1), 20_000, 0, new byte[16_384]);
        ProgramCall last = ContractCalls.Upload(s_actor, TestLedger.Hash(1), 20_000, 16_384, new byte[3_616]);
        Assert.True(ContractCall.TryParse(first, out ContractCall start));
        Assert.True(ContractCall.TryParse(last, out ContractCall end));
        Assert.Equal(3_000UL + (ulong)first.Arguments.Length, start.Gas);
        Assert.Equal(3_000UL + (ulong)last.Arguments.Length + 800_000, end.Gas);
        Assert.Equal(first.Gas, start.Gas);
        Assert.Equal(last.Gas, end.Gas);
    }

    [Theory]
    [InlineData(0U, 0U, 0)]
    [InlineData(524_289U, 0U, 16_384)]
    [InlineData(100U, 100U, 0)]
    [InlineData(100U, 0U, 99)]
    [InlineData(100U, 0U, 101)]
    [InlineData(20_000U, 1U, 16_384)]
    public void Part_HasItsPlace(uint size, uint offset, int bytes) => Assert.False(ContractCall.TryParse(
        ContractCalls.Upload(s_actor, TestLedger.Hash(1), size, offset, new byte[bytes]), out _));
}
