namespace Aether.Da.Shreds;

/// <summary>Why bytes are not a shred.</summary>
public enum ShredError : byte
{
    /// <summary>They are one.</summary>
    None = 0,

    /// <summary>Not the length that the header asks for.</summary>
    Length = 1,

    /// <summary>Unknown version or profile.</summary>
    Variant = 2,

    /// <summary>Shard counts that are not those of the profile.</summary>
    Shape = 3,

    /// <summary>A shard that the set does not have.</summary>
    Shard = 4,

    /// <summary>A proposer that no set has.</summary>
    Proposer = 5,

    /// <summary>A set beyond the largest block.</summary>
    SetIndex = 6,

    /// <summary>A flag that is neither 0 nor 1.</summary>
    LastSet = 7,

    /// <summary>Payload bytes that this set cannot have.</summary>
    SetBytes = 8,
}
