using Aether.Crypto.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

/// <summary>Compares a vector kernel with its scalar definition, lane by lane.</summary>
// SAFETY: buffers are sized by the kernel's own lane and block constants.
internal static unsafe class LaneKernelChecks
{
    private const int Rounds = 3;
    private const int Alignment = 64;

    /// <summary>Compresses random blocks into every lane, several in a row, and compares all digests.</summary>
    internal static void CompressEquals<TKernel, TDefinition>(int seed, bool extremes)
        where TKernel : ILaneKernel
        where TDefinition : ILaneKernel
    {
        Assert.Equal(1, TDefinition.Lanes);
        Assert.Equal(TDefinition.BlockBytes, TKernel.BlockBytes);
        byte[] blocks = new byte[Rounds * TKernel.Lanes * TKernel.BlockBytes];
        Random random = new(seed);
        random.NextBytes(blocks);
        if (extremes)
        {
            for (int position = 0; position < blocks.Length; position++)
                blocks[position] = (blocks[position] & 1) != 0 ? (byte)0xFF : (byte)0;
        }

        byte[][] digests = Digests<TKernel>(blocks);
        for (int lane = 0; lane < TKernel.Lanes; lane++)
        {
            byte[] own = new byte[Rounds * TKernel.BlockBytes];
            for (int round = 0; round < Rounds; round++)
            {
                blocks.AsSpan(((round * TKernel.Lanes) + lane) * TKernel.BlockBytes, TKernel.BlockBytes)
                    .CopyTo(own.AsSpan(round * TKernel.BlockBytes));
            }

            Assert.Equal(Digests<TDefinition>(own)[0], digests[lane]);
        }
    }

    private static byte[][] Digests<TKernel>(byte[] blocks)
        where TKernel : ILaneKernel
    {
        int half = TKernel.BlockBytes / 2;
        byte* memory = stackalloc byte[(half * TKernel.Lanes) + Alignment];
        byte* state = (byte*)(((nuint)memory + (Alignment - 1)) & ~(nuint)(Alignment - 1));
        byte** low = stackalloc byte*[TKernel.Lanes];
        byte** high = stackalloc byte*[TKernel.Lanes];
        byte[][] digests = new byte[TKernel.Lanes][];
        fixed (byte* first = blocks)
        {
            for (int lane = 0; lane < TKernel.Lanes; lane++)
                TKernel.Start(state, lane);
            for (int round = 0; round < Rounds; round++)
            {
                for (int lane = 0; lane < TKernel.Lanes; lane++)
                {
                    low[lane] = first + (((round * TKernel.Lanes) + lane) * TKernel.BlockBytes);
                    high[lane] = low[lane] + half;
                }

                TKernel.Compress(state, low, high);
            }
        }

        for (int lane = 0; lane < TKernel.Lanes; lane++)
        {
            digests[lane] = new byte[half];
            fixed (byte* digest = digests[lane])
                TKernel.Finish(state, lane, digest);
        }

        return digests;
    }
}
