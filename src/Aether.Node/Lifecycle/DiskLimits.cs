namespace Aether.Node.Lifecycle;

/// <summary>Free space below which something is done.</summary>
/// <param name="Warn">The log says so.</param>
/// <param name="Pause">No snapshots.</param>
/// <param name="Stop">A clean stop.</param>
internal sealed record DiskLimits(SpaceThreshold Warn, SpaceThreshold Pause, SpaceThreshold Stop)
{
    /// <summary>15, 8 and 3 hundredths of the disk.</summary>
    public static DiskLimits Usual { get; } =
        new(new SpaceThreshold(15, null), new SpaceThreshold(8, null), new SpaceThreshold(3, null));
}
