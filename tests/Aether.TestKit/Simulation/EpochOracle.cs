using Aether.Consensus.Epochs;
using Aether.Core.Types;

namespace Aether.TestKit.Simulation;

/// <summary>I-23: every epoch is the one that the final chain before it fixed, on every node.</summary>
/// <remarks>Has its own arithmetic of what closes an epoch and what only helps.</remarks>
internal sealed class EpochOracle
{
    private readonly Simulation _simulation;
    private readonly Dictionary<uint, EpochContext> _epochs = [];

    public EpochOracle(Simulation simulation)
    {
        _simulation = simulation;
        _epochs.Add(0, simulation.FirstEpoch);
    }

    /// <summary>Epochs that began on some node, the first included.</summary>
    public int Count => _epochs.Count;

    /// <summary>True for a block that may never be final: its parent is at or above the end of its epoch.</summary>
    public bool IsHelper(Header header) =>
        _epochs.TryGetValue(header.Epoch, out EpochContext? epoch) && header.Justify.View >= EndOf(epoch);

    /// <summary>True for a block at or above the end of its epoch whose parent is below it.</summary>
    public bool IsClosing(Header header) =>
        _epochs.TryGetValue(header.Epoch, out EpochContext? epoch)
        && header.View >= EndOf(epoch) && header.Justify.View < EndOf(epoch);

    /// <summary>The last view of the epoch before: every view of the epoch is higher.</summary>
    public ulong RootViewOf(uint epoch) => _epochs[epoch].RootHeader.View;

    /// <summary>A node begins an epoch. True when it is the first one to do so.</summary>
    public bool Begin(SimulatedNode node, EpochContext epoch, Func<ulong, Hash256?> finalHash, Header? parent)
    {
        string who = $"node {node.Endpoint} begins epoch {epoch.Epoch}";
        Header root = epoch.RootHeader;
        Check(finalHash(root.Height) == root.Hash, who + " on a block that is not final");
        Check(epoch.EndView == root.View + _simulation.Settings.EpochSlots, who + " with another end");
        if (_epochs.TryGetValue(epoch.Epoch, out EpochContext? known))
        {
            Check(known.RootHash == epoch.RootHash && IsSame(known.Transition, epoch.Transition),
                who + " with other contents than another node");
            return false;
        }
        Check(_epochs.TryGetValue(epoch.Epoch - 1, out EpochContext? before) && root.Epoch == before.Epoch,
            who + " out of order");
        Check(IsClosing(root) && parent is not null, who + " on a block that closes nothing");
        Check(IsSame(epoch.Transition, _simulation.Epochs.After(before!, parent!)), who + " with a wrong set");
        _epochs.Add(epoch.Epoch, epoch);
        return true;
    }

    private static bool IsSame(EpochTransition left, EpochTransition right) =>
        left.ComputeHash() == right.ComputeHash();

    private static void Check(bool holds, string message)
    {
        if (!holds)
        {
            throw new SimulationViolationException("I-23", message);
        }
    }

    private ulong EndOf(EpochContext epoch) => epoch.RootHeader.View + _simulation.Settings.EpochSlots;
}
