using System.Text.Json;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Runtime;
using Aether.TestKit.Wasm;
using Aether.UnitTests.Repository;
using Xunit;

namespace Aether.UnitTests.Execution.Contracts;

/// <summary>
/// What a call of a contract that succeeds may allocate after warm-up, from <c>bench/allocations.json</c>, on either
/// engine.
/// </summary>
public sealed class ContractAllocationTests
{
    private const int WarmUpBlocks = 60;
    private const int Blocks = 20;
    private const int Attempts = 20;
    private static readonly int[] s_owners = [3, 4, 5, 6];

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Calls_AfterWarmUp_AllocateWhatIsAllowed(bool isCompiled)
    {
        ContractFixture chain = new();
        ObjectId first = chain.Deploy();
        ObjectId second = chain.Deploy();
        byte[] input = BagContract.PutInput([1, 2], [3, 4, 5]);
        chain.Call(2, first, "put", input);
        Transaction[] block =
        [
            Call(chain, s_owners[0], first, [], "put", input),
            Call(chain, s_owners[1], first, [], "get", [1, 2]),
            Call(chain, s_owners[2], second, [], "who", []),
            Call(chain, s_owners[3], second, [first], "relay", Relay(first)),
        ];
        ModuleCache modules = isCompiled
            ? new ModuleCache(module => WasmCompiler.Compile(module, InterpretedCode.Shared))
            : ModuleCache.Create();
        using ExecutionEngine engine = new(TestLedger.Genesis, modules: modules);
        long allowed = Allowed();
        long least = long.MaxValue;
        WasmThread.Run(() =>
        {
            BlockContext context = TestLedger.Context(chain.Ledger.State);
            Run(engine, chain, context, block, WarmUpBlocks);
            Assert.All(engine.CopyReceipts().Decoded, receipt => Assert.Equal(ReceiptStatus.Success, receipt.Status));
            for (int attempt = 0; attempt < Attempts && least > allowed; attempt++)
            {
                long before = GC.GetAllocatedBytesForCurrentThread();
                Run(engine, chain, context, block, Blocks);
                long bytes = GC.GetAllocatedBytesForCurrentThread() - before;
                least = Math.Min(least, bytes / (Blocks * block.Length));
            }
        });
        Assert.True(least <= allowed, $"{least} bytes a call, {allowed} allowed");
    }

    private static void Run(
        ExecutionEngine engine, ContractFixture chain, in BlockContext context, Transaction[] block, int count)
    {
        for (int number = 0; number < count; number++)
        {
            engine.Begin(chain.Ledger.State, context);
            engine.Run(block);
            engine.Collect();
            engine.End();
        }
    }

    private static byte[] Relay(ObjectId callee) =>
        BagContract.RelayInput(callee.Value.ToArray(), 300_000, "get", [1, 2]);

    private static Transaction Call(
        ContractFixture chain, int owner, ObjectId contract, ObjectId[] more, string method, byte[] input)
    {
        ProgramCall call = ContractCalls.Invoke(contract, method, input, 1_000_000);
        TransactionBody body = TestLedger.Calling(TestLedger.Body(owner, 0), call);
        SortedSet<ObjectId> writes = [.. body.Writes, contract, .. more];
        return TestLedger.Sign(
            body with
            {
                Writes = [.. writes],
                Reads = [chain.Data(contract).Code],
                GasLimit = 1_000_000,
                MemoryLimit = 4,
                MaxFee = TestLedger.Coin,
            },
            owner);
    }

    private static long Allowed()
    {
        using JsonDocument file = JsonDocument.Parse(RepositoryFiles.ReadText("bench/allocations.json"));
        return file.RootElement.GetProperty("bytes_per_transaction").GetProperty("contract-call").GetInt64();
    }
}
