using System.Text;
using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.UnitTests.Execution.Contracts;

/// <summary>Contracts that call contracts: how deep, whom, with how much gas and memory.</summary>
public sealed class NestedCallTests
{
    private const int Result = ProbeContract.Result;
    private const int Caller = 3;
    private readonly ContractFixture _chain = new();

    [Fact]
    public void EightContracts_MayCallOneAnother_NineNot()
    {
        ObjectId[] contracts = Deploy(Limits.Contract.MaxDepth + 1);
        byte[] whole = [.. Enumerable.Repeat(new byte[8], Limits.Contract.MaxDepth - 1).SelectMany(part => part)];
        byte[] eight = Chain(contracts[..^1], out byte[] deepest);
        ContractFixture.AssertReturned(Call(contracts, eight), [.. whole, .. deepest]);
        Assert.Equal(deepest, contracts[^2].Value.ToArray());

        // The eighth sees that its call was one too many, and all before it go on.
        byte[] nine = Chain(contracts, out _);
        ContractFixture.AssertReturned(
            Call(contracts, nine), [.. whole, (byte)ReceiptStatus.TooDeep, .. new byte[7 + 32]]);
    }

    [Fact]
    public void RunningContracts_CannotBeCalled()
    {
        ObjectId[] contracts = Deploy(3);
        (ObjectId a, ObjectId b, ObjectId c) = (contracts[0], contracts[1], contracts[2]);
        byte[] refused = [(byte)ReceiptStatus.Reentered, .. new byte[7]];
        ContractFixture.AssertReturned(Call([a], Chain([a, a], out _)), [.. refused, .. new byte[32]]);
        ContractFixture.AssertReturned(
            Call([a, b], Chain([a, b, a], out _)), [.. new byte[8], .. refused, .. new byte[32]]);
        ContractFixture.AssertReturned(
            Call([a, b, c], Chain([a, b, c, b], out _)),
            [.. new byte[16], .. refused, .. new byte[32]]);

        // Once it is done it may be called again, in the same transaction and by the same caller.
        Assert.Equal(ReceiptStatus.Success, Both(a, b).Status);
    }

    [Theory]
    [InlineData("init", ReceiptStatus.MethodMissing)]
    [InlineData("upgrade", ReceiptStatus.MethodMissing)]
    [InlineData("nothing", ReceiptStatus.MethodMissing)]
    [InlineData("abort", ReceiptStatus.Aborted)]
    [InlineData("kzg_verify", ReceiptStatus.Trapped)]
    public void Failures_AreNumbersToTheCaller(string method, ReceiptStatus expected)
    {
        ObjectId[] contracts = Deploy(2);
        // Pointers of -1 lie outside any memory; an abort has a code only.
        byte[] inner = method == "abort"
            ? ProbeContract.Input(0, 0, [9, Result, 2])
            : ProbeContract.Input(0, 0, [-1, -1, -1, -1]);
        byte[] input = CallInput(contracts[1], method, inner, 3_000_000, 8 + 2);
        byte[] answer = [(byte)expected, .. new byte[7], 0, 0];
        ContractFixture.AssertReturned(Call(contracts, input), answer);
    }

    [Fact]
    public void WhatIsNoContract_IsANumberToTheCaller()
    {
        ObjectId probe = Deploy(1)[0];
        ObjectId nothing = new(TestLedger.Hash(994));
        ObjectId code = _chain.Data(probe).Code;
        foreach (ObjectId target in new[] { nothing, code, ContractFixture.Owner(4).AsObject })
        {
            ContractFixture.AssertReturned(
                _chain.Call(Caller, probe, "call", CallInput(target, "height", [], 100_000, 8), target),
                [(byte)ReceiptStatus.UnknownProgram, .. new byte[7]]);
        }
        // But what is not declared ends the transaction and is named.
        ContractFixture.AssertFailure(
            _chain.Call(Caller, probe, "call", CallInput(nothing, "height", [], 100_000, 8)),
            new ContractFailure(probe, ReceiptStatus.UndeclaredAccess, 0, nothing, false, []));
    }

