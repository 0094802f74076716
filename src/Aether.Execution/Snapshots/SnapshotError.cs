namespace Aether.Execution.Snapshots;

/// <summary>Why a chunk of a snapshot is refused.</summary>
public enum SnapshotError : byte
{
    /// <summary>It holds.</summary>
    None = 0,

    /// <summary>It is not there.</summary>
    Missing = 1,

    /// <summary>It has another size than the manifest says.</summary>
    WrongSize = 2,

    /// <summary>Its bytes are not those that the manifest names.</summary>
    WrongContent = 3,

    /// <summary>Its bytes are no canonical chunk.</summary>
    Malformed = 4,

    /// <summary>It is of another range of keys than the manifest says.</summary>
    WrongRange = 5,

    /// <summary>Its proof does not lead to the state root.</summary>
    WrongProof = 6,
}
