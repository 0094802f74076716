using Aether.Crypto.Hashing;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Blake3CompressionTests
{
    [Fact]
    public void Compress_EmptyRootBlock_IsTheKnownDigest()
    {
        uint[] state = new uint[Blake3Compression.StateWords];
        uint flags = Blake3Compression.ChunkStart | Blake3Compression.ChunkEnd | Blake3Compression.Root;
        Blake3Compression.Compress(Blake3Compression.Iv, new byte[64], 0, 0, flags, state);
        byte[] digest = new byte[32];
        Blake3Compression.WriteWords(state, digest);
        Assert.Equal(
            "af1349b9f5f9a1a6a0404dea36dcc9499bcb25c9adc112b7cc9a93cae41f3262", HexText.Encode(digest));
    }

    [Fact]
    public void Compress_OutputOverChaining_EqualsSeparate()
    {
        byte[] block = Blake3Tests.Pattern(64);
        uint[] separate = new uint[Blake3Compression.StateWords];
        Blake3Compression.Compress(Blake3Compression.Iv, block, 5, 64, 3, separate);
        uint[] shared = new uint[Blake3Compression.StateWords];
        Blake3Compression.Iv.CopyTo(shared);
        Blake3Compression.Compress(shared, block, 5, 64, 3, shared);
        Assert.Equal(separate, shared);
    }

    [Fact]
    public void Compress_EveryParameter_ChangesTheOutput()
    {
        byte[] block = Blake3Tests.Pattern(64);
        HashSet<string> seen = [];
        foreach ((ulong counter, uint bytes, uint flags) in
            new (ulong, uint, uint)[] { (0, 64, 0), (1, 64, 0), (1UL << 32, 64, 0), (0, 63, 0), (0, 64, 1) })
        {
            uint[] state = new uint[Blake3Compression.StateWords];
            Blake3Compression.Compress(Blake3Compression.Iv, block, counter, bytes, flags, state);
            Assert.True(seen.Add(string.Join(' ', state)));
        }
    }
}
