using Aether.Execution.Storage;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.NodeSimulation;

/// <summary>
/// What the disk of a node holds of its store. Written batches are whole or absent, in the order of their writing;
/// those that no flush followed may be lost with all that came after them.
/// </summary>
internal sealed class StoreImage
{
    private readonly List<List<StoreOperation>> _undo = [];
    private readonly StoreFamily[] _families;

    /// <summary>An empty store.</summary>
    public StoreImage()
    {
        _families = [.. Enum.GetValues<ColumnFamily>().Select(_ => new StoreFamily())];
    }

    /// <summary>Batches that may still be lost.</summary>
    public int Unsynced => _undo.Count;

    /// <summary>One family.</summary>
    public StoreFamily this[ColumnFamily family] => _families[(int)family];

    /// <summary>Writes a batch that may still be lost.</summary>
    public void Apply(IReadOnlyList<StoreOperation> batch)
    {
        List<StoreOperation> undo = new(batch.Count);
        foreach (StoreOperation operation in batch)
        {
            byte[]? before = this[operation.Family].Set(operation.Key, operation.Value);
            undo.Add(new StoreOperation(operation.Family, operation.Key, before));
        }
        _undo.Add(undo);
    }

    /// <summary>Makes everything written durable.</summary>
    public void Sync() => _undo.Clear();

    /// <summary>Power fails: any number of the last un-synced batches are gone. Gives how many.</summary>
    public int LosePower(SimulationRandom random)
    {
        int lost = _undo.Count == 0 ? 0 : random.Below(_undo.Count + 1);
        for (int count = 0; count < lost; count++)
        {
            List<StoreOperation> undo = _undo[^1];
            for (int index = undo.Count - 1; index >= 0; index--)
            {
                this[undo[index].Family].Set(undo[index].Key, undo[index].Value);
            }
            _undo.RemoveAt(_undo.Count - 1);
        }
        _undo.Clear();
        return lost;
    }
}
