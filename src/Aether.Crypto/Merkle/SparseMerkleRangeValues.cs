using System.Buffers;
using System.Runtime.InteropServices;
using Aether.Core.Types;
using Aether.Crypto.Hashing;

namespace Aether.Crypto.Merkle;

/// <summary>The value hashes of many values, those of one block in vector lanes.</summary>
/// <remarks><b>Cost</b>: buffers from the shared pool. <b>Threads</b>: pure functions.</remarks>
public static class SparseMerkleRangeValues
{
    private const int Group = 16;
    private const int Lengths = Blake3Nodes.NodeBytes + 1;
    private const int GroupBytes = Group * Blake3Nodes.NodeBytes;

    /// <summary><see cref="StateHasher.HashValue"/> of every value.</summary>
    /// <param name="bytes">The values one after the other.</param>
    /// <param name="ends">Exclusive end of each value, not descending; the last is the number of bytes.</param>
    /// <param name="hashes">One for each value.</param>
    public static void Hash(ReadOnlySpan<byte> bytes, ReadOnlySpan<int> ends, Span<Hash256> hashes) =>
        Hash(LaneVariants.Best, bytes, ends, hashes);

    /// <summary>The same by one variant.</summary>
    internal static void Hash(
        LaneVariant variant, ReadOnlySpan<byte> bytes, ReadOnlySpan<int> ends, Span<Hash256> hashes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(hashes.Length, ends.Length, nameof(hashes));
        byte[] nodes = ArrayPool<byte>.Shared.Rent(Lengths * GroupBytes);
        int[] members = ArrayPool<int>.Shared.Rent(Lengths * Group);
        Span<int> counts = stackalloc int[Lengths];
        counts.Clear();
        nodes.AsSpan().Clear();
        int start = 0;
        for (int index = 0; index < ends.Length; index++)
        {
            ReadOnlySpan<byte> value = bytes[start..ends[index]];
            start = ends[index];
            int length = value.Length;
            if (length >= Lengths)
            {
                hashes[index] = StateHasher.HashValue(value);
                continue;
            }
            int place = counts[length]++;
            value.CopyTo(nodes.AsSpan((length * GroupBytes) + (place * Blake3Nodes.NodeBytes)));
            members[(length * Group) + place] = index;
            if (place == Group - 1)
            {
                Flush(variant, length, nodes, members.AsSpan(length * Group, Group), hashes);
                counts[length] = 0;
            }
        }
        for (int length = 0; length < Lengths; length++)
        {
            Flush(variant, length, nodes, members.AsSpan(length * Group, counts[length]), hashes);
        }
        ArrayPool<byte>.Shared.Return(nodes);
        ArrayPool<int>.Shared.Return(members);
    }

    // Values of one length: what lies behind them in their nodes stays zero.
    private static void Flush(
        LaneVariant variant, int length, byte[] nodes, ReadOnlySpan<int> members, Span<Hash256> hashes)
    {
        Span<Hash256> digests = stackalloc Hash256[Group];
        digests = digests[..members.Length];
        ReadOnlySpan<byte> group = nodes.AsSpan(length * GroupBytes, members.Length * Blake3Nodes.NodeBytes);
        Blake3Nodes.HashShort(variant, group, length, MemoryMarshal.AsBytes(digests));
        for (int index = 0; index < members.Length; index++)
        {
            hashes[members[index]] = digests[index];
        }
    }
}
