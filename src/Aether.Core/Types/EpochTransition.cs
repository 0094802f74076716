using System.Security.Cryptography;
using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>What the closing block of an epoch says about the next one; the whole payload of that block.</summary>
/// <param name="Epoch">The epoch that begins: the closing epoch plus one.</param>
/// <param name="Randomness">The randomness of its leader lottery.</param>
/// <param name="Validators">The set that certifies its blocks.</param>
/// <remarks><b>Consensus</b>: the closing header commits to it through its payload root.</remarks>
public sealed record EpochTransition(uint Epoch, Hash256 Randomness, ValidatorSet Validators)
    : IAceValue<EpochTransition>
{
    /// <inheritdoc/>
    public static EpochTransition Decode(ref AceReader reader)
    {
        uint epoch = reader.U32();
        reader.Require(reader.Failed || epoch > 0);
        return new EpochTransition(epoch, reader.Hash(), ValidatorSet.Decode(ref reader));
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U32(Epoch);
        writer.Hash(Randomness);
        Validators.Encode(writer);
    }

    /// <summary>SHA-256("aeth/epoch/v1" || transition).</summary>
    public Hash256 ComputeHash()
    {
        AceWriter writer = new(64 + (Validators.Count * Validator.EncodedBytes));
        writer.Fixed("aeth/epoch/v1"u8);
        Encode(writer);
        return new Hash256(SHA256.HashData(writer.WrittenSpan));
    }
}
