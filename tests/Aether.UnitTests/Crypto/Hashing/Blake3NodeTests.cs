using Aether.Crypto.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Blake3NodeTests
{
    [Fact]
    public void Parent_OfTwoChunks_IsTheHashOfBoth()
    {
        byte[] input = Blake3Tests.Pattern(2048);
        uint[] left = new uint[8];
        uint[] right = new uint[8];
        Blake3Node.Chunk(Blake3Compression.Iv, input.AsSpan(0, 1024), 0, 0).ChainingValue(left);
        Blake3Node.Chunk(Blake3Compression.Iv, input.AsSpan(1024), 1, 0).ChainingValue(right);
        byte[] root = new byte[32];
        Blake3Node.Parent(Blake3Compression.Iv, left, right, 0).RootBytes(root);
        Assert.Equal(Blake3Tests.Digest(input), root);
    }

    [Fact]
    public void Chunk_IndexIsPartOfTheValue()
    {
        uint[] first = new uint[8];
        uint[] second = new uint[8];
        Blake3Node.Chunk(Blake3Compression.Iv, [1, 2, 3], 0, 0).ChainingValue(first);
        Blake3Node.Chunk(Blake3Compression.Iv, [1, 2, 3], 1, 0).ChainingValue(second);
        Assert.NotEqual(first, second);
    }
}
