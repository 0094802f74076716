namespace Aether.Node.Lifecycle;

/// <summary>How much room there is on a disk, from enough to none.</summary>
internal enum DiskLevel
{
    /// <summary>Enough.</summary>
    Ample,

    /// <summary>The operator should know.</summary>
    Low,

    /// <summary>Nothing is written that can wait.</summary>
    Paused,

    /// <summary>The node stops before a write fails.</summary>
    Full,
}
