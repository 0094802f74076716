namespace Aether.Network.Sync;

/// <summary>Second byte of a request about snapshots.</summary>
public enum SnapshotQueryKind : byte
{
    /// <summary>Which there are.</summary>
    Offers = 0,

    /// <summary>The block of one, with its proof.</summary>
    Head = 1,

    /// <summary>A part of its manifest.</summary>
    Manifest = 2,
}
