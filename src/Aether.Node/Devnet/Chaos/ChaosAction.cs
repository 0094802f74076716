namespace Aether.Node.Devnet.Chaos;

/// <summary>What a script does to a devnet of processes.</summary>
internal enum ChaosAction
{
    /// <summary>Ends processes as a loss of power does.</summary>
    Kill,

    /// <summary>Starts killed processes again, on their data.</summary>
    Restart,

    /// <summary>Stops processes where they are; their connections stand.</summary>
    Pause,

    /// <summary>Lets paused processes go on.</summary>
    Resume,

    /// <summary>Cuts the links between the nodes and all others, both ways.</summary>
    Partition,

    /// <summary>Mends every cut and gives the links their first shape.</summary>
    Heal,

    /// <summary>Gives every link another delay.</summary>
    Slow,
}
