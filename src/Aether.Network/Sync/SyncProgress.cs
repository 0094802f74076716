using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Network.Sync;

/// <summary>
/// Which chunks of a snapshot are kept: <c>version u8 = 1, content 32, count u32, one bit a chunk, the last byte's rest
/// zero</c>.
/// </summary>
/// <param name="Content">BLAKE3 of the manifest's bytes.</param>
/// <param name="Kept">By index.</param>
public sealed record SyncProgress(Hash256 Content, bool[] Kept) : IAceValue<SyncProgress>
{
    private const byte Version = 1;

    /// <inheritdoc/>
    public static SyncProgress Decode(ref AceReader reader)
    {
        reader.Require(reader.U8() == Version, DecodeError.BadTag);
        Hash256 content = reader.Hash();
        uint count = reader.U32();
        reader.Require(count <= Limits.Snapshot.MaxChunks, DecodeError.OverLimit);
        ReadOnlySpan<byte> bits = reader.Fixed(reader.Failed ? 0 : (int)(count + 7) / 8);
        if (reader.Failed)
        {
            return new SyncProgress(content, []);
        }
        bool[] kept = new bool[count];
        for (int index = 0; index < kept.Length; index++)
        {
            kept[index] = (bits[index >> 3] >> (index & 7) & 1) != 0;
        }
        bool clean = (count & 7) == 0 || bits[^1] >> (int)(count & 7) == 0;
        reader.Require(clean);
        return new SyncProgress(content, kept);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        byte[] bits = new byte[(Kept.Length + 7) / 8];
        for (int index = 0; index < Kept.Length; index++)
        {
            bits[index >> 3] |= (byte)(Kept[index] ? 1 << (index & 7) : 0);
        }
        writer.U8(Version);
        writer.Hash(Content);
        writer.U32((uint)Kept.Length);
        writer.Fixed(bits);
    }
}
