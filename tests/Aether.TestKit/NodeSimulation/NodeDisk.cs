using Aether.Consensus.SlashingProtection;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.NodeSimulation;

/// <summary>Everything of a node that a crash leaves behind.</summary>
internal sealed class NodeDisk
{
    /// <summary>The chain.</summary>
    public StoreImage Store { get; private set; } = new();

    /// <summary>The safety log.</summary>
    public LogImage<SafetyRecord> Safety { get; } = new();

    /// <summary>The log of the signer.</summary>
    public LogImage<SignerRecord> Signer { get; } = new();

    /// <summary>Writes fail until it is not.</summary>
    public bool IsFull { get; set; }

    /// <summary>The next flush fails, and what it should have flushed may be lost.</summary>
    public bool FailNextSync { get; set; }

    /// <summary>The process is gone but the machine is not: nothing is lost.</summary>
    public void Settle()
    {
        Store.Sync();
        Safety.Sync();
        Signer.Sync();
    }

    /// <summary>The machine is gone: what was not flushed may be lost. Gives the number of lost batches.</summary>
    public int LosePower(SimulationRandom random, out bool torn)
    {
        torn = Safety.LosePower(random) | Signer.LosePower(random);
        return Store.LosePower(random);
    }

    /// <summary>The operator removes the chain.</summary>
    public void Wipe() => Store = new StoreImage();
}
