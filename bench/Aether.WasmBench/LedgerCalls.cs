using Aether.BenchKit.Measurement;
using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Interpreter;

namespace Aether.WasmBench;

/// <summary>Calls of contracts a second through the ledger, beside transfers by the bank.</summary>
/// <remarks>
/// Transactions whose signatures are known to hold, from their bodies to receipts and changed values, as blocks of
/// <c>bench ledger</c> are measured. Code is compiled.
/// </remarks>
internal static class LedgerCalls
{
    private const int PerBlock = 2_000;
    private const int Tokens = 16;
    private const int Accounts = (2 * PerBlock) + 1;

    /// <summary>Prints one line for each kind of block on each number of lanes; 0 when measured.</summary>
    public static int Run(WasmReport report, int rounds, string folder)
    {
        byte[] token = File.ReadAllBytes(ContractSource.Build("token", "c", folder));
        byte[] script = File.ReadAllBytes(ContractSource.Build("token", "assemblyscript", folder));
        byte[] counter = File.ReadAllBytes(ContractSource.Build("counter", "c", folder));
        ModuleCache modules = new(module => WasmCompiler.Compile(module, InterpretedCode.Shared));
        using ContractChain chain = new(Accounts, Tokens, token, counter, modules);
        using ContractChain other = new(Accounts, 1, script, counter, modules);
        Console.WriteLine();
        Console.WriteLine("| block of 2,000, through the ledger | lanes | calls/s | of transfers | us | bytes |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (int lanes in new[] { 1, 2 })
        {
            if (lanes > Environment.ProcessorCount)
            {
                continue;
            }

            using ExecutionEngine engine = new(chain.Genesis, lanes, pinned: lanes > 1, modules);
            Transaction[] payments = Block(i => chain.Pay(1 + (2 * i), 2 + (2 * i)));
            foreach ((string name, ContractChain on, Transaction[] block) in Blocks(chain, other))
            {
                on.Try(block);
                (double ours, double native, double bytes) = Measure(engine, on, block, payments, rounds);
                Console.WriteLine(WasmCommand.Line(
                    $"| {name} | {lanes} | {1e9 / ours:N0} | {native / ours:F3} | {ours / 1e3:F2} | {bytes:F0} |"));
                report.Add("ledger", $"{name}, {lanes} lanes", "call", ours, "transfers by the bank", native);
            }
        }

        return 0;
    }

    private static IEnumerable<(string Name, ContractChain Chain, Transaction[] Block)> Blocks(
        ContractChain chain, ContractChain other)
    {
        yield return ("transfers by the bank", chain, Block(i => chain.Pay(1 + (2 * i), 2 + (2 * i))));
        yield return ("one token, between many", chain, Block(i => Move(chain, i, 0)));
        yield return ("one token, all to one", chain, Block(i => chain.Move(1 + i, Accounts - 1, chain.Tokens[0])));
        yield return ("16 tokens, between many", chain, Block(i => Move(chain, i, i % Tokens)));
        yield return ("one token (AssemblyScript)", other, Block(i => Move(other, i, 0)));
        yield return ("counter", chain, Block(i => chain.Count(1 + i)));
    }

    private static Transaction Move(ContractChain chain, int index, int token) =>
        chain.Move(1 + (2 * index), 2 + (2 * index), chain.Tokens[token]);

    private static Transaction[] Block(Func<int, Transaction> make) =>
        [.. Enumerable.Range(0, PerBlock).Select(make)];

    /// <summary>Nanoseconds of a call and of a transfer, medians by turns, and bytes that a call allocates.</summary>
    private static (double Ours, double Native, double Bytes) Measure(
        ExecutionEngine engine, ContractChain chain, Transaction[] block, Transaction[] payments, int rounds)
    {
        double[] ours = new double[rounds];
        double[] native = new double[rounds];
        long before = 0;
        CpuPinning.PinCurrentThread(0);
        for (int round = -8; round < rounds; round++)
        {
            before = GC.GetTotalAllocatedBytes(precise: true);
            double time = Time(engine, chain, block);
            before = GC.GetTotalAllocatedBytes(precise: true) - before;
            double transfers = Time(engine, chain, payments);
            if (round >= 0)
            {
                (ours[round], native[round]) = (time, transfers);
            }
        }

        CpuPinning.PinToMeasuringCore();
        return (Statistics.Median(ours), Statistics.Median(native), (double)before / block.Length);
    }

    private static double Time(ExecutionEngine engine, ContractChain chain, Transaction[] block)
    {
        BlockContext context = chain.Context;
        long start = ThreadClock.WallNanoseconds;
        engine.Begin(chain.State, context);
        engine.Run(block);
        engine.Collect();
        engine.End();
        double time = ThreadClock.WallNanoseconds - start;
        foreach (ref readonly TransactionOutcome outcome in engine.Outcomes)
        {
            if (outcome.Error != TransactionError.None)
            {
                throw new InvalidOperationException($"a call of a block is refused: {outcome.Error}");
            }
        }

        return time / block.Length;
    }
}
