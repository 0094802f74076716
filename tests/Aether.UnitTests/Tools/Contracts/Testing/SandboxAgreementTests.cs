using System.Security.Cryptography;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Wasm.Host;
using Aether.TestKit.Wasm;
using Aether.Tools.Contracts;
using Aether.Tools.Contracts.Testing;
using Aether.UnitTests.Execution.Contracts;
using Xunit;
using ModuleBuilder = Aether.TestKit.Wasm.ContractBuilder;

namespace Aether.UnitTests.Tools.Contracts.Testing;

/// <summary>What contracts meet in memory is what they meet on the ledger: statuses, outputs and gas.</summary>
public sealed class SandboxAgreementTests
{
    private const int Result = ProbeContract.Result;
    private const int Caller = 3;
    private const ulong Gas = 600_000;

    // What differs by its nature: the place and the time of a call.
    private static readonly HashSet<string> s_context =
        ["caller", "self", "height", "view", "timestamp", "tx_hash", "epoch_random", "gas_left"];

    private static readonly long[] s_numbers =
    [
        0, 1, 4, 5, 31, 32, 63, 64, 65, 4_096, 4_097, 16_384, 16_385, ProbeContract.MemoryBytes - Result, 65_537,
        int.MaxValue, uint.MaxValue,
    ];

    [Fact]
    public void RandomHostCalls_EndAlike()
    {
        byte[] code = ProbeContract.Module();
        ContractFixture chain = new();
        ObjectId probe = chain.Deploy(code);
        using ContractSandbox sandbox = new(ContractCheck.Admit(code));
        HostFunctionSpec[] functions = [.. HostFunctions.All.Where(function => !s_context.Contains(function.Name))];
        Random random = new(3);
        Dictionary<ReceiptStatus, int> outcomes = [];
        for (int call = 0; call < 800; call++)
        {
            HostFunctionSpec function = functions[random.Next(functions.Length)];
            byte[] input = ProbeContract.Input(
                Result, random.Next(40), [.. function.Parameters.Select(parameter => Argument(parameter, random))]);
            ReceiptStatus status = Compare(chain, probe, sandbox, function.Name, input);
            outcomes[status] = outcomes.GetValueOrDefault(status) + 1;
        }
        ReceiptStatus[] expected =
            [ReceiptStatus.Success, ReceiptStatus.Trapped, ReceiptStatus.Aborted, ReceiptStatus.OverLimit];
        Assert.Empty(expected.Except(outcomes.Where(pair => pair.Value > 10).Select(pair => pair.Key)));
    }

    [Fact]
    public void Events_HaveOneLimit()
    {
        // Emits as often as the first byte of its input says.
        byte[] code = new ModuleBuilder()
            .Method("emit", method => method
                .Push(0).Push(1).Host("input_read").Drop()
                .Push(0).Load8().Set(0)
                .Raw(0x03, 0x40)
                .Get(0).Raw(0x45, 0x04, 0x40, 0x0F, 0x0B)
                .Push(0).Push(0).Push(0).Push(0).Host("emit")
                .Get(0).Push(1).Subtract().Set(0)
                .Raw(0x0C, 0x00, 0x0B))
            .Build();
        ContractFixture chain = new();
        ObjectId contract = chain.Deploy(code);
        using ContractSandbox sandbox = new(ContractCheck.Admit(code));
        const byte Most = Limits.Contract.MaxEvents;
        Assert.Equal(ReceiptStatus.Success, Compare(chain, contract, sandbox, "emit", [Most]));
        Assert.Equal(ReceiptStatus.OverLimit, Compare(chain, contract, sandbox, "emit", [Most + 1]));
    }

    [Fact]
    public void Transfer_ThatOverflowsABalance_IsRefused()
    {
        using ContractSandbox sandbox = new(ContractCheck.Admit(ProbeContract.Module()));
        Address self = new(MemoryRuntimeState.ContractId.Value);
        sandbox.State.SetBalance(self, default, 5);
        sandbox.State.SetBalance(default, default, UInt128.MaxValue - 4);
        byte[] Pay(byte amount) => ProbeContract.Input(0, 0, [Result, Result, ProbeContract.Data(3)], amount);
        ReceiptStatus Call(byte amount) =>
            sandbox.Call(default, "transfer", [.. Pay(amount), .. new byte[15]], Gas, out _);
        Assert.Equal(ReceiptStatus.Overflow, Call(5));
        Assert.Equal(ReceiptStatus.Success, Call(4));
        Assert.Equal(ReceiptStatus.InsufficientBalance, Call(2));
    }

    private static ReceiptStatus Compare(
        ContractFixture chain, ObjectId contract, ContractSandbox sandbox, string method, byte[] input)
    {
        // The identifier of zeros is what pointers into the empty page name.
        Receipt receipt = chain.Run(
            Caller, [contract, default], [chain.Data(contract).Code],
            ContractCalls.Invoke(contract, method, input, Gas));
        ulong outside = ContractCalls.GasOf(ContractCalls.Arguments(method, input).Length);
        ReceiptStatus status = sandbox.Call(
            ContractFixture.Owner(Caller), method, input, Gas - outside, out ulong used);
        Assert.Equal((method, receipt.Status, receipt.GasUsed), (method, status, used + outside));
        byte[] result = sandbox.Failure is { } failure
            ? Ace.Encode(failure with { Contract = contract })
            : sandbox.Output.ToArray();
        Assert.Equal(
            receipt.ReturnHash, result.Length == 0 ? Hash256.Zero : new Hash256(SHA256.HashData(result)));
        Assert.Equal(
            receipt.Events.Select(found => Hex.Encode(found.Data)),
            status == ReceiptStatus.Success ? sandbox.State.Events.Select(found => Hex.Encode(found.Data)) : []);
        return status;
    }

    // Pointers lie in the empty page or outside; identifiers are all zero.
    private static long Argument(HostParameter parameter, Random random) => parameter.Name switch
    {
        "id" or "address" or "asset" or "to" or "program" or "amount" => Result + 40_000,
        "gas" => random.Next(100_000),
        "code" => random.Next(9),
        "topic_count" => random.Next(7),
        _ when parameter.Name.EndsWith("length", StringComparison.Ordinal) || parameter.Name == "capacity" =>
            s_numbers[random.Next(s_numbers.Length)],
        _ => random.Next(12) == 0 ? s_numbers[random.Next(s_numbers.Length)] + Result : Result + 100,
    };
}
