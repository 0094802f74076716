using Aether.Crypto.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Blake3LanesTests
{
    private static readonly uint[] s_key = [1, 2, 3, 4, 5, 6, 7, 0xFFFFFFFF];

    [Fact]
    public void Scalar_EqualsTheDefinition() => AssertKernel<Blake3Scalar>();

    [Fact]
    [Trait("Instructions", "Avx2")]
    public void Avx2_EqualsTheDefinition()
    {
        Assert.SkipUnless(LaneVariants.IsSupported(LaneVariant.Avx2), "the processor or a switch lacks the vectors");
        AssertKernel<Blake3Avx2>();
    }

    [Fact]
    [Trait("Instructions", "Avx512")]
    public void Avx512_EqualsTheDefinition()
    {
        Assert.SkipUnless(LaneVariants.IsSupported(LaneVariant.Avx512), "the processor or a switch lacks the vectors");
        AssertKernel<Blake3Avx512>();
    }

    /// <summary>Chunks, nodes and prefixed nodes of a kernel against one compression after another.</summary>
    internal static void AssertKernel<TKernel>()
        where TKernel : IBlake3Kernel
    {
        for (int count = 0; count <= 40; count++)
            AssertNodes<TKernel>(count);

        // The index of the last case wraps the low half of the counter inside a group of lanes.
        foreach (ulong first in new[] { 0UL, 1UL, 4_000_000_000UL, 0xFFFF_FFFAUL, 0x1_FFFF_FFF1UL })
        {
            foreach (int count in new[] { 1, 2, 7, 8, 9, 15, 16, 17, 33 })
                AssertChunks<TKernel>(count, first, Blake3Compression.KeyedHash);
        }
    }

    private static void AssertNodes<TKernel>(int count)
        where TKernel : IBlake3Kernel
    {
        byte[] nodes = new byte[count * 64];
        new Random(count).NextBytes(nodes);
        byte[] keyed = new byte[count * 32];
        byte[] prefixed = new byte[count * 32];
        for (int index = 0; index < count; index++)
        {
            ReadOnlySpan<byte> node = nodes.AsSpan(index * 64, 64);
            Blake3.KeyedHash64(s_key, node, keyed.AsSpan(index * 32, 32));
            byte[] input = [7, .. node];
            Blake3Node.Chunk(Blake3Compression.Iv, input, 0, 0).RootBytes(prefixed.AsSpan(index * 32, 32));
        }

        const uint Flags = Blake3Compression.SingleBlock | Blake3Compression.KeyedHash;
        byte[] outputs = new byte[count * 32];
        Blake3Lanes<TKernel>.HashNodes(s_key, Flags, nodes, 64, outputs);
        Assert.Equal(keyed, outputs);
        Blake3Lanes<TKernel>.HashPrefixedNodes(7, nodes, outputs);
        Assert.Equal(prefixed, outputs);

        // A level may be replaced in place.
        Blake3Lanes<TKernel>.HashNodes(s_key, Flags, nodes, 64, nodes.AsSpan(0, count * 32));
        Assert.Equal(keyed, nodes[..(count * 32)]);
    }

    private static void AssertChunks<TKernel>(int count, ulong first, uint flags)
        where TKernel : IBlake3Kernel
    {
        byte[] chunks = new byte[count * 1024];
        new Random(count).NextBytes(chunks);
        byte[] values = new byte[count * 32];
        Blake3Lanes<TKernel>.HashChunks(s_key, chunks, first, flags, values);

        uint[] words = new uint[8];
        byte[] expected = new byte[32];
        for (int index = 0; index < count; index++)
        {
            ReadOnlySpan<byte> chunk = chunks.AsSpan(index * 1024, 1024);
            Blake3Node.Chunk(s_key, chunk, first + (uint)index, flags).ChainingValue(words);
            Blake3Compression.WriteWords(words, expected);
            Assert.Equal(expected, values.AsSpan(index * 32, 32).ToArray());
        }
    }
}