    [Fact]
    public void Gas_IsWhatTheCallerGives_AndNoMoreThanItHas()
    {
        ObjectId[] contracts = Deploy(2);
        byte[] Ask(ulong gas) => CallInput(
            contracts[1], "gas_left", ProbeContract.Input(Result, 8, []), gas, 16);
        ContractFixture.AssertReturned(
            Call(contracts, Ask(0)), [(byte)ReceiptStatus.OutOfGas, .. new byte[15]]);
        Receipt small = Call(contracts, Ask(50_000));
        Receipt more = Call(contracts, Ask(60_000));
        Receipt all = Call(contracts, Ask(ulong.MaxValue));
        Assert.Equal(
            [ReceiptStatus.Success, ReceiptStatus.Success, ReceiptStatus.Success],
            new[] { small.Status, more.Status, all.Status });
        // What was given and not used comes back.
        Assert.Equal((small.GasUsed, small.GasUsed), (more.GasUsed, all.GasUsed));
        Assert.Equal(3, new HashSet<Hash256> { small.ReturnHash, more.ReturnHash, all.ReturnHash }.Count);
    }

    [Fact]
    public void Memory_IsSharedByAllThatRun()
    {
        ObjectId[] contracts = Deploy(3);
        ObjectId code = _chain.Data(contracts[0]).Code;
        Receipt With(uint pages) => _chain.Ledger.Run(
            Caller,
            body => body with
            {
                Writes = [.. body.Writes.Concat(contracts).Order()],
                Reads = [code],
                MemoryLimit = pages,
            },
            ContractCalls.Invoke(contracts[0], "call", Chain(contracts, out _), 1_000_000));
        byte[] full = [(byte)ReceiptStatus.MemoryOverflow, .. new byte[7]];
        Assert.Equal(ReceiptStatus.MemoryOverflow, With(1).Status);
        ContractFixture.AssertReturned(With(2), [.. full, .. new byte[8 + 32]]);
        ContractFixture.AssertReturned(With(3), [.. full, .. new byte[8 + 32]]);
        ContractFixture.AssertReturned(With(5), [.. new byte[8], .. full, .. new byte[32]]);
        ContractFixture.AssertReturned(With(6), [.. new byte[16], .. contracts[2].Value.ToArray()]);
    }

    // One after the other, with what the first left behind gone.
    private Receipt Both(ObjectId a, ObjectId b)
    {
        ObjectId code = _chain.Data(a).Code;
        ProgramCall call = ContractCalls.Invoke(a, "call", Chain([a, b], out _), 300_000);
        return _chain.Run(Caller, [a, b], [code], call, call);
    }

    private ObjectId[] Deploy(int count) =>
        [.. Enumerable.Range(0, count).Select(_ => _chain.Deploy(ProbeContract.Module()))];

    private Receipt Call(ObjectId[] contracts, byte[] input) => _chain.Run(
        Caller,
        contracts,
        [_chain.Data(contracts[0]).Code],
        32,
        ContractCalls.Invoke(contracts[0], "call", input, 5_000_000));

    // The input of the first, which makes each call the next one and the last one say who it is.
    private static byte[] Chain(ObjectId[] contracts, out byte[] deepest)
    {
        byte[] input = ProbeContract.Input(Result, 32, [Result]);
        deepest = contracts[^1].Value.ToArray();
        for (int index = contracts.Length - 1; index > 0; index--)
        {
            string method = index == contracts.Length - 1 ? "self" : "call";
            int returned = (8 * (contracts.Length - index)) + 32;
            input = CallInput(contracts[index], method, input, ulong.MaxValue, returned);
        }
        return input;
    }

    private static byte[] CallInput(ObjectId target, string method, byte[] input, ulong gas, int returned)
    {
        int at = ProbeContract.Data(6);
        byte[] name = Encoding.ASCII.GetBytes(method);
        long[] arguments = [at, at + 32, name.Length, at + 32 + name.Length, input.Length, unchecked((long)gas)];
        return ProbeContract.Input(Result, returned, arguments, [.. target.Value.Span, .. name, .. input]);
    }
}
