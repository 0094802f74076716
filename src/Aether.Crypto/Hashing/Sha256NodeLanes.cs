using System.Runtime.CompilerServices;

namespace Aether.Crypto.Hashing;

/// <summary>SHA-256 of 64-byte nodes in groups of a kernel's lanes.</summary>
/// <remarks>
/// A node is one block of input and one of padding. The padding is the same for all nodes, so its schedule is a table.
/// </remarks>
// SAFETY: pointers stay inside whole groups of nodes and digests, which the caller has matched.
internal static unsafe class Sha256NodeLanes<TKernel>
    where TKernel : ISha256NodeKernel
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
        byte** low = stackalloc byte*[TKernel.Lanes];
        byte** high = stackalloc byte*[TKernel.Lanes];
        for (int lane = 0; lane < TKernel.Lanes; lane++)
            TKernel.Start(start, lane);

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
                TKernel.CompressNodePadding(state);
                for (int lane = 0; lane < TKernel.Lanes; lane++)
                    TKernel.Finish(state, lane, digest + ((long)(done + lane) * Sha256Lanes.DigestBytes));
            }
        }

        return count;
    }
}
