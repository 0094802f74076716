using Aether.Core.Codec;

namespace Aether.Core.Types;

/// <summary>An account that exists from the start, with its balances in base units.</summary>
public sealed record GenesisAccount(Address Address, UInt128 Swr, UInt128 Aic) : IAceValue<GenesisAccount>
{
    /// <summary>Encoded size.</summary>
    public const int EncodedBytes = 32 + 16 + 16;

    /// <inheritdoc/>
    public static GenesisAccount Decode(ref AceReader reader) =>
        new(new Address(reader.Hash()), reader.U128(), reader.U128());

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Hash(Address.Value);
        writer.U128(Swr);
        writer.U128(Aic);
    }
}
