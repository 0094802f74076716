namespace Aether.Core.Types;

/// <summary>An asset. The two native ones are their ASCII ticker padded with zeros, readable in any dump.</summary>
public readonly record struct AssetId(Hash256 Value) : IComparable<AssetId>
{
    /// <summary>The staking and fee token.</summary>
    public static readonly AssetId Swr = FromTicker("SWR"u8);

    /// <summary>The compute credit.</summary>
    public static readonly AssetId Aic = FromTicker("AIC"u8);

    /// <inheritdoc/>
    public int CompareTo(AssetId other) => Value.CompareTo(other.Value);

    /// <summary>The ticker of a native asset, else `0x` and 64 lower-case digits.</summary>
    public override string ToString() => this == Swr ? "SWR" : this == Aic ? "AIC" : Value.ToString();

    private static AssetId FromTicker(ReadOnlySpan<byte> ticker)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Bytes];
        bytes.Clear();
        ticker.CopyTo(bytes);
        return new AssetId(new Hash256(bytes));
    }
}
