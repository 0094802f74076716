using Aether.Consensus.SlashingProtection;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.NodeSimulation;

/// <summary>The safety log of one life of a node: may end it before, between and after writing and flushing.</summary>
internal sealed class SimulatedSafetyLog(NodeProcess node) : ISafetyLog
{
    private readonly int _incarnation = node.Incarnation;

    /// <inheritdoc/>
    public SafetyRecord? Load() => node.Disk.Safety.Read();

    /// <inheritdoc/>
    public void Append(SafetyRecord record)
    {
        node.Boundary(_incarnation);
        if (node.Disk.IsFull)
        {
            node.Simulation.Coverage.Faults.Add(FaultKind.DiskFull);
            throw new IOException("no space left on device");
        }
        node.Disk.Safety.Write(record);
        node.Boundary(_incarnation);
        if (node.Disk.FailNextSync)
        {
            node.Disk.FailNextSync = false;
            node.Simulation.Coverage.Faults.Add(FaultKind.DiskFlushFailed);
            throw new IOException("input/output error while flushing");
        }
        if (node.Simulation.Settings.Mutant != NodeMutant.SafetyWithoutSync)
        {
            node.Disk.Safety.Sync();
        }
        node.Boundary(_incarnation);
    }
}
