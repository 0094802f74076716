namespace Aether.Consensus.Sequencing;

/// <summary>Why a recorded slot is not accepted.</summary>
public enum SequenceError : byte
{
    /// <summary>It holds.</summary>
    None = 0,

    /// <summary>A hash of the chain is not that of the steps.</summary>
    BrokenChain = 1,

    /// <summary>Steps are in an order no leader can take: nothing first, a beginning or sealing inside.</summary>
    BadShape = 2,

    /// <summary>Entries were lost: the record says so, and so cannot show an order.</summary>
    EntriesLost = 3,

    /// <summary>The slot was never sealed: no block came of it.</summary>
    NotSealed = 4,

    /// <summary>It is of another chain.</summary>
    WrongChain = 5,

    /// <summary>It is of another slot, leader or parent than the block.</summary>
    WrongSlot = 6,

    /// <summary>It ends in another block.</summary>
    WrongBlock = 7,

    /// <summary>The block's transactions are others, or in another order.</summary>
    WrongOrder = 8,

    /// <summary>The block's evidence is other, or in another order.</summary>
    WrongEvidence = 9,

    /// <summary>It does not continue the slot that it should.</summary>
    NotContinued = 10,
}
