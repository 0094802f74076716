using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>
/// An unspent amount of one asset, owned by an address; the datum hash binds data to it without storing it.
/// </summary>
/// <param name="Owner">Who may spend it.</param>
/// <param name="Asset">What it is.</param>
/// <param name="Amount">Base units, never zero.</param>
/// <param name="DatumHash">Optional commitment to data.</param>
public readonly record struct TransactionOutput(Address Owner, AssetId Asset, UInt128 Amount, Hash256? DatumHash)
    : IAceValue<TransactionOutput>
{
    /// <summary>Smallest encoded size: without a datum hash.</summary>
    public const int MinEncodedBytes = (2 * Hash256.Bytes) + 16 + 1;

    /// <inheritdoc/>
    public static TransactionOutput Decode(ref AceReader reader)
    {
        Address owner = new(reader.Hash());
        AssetId asset = new(reader.Hash());
        UInt128 amount = reader.U128();
        reader.Require(amount != 0);
        Hash256? datum = reader.Bool() ? reader.Hash() : null;
        return new TransactionOutput(owner, asset, amount, datum);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Hash(Owner.Value);
        writer.Hash(Asset.Value);
        writer.U128(Amount);
        writer.Bool(DatumHash.HasValue);
        if (DatumHash is { } datum)
        {
            writer.Hash(datum);
        }
    }
}
