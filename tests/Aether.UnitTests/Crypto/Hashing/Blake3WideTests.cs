using Aether.Crypto.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Blake3WideTests
{
    [Theory]
    [InlineData(0UL, 0u)]
    [InlineData(1UL, 0u)]
    [InlineData(4_000_000_000UL, 16u)]
    public void HashChunks_EqualsTheScalarDefinition(ulong firstChunk, uint flags)
    {
        byte[] input = new byte[Blake3Wide.GroupBytes];
        new Random(5).NextBytes(input);
        uint[] key = [1, 2, 3, 4, 5, 6, 7, 0xFFFFFFFF];
        uint[] actual = new uint[Blake3Wide.Lanes * 8];
        Blake3Wide.HashChunks(key, input, firstChunk, flags, actual);

        uint[] expected = new uint[8];
        for (int lane = 0; lane < Blake3Wide.Lanes; lane++)
        {
            ReadOnlySpan<byte> chunk = input.AsSpan(lane * 1024, 1024);
            Blake3Node.Chunk(key, chunk, firstChunk + (uint)lane, flags).ChainingValue(expected);
            Assert.Equal(expected, actual.AsSpan(lane * 8, 8).ToArray());
        }
    }

    [Fact]
    public void Hash_LengthsAroundGroups_EqualTheIncrementalScalarHash()
    {
        foreach (int chunks in new[] { 7, 8, 9, 15, 16, 17, 24, 31, 32, 33, 100 })
        {
            foreach (int extra in new[] { -1, 0, 1 })
            {
                byte[] input = Blake3Tests.Pattern((chunks * 1024) + extra);
                Blake3Hasher hasher = Blake3Hasher.Create();
                hasher.Update(input);
                byte[] expected = new byte[32];
                hasher.Finish(expected);
                Assert.Equal(expected, Blake3Tests.Digest(input));
            }
        }
    }
}
