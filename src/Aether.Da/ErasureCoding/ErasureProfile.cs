namespace Aether.Da.ErasureCoding;

/// <summary>The erasure codes of the protocol, by their number in a header.</summary>
public enum ErasureProfile : byte
{
    /// <summary>10 data shards and 2 parity shards: the sum, and the sum weighted by powers of 2.</summary>
    DoubleParity = 0,

    /// <summary>32 data shards and 32 parity shards: the systematic Vandermonde code over the points 0..63.</summary>
    HalfRate = 1,
}
