using System.Runtime.CompilerServices;

namespace Aether.Crypto.Hashing;

/// <summary>SHA-256 of 64-byte nodes in groups of a kernel's lanes.</summary>
/// <remarks>
/// A node is one block of input and one of padding. The padding is the same for all nodes, so it is made once a call
/// and needs no copy of the input.
/// </remarks>
// SAFETY: pointers stay inside whole groups of nodes and digests, which the caller has matched.
internal static unsafe class Sha256NodeLanes<TKernel>
    where TKernel : ILaneKernel
{
    private const int StateWords = 8;
    private const int Alignment = 64;

    /// <summary>Hashes as many whole groups of nodes as there are.</summary>
    /// <param name="nodes">64 bytes a node.</param>
    /// <param name="digests">32 bytes a node; may start where <paramref name="nodes"/> does.</param>
    /// <returns>Nodes hashed.</returns>
    // SAFETY: a group is read before its digests are written, and digests never lie ahead of their nodes.
    [SkipLocalsInit]
    internal static int Hash(ReadOnlySpan<byte> nodes, Span<byte> digests)
    {
        int count = nodes.Length / Sha256Lanes.NodeBytes / TKernel.Lanes * TKernel.Lanes;
        byte* memory = stackalloc byte[(2 * StateWords * sizeof(uint) * TKernel.Lanes) + Alignment];
        uint* start = (uint*)(((nuint)memory + (Alignment - 1)) & ~(nuint)(Alignment - 1));
        uint* state = start + (StateWords * TKernel.Lanes);
        byte* padding = stackalloc byte[Sha256Lanes.NodeBytes];
        new Span<byte>(padding, Sha256Lanes.NodeBytes).Clear();
        padding[0] = 0x80;

        // The last two bytes hold the 512 bits of a node in big-endian order.
        padding[Sha256Lanes.NodeBytes - 2] = 512 >> 8;

        byte** low = stackalloc byte*[TKernel.Lanes];
        byte** high = stackalloc byte*[TKernel.Lanes];
        byte** paddingLow = stackalloc byte*[TKernel.Lanes];
        byte** paddingHigh = stackalloc byte*[TKernel.Lanes];
        for (int lane = 0; lane < TKernel.Lanes; lane++)
        {
            TKernel.Start(start, lane);
            paddingLow[lane] = padding;
            paddingHigh[lane] = padding + Sha256Lanes.DigestBytes;
        }

        fixed (byte* node = nodes, digest = digests)
        {
            for (int done = 0; done < count; done += TKernel.Lanes)
            {
                Unsafe.CopyBlock(state, start, (uint)(StateWords * sizeof(uint) * TKernel.Lanes));
                for (int lane = 0; lane < TKernel.Lanes; lane++)
                {
                    low[lane] = node + ((long)(done + lane) * Sha256Lanes.NodeBytes);
                    high[lane] = low[lane] + Sha256Lanes.DigestBytes;
                }

                TKernel.Compress(state, low, high);
                TKernel.Compress(state, paddingLow, paddingHigh);
                for (int lane = 0; lane < TKernel.Lanes; lane++)
                    TKernel.Finish(state, lane, digest + ((long)(done + lane) * Sha256Lanes.DigestBytes));
            }
        }

        return count;
    }
}
