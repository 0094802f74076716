using Aether.BenchKit.Measurement;

namespace Aether.LedgerBench;

/// <summary>Rows that are measured in the same rounds, and what they share: states, blocks, open stores.</summary>
/// <param name="Rows">Not yet prepared.</param>
/// <param name="Owned">Released with the group, in reverse.</param>
internal sealed record LedgerGroup(IReadOnlyList<KernelRow> Rows, IReadOnlyList<IDisposable> Owned) : IDisposable
{
    public void Dispose()
    {
        foreach (IDisposable row in Rows.OfType<IDisposable>())
            row.Dispose();
        foreach (IDisposable item in Owned.Reverse())
            item.Dispose();
    }
}
