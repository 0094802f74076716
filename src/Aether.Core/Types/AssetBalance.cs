using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>A non-zero amount of one asset, in base units.</summary>
public readonly record struct AssetBalance(AssetId Asset, UInt128 Amount) : IAceValue<AssetBalance>
{
    /// <summary>Encoded size.</summary>
    public const int EncodedBytes = Hash256.Bytes + 16;

    /// <inheritdoc/>
    public static AssetBalance Decode(ref AceReader reader)
    {
        AssetBalance balance = new(new AssetId(reader.Hash()), reader.U128());
        reader.Require(balance.Amount != 0);
        return balance;
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Hash(Asset.Value);
        writer.U128(Amount);
    }
}
