using Aether.Core.Codec;

namespace Aether.Core.Ledger;

/// <summary>The data of an asset's object. The owner of the object is the authority that mints and burns.</summary>
/// <param name="Supply">Base units that exist.</param>
/// <param name="Decimals">Digits after the point in texts.</param>
/// <param name="Symbol">A name for texts; not unique.</param>
/// <remarks><b>Consensus</b>: field order.</remarks>
public sealed record AssetData(UInt128 Supply, byte Decimals, byte[] Symbol) : IAceValue<AssetData>
{
    /// <summary>Offset of <see cref="Supply"/>.</summary>
    public const int SupplyOffset = 0;

    /// <summary>Encoded size without the symbol.</summary>
    public const int HeaderBytes = 16 + 1 + sizeof(uint);

    /// <inheritdoc/>
    public static AssetData Decode(ref AceReader reader)
    {
        AssetData data = new(reader.U128(), reader.U8(), reader.Bytes(Limits.Ledger.MaxSymbolBytes));
        reader.Require(data.Decimals <= Limits.Ledger.MaxDecimals);
        return data;
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U128(Supply);
        writer.U8(Decimals);
        writer.Bytes(Symbol);
    }
}
