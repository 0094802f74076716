using System.Runtime.CompilerServices;

namespace Aether.Crypto.Hashing;

/// <summary>BLAKE3 of many byte strings with one byte before each, several of one length at a time in vector
/// lanes.</summary>
/// <remarks>
/// <para>Strings of any lengths may be mixed: those of one length among <see cref="Window"/> neighbours go together.
/// One that does not fit a chunk with its prefix, or is alone with its length, is hashed by itself.</para>
/// <para>Threads: pure functions. Cost: no allocation; 16 KiB of stack.</para>
/// </remarks>
internal static class Blake3Rows
{
    /// <summary>Neighbours among which strings of one length are sought.</summary>
    internal const int Window = 64;

    private const int RowBytes = Blake3Compression.ChunkBytes;
    private const int MaxLanes = 16;
    private const int DigestBytes = Blake3.DigestBytes;

    /// <summary>Hashes every string.</summary>
    /// <param name="variant">A variant that this processor supports.</param>
    /// <param name="prefix">The byte before every string.</param>
    /// <param name="strings">All strings, end to end.</param>
    /// <param name="ends">Where each of them ends, ascending.</param>
    /// <param name="outputs">32 bytes a string.</param>
    internal static void HashMany(
        LaneVariant variant, byte prefix, ReadOnlySpan<byte> strings, ReadOnlySpan<int> ends, Span<byte> outputs)
    {
        if (outputs.Length != ends.Length * DigestBytes)
            throw new ArgumentException("not one output for each string", nameof(outputs));
        Batch batch = new(variant, prefix, stackalloc byte[MaxLanes * RowBytes]);
        for (int first = 0; first < ends.Length; first += Window)
        {
            int count = Math.Min(Window, ends.Length - first);
            int start = first == 0 ? 0 : ends[first - 1];
            batch.HashWindow(strings, start, ends.Slice(first, count), outputs[(first * DigestBytes)..]);
        }
    }

    private static int LanesOf(LaneVariant variant) => variant switch
    {
        LaneVariant.Avx512 => Blake3Avx512.Lanes,
        LaneVariant.Avx2 => Blake3Avx2.Lanes,
        _ => Blake3Scalar.Lanes,
    };

    private readonly ref struct Batch(LaneVariant variant, byte prefix, Span<byte> rows)
    {
        private readonly int _lanes = LanesOf(variant);
        private readonly Span<byte> _rows = rows;

        public void HashWindow(ReadOnlySpan<byte> strings, int start, ReadOnlySpan<int> ends, Span<byte> outputs)
        {
            ulong pending = ulong.MaxValue >> (Window - ends.Length);
            Span<int> group = stackalloc int[MaxLanes];
            while (pending != 0)
            {
                int first = System.Numerics.BitOperations.TrailingZeroCount(pending);
                int length = LengthAt(ends, start, first);
                int count = 0;
                for (int at = first; at < ends.Length && count < _lanes; at++)
                {
                    if ((pending >> at & 1) != 0 && LengthAt(ends, start, at) == length)
                    {
                        pending &= ~(1UL << at);
                        group[count++] = at;
                    }
                }

                HashGroup(strings, start, ends, group[..count], length, outputs);
            }
        }

        private static int LengthAt(ReadOnlySpan<int> ends, int start, int at) =>
            ends[at] - (at == 0 ? start : ends[at - 1]);

        private void HashGroup(
            ReadOnlySpan<byte> strings,
            int start,
            ReadOnlySpan<int> ends,
            ReadOnlySpan<int> group,
            int length,
            Span<byte> outputs)
        {
            if (length >= RowBytes)
            {
                foreach (int at in group)
                    HashLong(strings[(ends[at] - length)..ends[at]], outputs.Slice(at * DigestBytes, DigestBytes));
                return;
            }

            int stride = (1 + length + Blake3Compression.BlockBytes - 1) & -Blake3Compression.BlockBytes;
            for (int lane = 0; lane < group.Length; lane++)
            {
                Span<byte> row = _rows.Slice(lane * stride, stride);
                int end = ends[group[lane]];
                row[0] = prefix;
                strings[(end - length)..end].CopyTo(row[1..]);
                row[(1 + length)..].Clear();
            }

            Span<byte> digests = stackalloc byte[MaxLanes * DigestBytes];
            HashRows(stride, 1 + length, digests[..(group.Length * DigestBytes)]);
            for (int lane = 0; lane < group.Length; lane++)
            {
                digests.Slice(lane * DigestBytes, DigestBytes)
                    .CopyTo(outputs.Slice(group[lane] * DigestBytes, DigestBytes));
            }
        }

        // A vector costs the same however few lanes are used: one string alone is quicker in integers.
        private void HashRows(int stride, int rowBytes, Span<byte> digests)
        {
            int count = digests.Length / DigestBytes;
            switch (count == 1 ? LaneVariant.Scalar : variant)
            {
                case LaneVariant.Avx512:
                    Blake3Lanes<Blake3Avx512>.HashRows(_rows, stride, rowBytes, digests);
                    break;
                case LaneVariant.Avx2:
                    Blake3Lanes<Blake3Avx2>.HashRows(_rows, stride, rowBytes, digests);
                    break;
                default:
                    Blake3.Hash(_rows[..rowBytes], digests);
                    break;
            }
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void HashLong(ReadOnlySpan<byte> text, Span<byte> digest)
        {
            Blake3Hasher hasher = Blake3Hasher.Create();
            hasher.Update([prefix]);
            hasher.Update(text);
            hasher.Finish(digest);
        }
    }
}
