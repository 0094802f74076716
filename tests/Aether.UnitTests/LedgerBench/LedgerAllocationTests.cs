using System.Buffers.Binary;
using System.Text.Json;
using Aether.BenchKit.Measurement;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.LedgerBench.Fixtures;
using Aether.LedgerBench.Rows;
using Aether.UnitTests.Repository;
using Xunit;

namespace Aether.UnitTests.LedgerBench;

/// <summary>
/// What blocks of transfers may allocate for each transaction after warm-up, from <c>bench/allocations.json</c>.
/// </summary>
/// <remarks>Runs alone: with several lanes the bytes of every thread of the process count.</remarks>
[Collection(AloneCollection.Name)]
public sealed class LedgerAllocationTests
{
    private const int Accounts = 4_000;
    private const int PerBlock = 500;
    private const int WarmUpBlocks = 40;

    // More than the states that are kept before the final one: their sets of changes come back from then on.
    private const int WarmUpCommits = 200;

    // A whole round of what repeats, so that nothing is left out that comes once in a while.
    private const int CommitsBetweenCheckpoints = 64;
    private const int CommitAttempts = 5;
    private const int Blocks = 20;
    private const int Attempts = 20;

    [Theory]
    [InlineData("schedule")]
    [InlineData("execute")]
    public void Transfers_AfterWarmUp_AllocateWhatIsAllowed(string row)
    {
        LedgerFixture fixture = new(Accounts);
        foreach (TransferPattern pattern in Patterns)
        {
            Lazy<TransferBlocks> blocks = new(() => new(fixture, pattern, blocks: 4, PerBlock));
            KernelRow measured = row == "schedule"
                ? new ScheduleRow(fixture, blocks, pattern, Goals.None)
                : new ExecuteRow(fixture, blocks, pattern, lanes: 1, Goals.None, Goals.None);
            AssertAllowed(row, measured, GC.GetAllocatedBytesForCurrentThread);
        }
    }

    /// <summary>On several lanes the bytes of all threads count.</summary>
    [Fact]
    public void Lanes_AfterWarmUp_AllocateWhatIsAllowed()
    {
        LedgerFixture fixture = new(Accounts);
        foreach (TransferPattern pattern in Patterns)
        {
            Lazy<TransferBlocks> blocks = new(() => new(fixture, pattern, blocks: 4, PerBlock));
            ExecuteRow measured = new(fixture, blocks, pattern, lanes: 2, Goals.None, Goals.None);
            AssertAllowed("execute", measured, () => GC.GetTotalAllocatedBytes(precise: true));
        }
    }

    /// <summary>
    /// The committing thread, for each update and for each receipt: what brings blocks from the log to the store works
    /// behind it.
    /// </summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Commit_AfterWarmUp_AllocatesWhatIsAllowed(bool hasReceipts)
    {
        using CommitFixture chain = new(Accounts);
        UpdateBatches batches = new(Accounts, batches: 2, Accounts);
        chain.Open();
        for (int block = 0; block < WarmUpCommits; block++)
            chain.Commit(batches.Next(), ReceiptsOf(block, hasReceipts));
        long allowed = Allowed("commit");
        long least = long.MaxValue;
        int next = WarmUpCommits;
        for (int attempt = 0; attempt < CommitAttempts && least > allowed; attempt++)
        {
            long sum = 0;
            for (int block = 0; block < CommitsBetweenCheckpoints; block++)
            {
                EncodedReceipts receipts = ReceiptsOf(next++, hasReceipts);
                long before = GC.GetAllocatedBytesForCurrentThread();
                chain.Commit(batches.Next(), receipts);
                sum += GC.GetAllocatedBytesForCurrentThread() - before;
            }

            least = Math.Min(least, sum / (CommitsBetweenCheckpoints * Accounts));
        }

        Assert.True(least <= allowed, $"commit: {least} bytes an update, {allowed} allowed");
    }

    // As many as there are updates, of transactions that no other block has.
    private static EncodedReceipts ReceiptsOf(int block, bool any)
    {
        if (!any)
            return EncodedReceipts.Empty;
        byte[] one = Ace.Encode(new Receipt(default, ReceiptStatus.Success, 1, 1, default, [], default));
        byte[] bytes = new byte[one.Length * Accounts];
        int[] ends = new int[Accounts];
        for (int index = 0; index < Accounts; index++)
        {
            one.CopyTo(bytes, index * one.Length);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(index * one.Length), index);
            BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan((index * one.Length) + 4), block);
            ends[index] = (index + 1) * one.Length;
        }

        return new EncodedReceipts(bytes, ends);
    }

    private static TransferPattern[] Patterns =>
        [TransferPattern.Distinct, TransferPattern.Tenth, TransferPattern.OneAccount, TransferPattern.Zipf];

    // The runtime, and with all threads counted other tests, allocate too: the quietest of some attempts counts. What
    // a transaction allocates is there in each of them.
    private static void AssertAllowed(string row, KernelRow measured, Func<long> allocated)
    {
        using IDisposable owned = (IDisposable)measured;
        measured.Prepare();
        measured.RunKernel(WarmUpBlocks);
        long allowed = Allowed(row);
        double least = double.MaxValue;
        for (int attempt = 0; attempt < Attempts && least > allowed; attempt++)
        {
            long before = allocated();
            measured.RunKernel(Blocks);
            // Less than a byte for each transaction is not one for each transaction.
            least = Math.Min(least, (allocated() - before) / (Blocks * PerBlock));
        }

        Assert.True(least <= allowed, $"{row} ({measured.Variant}): {least} bytes a transaction, {allowed} allowed");
    }

    private static long Allowed(string row)
    {
        using JsonDocument file = JsonDocument.Parse(RepositoryFiles.ReadText("bench/allocations.json"));
        return file.RootElement.GetProperty("bytes_per_transaction").GetProperty(row).GetInt64();
    }
}
