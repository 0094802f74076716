namespace Aether.TestKit.NodeSimulation;

/// <summary>What faults can do to the ways between nodes.</summary>
internal interface INodeWires
{
    /// <summary>Cuts or mends one direction.</summary>
    void SetBlocked(int from, int to, bool blocked);

    /// <summary>Holds everything of one direction back until a time.</summary>
    void Clog(int from, int to, long untilUs);

    /// <summary>Mends everything.</summary>
    void Heal();
}
