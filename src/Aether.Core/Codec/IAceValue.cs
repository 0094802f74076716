namespace Aether.Core.Codec;

/// <summary>A value with one canonical byte form ("ACE").</summary>
/// <remarks>
/// <b>Consensus</b>: fixed field order, little-endian integers, u32 length in front of variable parts, u8 tags, strict
/// booleans, no trailing bytes. <c>Decode</c> never throws and reads a value only if its bytes are the canonical ones.
/// </remarks>
public interface IAceValue<TSelf>
    where TSelf : IAceValue<TSelf>
{
    /// <summary>Appends the canonical bytes.</summary>
    void Encode(AceWriter writer);

    /// <summary>Reads one value. On bad input the reader is failed and the result is meaningless.</summary>
    static abstract TSelf Decode(ref AceReader reader);
}
