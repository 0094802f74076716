using Aether.Core.Types;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;

namespace Aether.UnitTests.Da.Shreds;

/// <summary>A leader's block as shreds, for the tests of what receives them.</summary>
internal sealed class ShredBlock
{
    internal const uint Epoch = 3;
    internal const ulong View = 1_000;
    internal const ushort Proposer = 7;

    internal static readonly Hash256 Genesis = Filled(0x11);
    internal static readonly Hash256 Parent = Filled(0x22);
    internal static readonly byte[] Seed = Filled(0x33).ToArray();

    private ShredBlock(ShredLayout layout) => Layout = layout;

    internal ShredLayout Layout { get; }

    internal List<FecSetHeader> Headers { get; } = [];

    internal List<byte[]> Sets { get; } = [];

    internal Hash256 PayloadRoot { get; private set; }

    internal static PublicKey Key
    {
        get
        {
            using ShredSigner signer = new(Genesis, Seed);
            return signer.PublicKey;
        }
    }

    internal static Hash256 Filled(byte value)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Bytes];
        bytes.Fill(value);
        return new Hash256(bytes);
    }

    internal static ShredSource Source(ErasureCode code, ulong view = View) =>
        new(Epoch, view, Proposer, Key, code.Profile);

    /// <summary>Encodes a payload in writes of the given size.</summary>
    internal static ShredBlock Encode(
        ErasureCode code, byte[] payload, int writeBytes = int.MaxValue, ulong view = View)
    {
        ShredEncoder encoder = new(code);
        ShredBlock block = new(encoder.Layout);
        encoder.Begin(Epoch, view, Proposer, Parent);
        byte[] set = new byte[block.Layout.BufferBytes];
        for (int start = 0; start < payload.Length; start += Math.Min(writeBytes, payload.Length - start))
        {
            ReadOnlySpan<byte> rest = payload.AsSpan(start, Math.Min(writeBytes, payload.Length - start));
            while (encoder.TryFill(set, ref rest, out FecSetHeader header))
            {
                block.Keep(header, set);
                set = new byte[block.Layout.BufferBytes];
            }
        }

        block.Keep(encoder.Finish(set), set);
        block.PayloadRoot = encoder.PayloadRoot();
        return block;
    }

    internal byte[] Shred(int set, int shard) =>
        Layout.Shred(Sets[set], shard, (int)Headers[set].SetBytes).ToArray();

    internal IEnumerable<byte[]> AllShreds() =>
        from set in Enumerable.Range(0, Sets.Count)
        from shard in Enumerable.Range(0, Layout.Code.TotalShards)
        select Shred(set, shard);

    /// <summary>A set over any shards, codeword or not, signed like an honest one.</summary>
    internal static byte[][] SignedSet(ShredLayout layout, FecSetHeader header, byte[][] shards)
    {
        int total = layout.Code.TotalShards;
        Hash256[] layers = new Hash256[Aether.Crypto.Merkle.MerkleLayers.NodeCount(total)];
        for (int shard = 0; shard < total; shard++)
        {
            byte[] row = [0, 0, .. shards[shard]];
            layers[shard] = FecSetTree.HashLeaf(row, shard);
        }

        header = header with { Root = Aether.Crypto.Merkle.MerkleLayers.Build(layers, total) };
        byte[] set = new byte[layout.BufferBytes];
        byte[][] result = new byte[total][];
        for (int shard = 0; shard < total; shard++)
        {
            Span<byte> shred = layout.Shred(set, shard, (int)header.SetBytes);
            header.WriteShredHeader(shard, shred);
            FecSetTree.WriteProof(layers, total, shard, shred[ShredLayout.HeaderBytes..]);
            shards[shard].CopyTo(shred[layout.DataOffset..]);
        }

        using ShredSigner signer = new(Genesis, Seed);
        signer.Sign(header, set);
        for (int shard = 0; shard < total; shard++)
            result[shard] = layout.Shred(set, shard, (int)header.SetBytes).ToArray();
        return result;
    }

    private void Keep(FecSetHeader header, byte[] set)
    {
        using ShredSigner signer = new(Genesis, Seed);
        signer.Sign(header, set);
        Headers.Add(header);
        Sets.Add(set);
    }
}
