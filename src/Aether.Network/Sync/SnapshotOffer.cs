using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Network.Sync;

/// <summary>A snapshot that a peer has whole.</summary>
/// <param name="Height">Height of its block.</param>
/// <param name="Epoch">Epoch of its block.</param>
/// <param name="Content">BLAKE3 of its manifest's bytes: honest nodes make the same.</param>
/// <param name="Bytes">How many those are.</param>
public readonly record struct SnapshotOffer(ulong Height, uint Epoch, Hash256 Content, uint Bytes)
    : IAceValue<SnapshotOffer>
{
    /// <summary>Encoded size.</summary>
    public const int EncodedBytes = 8 + 4 + Hash256.Bytes + 4;

    /// <summary>Reads an answer: at most <see cref="Limits.Sync.MaxOffers"/>, the highest first.</summary>
    public static bool TryReadList(ReadOnlySpan<byte> bytes, out SnapshotOffer[] offers)
    {
        AceReader reader = new(bytes);
        offers = reader.List<SnapshotOffer>(Limits.Sync.MaxOffers, EncodedBytes);
        for (int index = 1; index < offers.Length; index++)
        {
            reader.Require(offers[index].Height < offers[index - 1].Height, DecodeError.NotSorted);
        }
        return !reader.Failed && reader.Remaining == 0;
    }

    /// <inheritdoc/>
    public static SnapshotOffer Decode(ref AceReader reader)
    {
        SnapshotOffer offer = new(reader.U64(), reader.U32(), reader.Hash(), reader.U32());
        reader.Require(offer.Bytes <= Limits.Snapshot.MaxManifestBytes, DecodeError.OverLimit);
        return offer;
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U64(Height);
        writer.U32(Epoch);
        writer.Hash(Content);
        writer.U32(Bytes);
    }
}
