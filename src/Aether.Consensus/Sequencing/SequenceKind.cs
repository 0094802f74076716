namespace Aether.Consensus.Sequencing;

/// <summary>What a leader did. The values are part of recorded bytes.</summary>
public enum SequenceKind : byte
{
    /// <summary>Began to build; the identifier is the parent's hash.</summary>
    Begin = 1,

    /// <summary>Put a transaction at the next place of the block; the identifier is its witness id.</summary>
    Admit = 2,

    /// <summary>Left a transaction out of this block; the detail is the reason.</summary>
    Skip = 3,

    /// <summary>Removed a transaction from the mempool because the final state refuses it.</summary>
    Drop = 4,

    /// <summary>Put evidence at the next place; the identifier is the leaf hash of its bytes.</summary>
    Evidence = 5,

    /// <summary>Put an epoch's transition into its closing block; the identifier is the transition's hash.</summary>
    Transition = 6,

    /// <summary>Finished building; the identifier is the payload root.</summary>
    Built = 7,

    /// <summary>The block is signed; the identifier is its hash. Ends the slot.</summary>
    Sealed = 8,

    /// <summary>Entries were lost to a full ring; the first eight bytes of the identifier count them.</summary>
    Lost = 9,
}
