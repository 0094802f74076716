namespace Aether.Network.Sync;

/// <summary>What an <see cref="IFinalityVerifier"/> says.</summary>
public enum FinalityVerdict : byte
{
    /// <summary>The last block is final, and so are those before it.</summary>
    Final,

    /// <summary>The proof does not hold.</summary>
    NotFinal,

    /// <summary>The validators of the epoch are not known yet: a block before it closes the epoch before.</summary>
    UnknownEpoch,
}
