namespace Aether.Consensus.Epochs;

/// <summary>What a block is for, decided by its own view and that of its justification.</summary>
public enum BlockRole : byte
{
    /// <summary>Carries transactions and evidence.</summary>
    Ordinary,

    /// <summary>The first block at or after the end of an epoch: carries the transition and nothing else.</summary>
    Closing,

    /// <summary>
    /// Descends from the closing block in its epoch: wholly empty, never final, there only to make the closing block
    /// final.
    /// </summary>
    Helper,
}
