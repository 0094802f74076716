using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.Execution.State;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Runtime;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.UnitTests.Execution.Contracts;

/// <summary>Every way a contract fails: its receipt, its gas, and that nothing of it stays but the fee.</summary>
public sealed class ContractFailureTests
{
    private const int Caller = 3;
    private const ulong Enough = 2_000_000;
    private readonly ContractFixture _chain = new();
    private readonly ObjectId _fault;

    public ContractFailureTests() => _fault = _chain.Deploy(FaultContract.Module());

    public static TheoryData<string, ReceiptStatus, uint> Failures { get; } = new()
    {
        { "unreachable", ReceiptStatus.Trapped, (uint)TrapKind.Unreachable },
        { "load", ReceiptStatus.Trapped, (uint)TrapKind.MemoryOutOfBounds },
        { "store", ReceiptStatus.Trapped, (uint)TrapKind.MemoryOutOfBounds },
        { "fill", ReceiptStatus.Trapped, (uint)TrapKind.MemoryOutOfBounds },
        { "host_range", ReceiptStatus.Trapped, (uint)TrapKind.MemoryOutOfBounds },
        { "divide", ReceiptStatus.Trapped, (uint)TrapKind.DivideByZero },
        { "remainder", ReceiptStatus.Trapped, (uint)TrapKind.DivideByZero },
        { "overflow", ReceiptStatus.Trapped, (uint)TrapKind.IntegerOverflow },
        { "outside", ReceiptStatus.Trapped, (uint)TrapKind.UndefinedElement },
        { "empty", ReceiptStatus.Trapped, (uint)TrapKind.UninitializedElement },
        { "mismatch", ReceiptStatus.Trapped, (uint)TrapKind.IndirectCallMismatch },
        { "frames", ReceiptStatus.StackOverflow, 0 },
        { "cells", ReceiptStatus.StackOverflow, 0 },
        { "spin", ReceiptStatus.OutOfGas, 0 },
        { "grow", ReceiptStatus.OutOfGas, 0 },
        { "abort", ReceiptStatus.Aborted, 77 },
        { "long_key", ReceiptStatus.OverLimit, 0 },
        { "poor", ReceiptStatus.InsufficientBalance, 0 },
        { "nothing", ReceiptStatus.MethodMissing, 0 },
        { "undeclared", ReceiptStatus.UndeclaredAccess, 0 },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public void Failure_HasItsCode_AndLeavesTheFeeOnly(string method, ReceiptStatus status, uint detail)
    {
        Assert.Equal(ReceiptStatus.Success, _chain.Call(Caller, _fault, "fine", Input(1)).Status);
        UInt128 swr = _chain.Ledger.Swr(Caller);
        ObjectRecord before = _chain.Ledger.Find(_fault)!;
        Receipt receipt = _chain.Call(Caller, _fault, method, Input(2));
        ContractFixture.AssertFailure(receipt, Expected(_fault, 2, status, detail));
        Assert.Empty(receipt.Events);
        Assert.NotEqual(UInt128.Zero, receipt.Fee);
        Assert.Equal(swr - receipt.Fee, _chain.Ledger.Swr(Caller));
        Assert.Equal(Ace.Encode(before), Ace.Encode(_chain.Ledger.Find(_fault)!));
        Assert.NotNull(_chain.Stored(_fault, [1]));
        Assert.Null(_chain.Stored(_fault, [2]));
    }

    // What it used is just enough, and one unit less runs dry at that unit: the number is exact.
    [Theory]
    [MemberData(nameof(Failures))]
    public void Gas_IsExact(string method, ReceiptStatus status, uint detail)
    {
        Receipt whole = Call(method, Enough);
        if (status == ReceiptStatus.OutOfGas)
        {
            Assert.Equal(Enough, whole.GasUsed);
            Assert.Equal(Enough - 1, Call(method, Enough - 1).GasUsed);
            return;
        }
        Assert.InRange(whole.GasUsed, 3_000UL, Enough - 1);
        Receipt exact = Call(method, whole.GasUsed);
        Assert.Equal((status, whole.GasUsed), (exact.Status, exact.GasUsed));
        ContractFixture.AssertFailure(exact, Expected(_fault, 3, status, detail));
        Receipt dry = Call(method, whole.GasUsed - 1);
        Assert.Equal((ReceiptStatus.OutOfGas, whole.GasUsed - 1), (dry.Status, dry.GasUsed));
    }

    [Fact]
    public void Instances_ThatCannotBeMade_AreTraps()
    {
        ObjectId data = _chain.Deploy(FaultContract.DataOutside());
        ObjectId element = _chain.Deploy(FaultContract.ElementOutside());
        ContractFixture.AssertFailure(
            _chain.Call(Caller, data, "fine", []), Trap(data, TrapKind.MemoryOutOfBounds));
        ContractFixture.AssertFailure(
            _chain.Call(Caller, element, "fine", []), Trap(element, TrapKind.TableOutOfBounds));
        ObjectId large = _chain.Deploy(FaultContract.ManyPages(5));
        ContractFixture.AssertFailure(
            _chain.Call(Caller, large, "fine", []),
            new ContractFailure(large, ReceiptStatus.MemoryOverflow, 0, default, false, []));
    }

    [Theory]
    [InlineData("some_frames", Limits.Wasm.MaxCallDepth - 2)]
    [InlineData("some_cells", (Limits.Wasm.MaxStackCells / (FaultContract.Operands + 3)) - 1)]
    public void Stack_EndsAtTheFrameOrCellThatIsTooMany(string method, int depth)
    {
        // The method and the first of those that call themselves come on top of the number.
        Assert.Equal(ReceiptStatus.Success, Down(depth).Status);
        ContractFixture.AssertFailure(
            Down(depth + 1), new ContractFailure(_fault, ReceiptStatus.StackOverflow, 0, default, false, []));
        Receipt Down(int count)
        {
            byte[] input = new byte[32];
            BitConverter.TryWriteBytes(input, count);
            return _chain.Call(Caller, _fault, method, input);
        }
    }

    [Fact]
    public void AnyEngineOnAnyNumberOfLanes_GivesTheSameReceipts()
    {
        ObjectId[] contracts = [.. Enumerable.Range(0, 7).Select(_ => _chain.Deploy(FaultContract.Module()))];
        Transaction[] block = Block(contracts);
        BlockExecution expected = Execute(block, null);
        ReceiptStatus[] seen = [.. expected.Receipts.Select(receipt => receipt.Status).Distinct().Order()];
        Assert.Equal(
            Failures.Select(row => row.Data.Item2).Append(ReceiptStatus.Success).Distinct().Order(), seen);
        using CompileQueue queue = new();
        (string Name, ModuleCache Modules)[] engines =
        [
            ("interpreted", ModuleCache.Create()),
            ("compiled", new ModuleCache(module => WasmCompiler.Compile(module, InterpretedCode.Shared))),
            ("some of it compiled", new ModuleCache(module => WasmCompiler.Compile(
                module, InterpretedCode.Shared, CompileLimits.Default with { MaxCode = 30 }))),
            ("compiled meanwhile", ModuleCache.Create(queue)),
        ];
        foreach ((string name, ModuleCache modules) in engines)
        {
            foreach (int lanes in new[] { 1, 2, 16 })
            {
                using ExecutionEngine engine = new(TestLedger.Genesis, lanes, modules: modules)
                {
                    ParallelThreshold = 1,
                };
                BlockExecution execution = Execute(block, engine);
                Assert.Equal(
                    (name, lanes, expected.ReceiptsRoot, expected.PostState!.Root),
                    (name, lanes, execution.ReceiptsRoot, execution.PostState!.Root));
                execution.PostState.Discard();
            }
        }
        expected.PostState!.Discard();
    }

    // Each failure on each contract, paid by five accounts in turn, so that lanes meet on payers and contracts.
    private Transaction[] Block(ObjectId[] contracts)
    {
        string[] methods = [.. Failures.Select(row => row.Data.Item1), "fine"];
        ulong[] nonces = [.. Enumerable.Range(0, 5).Select(index =>
            _chain.Ledger.State.GetAccount(ContractFixture.Owner(index)).Nonce)];
        List<Transaction> block = [];
        for (int index = 0; index < methods.Length * contracts.Length; index++)
        {
            int payer = index % 5;
            ObjectId contract = contracts[index % contracts.Length];
            // Seven and twenty-one have a factor in common: the shift lets every method meet every contract.
            string method = methods[(index + (index / contracts.Length)) % methods.Length];
            TransactionBody body = TestLedger.Body(payer, nonces[payer]++);
            body = body with
            {
                GasLimit = 300_000,
                MemoryLimit = 4,
                MaxFee = TestLedger.Coin,
                Writes = [.. new[] { contract, ContractFixture.Owner(payer).AsObject }.Order()],
                Reads = [_chain.Data(contract).Code],
                Calls = [ContractCalls.Invoke(contract, method, Input((byte)index), 300_000)],
            };
            block.Add(TestLedger.Sign(body, payer));
        }
        return [.. block];
    }

    private BlockExecution Execute(Transaction[] block, ExecutionEngine? engine)
    {
        BlockContext context = TestLedger.Context(_chain.Ledger.State) with
        {
            Origin = TestLedger.Origin(GenesisBlock.CreateHeader(TestLedger.Genesis, default)),
        };
        BlockExecution execution = BlockExecutor.Execute(
            TestLedger.Genesis, _chain.Ledger.State, context, block, engine: engine);
        Assert.True(execution.IsValid, $"{execution.TransactionError} at {execution.ErrorIndex}");
        return execution;
    }

    private Receipt Call(string method, ulong gas) => _chain.Run(
        Caller, [_fault], [_chain.Data(_fault).Code], ContractCalls.Invoke(_fault, method, Input(3), gas));

    // A key, an object that is not declared, and far behind it an amount.
    private static byte[] Input(byte key)
    {
        byte[] input = new byte[80];
        input[0] = key;
        input[64] = 1;
        return input;
    }

    private static ContractFailure Trap(ObjectId contract, TrapKind trap) =>
        new(contract, ReceiptStatus.Trapped, (uint)trap, default, false, []);

    private static ContractFailure Expected(ObjectId contract, byte key, ReceiptStatus status, uint detail) => new(
        contract,
        status,
        detail,
        status == ReceiptStatus.UndeclaredAccess ? new ObjectId(new Hash256(Input(key).AsSpan(0, 32))) : default,
        false,
        status == ReceiptStatus.Aborted ? Input(key)[..5] : []);
}
