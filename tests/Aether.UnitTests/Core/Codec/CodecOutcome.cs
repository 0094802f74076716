using Aether.Core.Codec;

namespace Aether.UnitTests.Core.Codec;

/// <summary>What a decoder made of an input.</summary>
public readonly record struct CodecOutcome(DecodeError Error, long Allocated)
{
    /// <summary>The input was the canonical form of a value.</summary>
    public bool Accepted => Error == DecodeError.None;
}
