using Aether.Execution.Storage;
using Aether.Native.RocksDb;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.NodeSimulation;

/// <summary>
/// The store of one life of a node: refuses a dead node, fails as told, and may end it at every write.
/// </summary>
internal sealed class SimulatedStore(NodeProcess node) : IKeyValueStore
{
    private readonly int _incarnation = node.Incarnation;

    private StoreImage Image => node.Disk.Store;

    /// <inheritdoc/>
    public bool TryGet(ColumnFamily family, ReadOnlySpan<byte> key, out byte[] value) =>
        Image[family].TryGet(key, out value);

    /// <inheritdoc/>
    public IReadOnlyList<KeyValuePair<byte[], byte[]>> Scan(
        ColumnFamily family, ReadOnlySpan<byte> prefix, int limit) => Image[family].Scan(prefix, limit);

    /// <inheritdoc/>
    public void Write(StoreBatch batch, bool sync)
    {
        node.Boundary(_incarnation);
        if (node.Disk.IsFull)
        {
            node.Simulation.Coverage.Faults.Add(FaultKind.DiskFull);
            throw new RocksDbException("IO error: No space left on device");
        }
        foreach (IReadOnlyList<StoreOperation> part in Parts(batch))
        {
            Image.Apply(part);
            node.Boundary(_incarnation);
        }
        if (node.Disk.FailNextSync)
        {
            node.Disk.FailNextSync = false;
            node.Simulation.Coverage.Faults.Add(FaultKind.DiskFlushFailed);
            throw new RocksDbException("IO error: While fsync: Input/output error");
        }
        if (sync && !(IsCommit(batch) && node.Simulation.Settings.Mutant == NodeMutant.CommitWithoutSync))
        {
            Image.Sync();
        }
        node.Boundary(_incarnation);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // The image outlives the process.
    }

    private IEnumerable<IReadOnlyList<StoreOperation>> Parts(StoreBatch batch)
    {
        NodeMutant mutant = node.Simulation.Settings.Mutant;
        bool isPending = batch.Operations.Any(
            operation => operation.Family == ColumnFamily.Pending && operation.Value is not null);
        if (mutant == NodeMutant.LosePendingBlock && isPending)
        {
            return [];
        }
        if (mutant == NodeMutant.SplitBatch && IsCommit(batch))
        {
            int half = batch.Operations.Count / 2;
            return [[.. batch.Operations.Take(half)], [.. batch.Operations.Skip(half)]];
        }
        return [batch.Operations];
    }

    private static bool IsCommit(StoreBatch batch) =>
        batch.Operations.Any(operation => operation.Family == ColumnFamily.Heights);
}
