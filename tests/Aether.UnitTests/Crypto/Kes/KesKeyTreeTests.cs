using Aether.Crypto.Kes;
using Xunit;

namespace Aether.UnitTests.Crypto.Kes;

public sealed class KesKeyTreeTests
{
    public KesKeyTreeTests() => KesVectors.SkipWithoutLibrary();

    [Theory]
    [InlineData(0, "key0")]
    [InlineData(1, "key1")]
    [InlineData(6, "key6")]
    public void Generate_PublishedKeys_Match(int depth, string file)
    {
        byte[] key = new byte[KesKeyTree.KeyBytes(depth)];
        byte[] verificationKey = new byte[32];
        KesKeyTree.Generate(depth, KesVectors.Seed, key, verificationKey);
        Assert.Equal(KesVectors.File(file), key);
        if (depth == 6)
            Assert.Equal(KesVectors.VerificationKey, verificationKey);
    }

    [Fact]
    public void Evolve_PublishedKeys_Match()
    {
        byte[] key = new byte[KesKeyTree.KeyBytes(6)];
        KesKeyTree.Generate(6, KesVectors.Seed, key, new byte[32]);
        for (int period = 0; period < 5; period++)
        {
            Assert.True(KesKeyTree.Evolve(6, key, period));
            if (period == 0)
                Assert.Equal(KesVectors.File("key6update1"), key);
        }

        Assert.Equal(KesVectors.File("key6update5"), key);
    }

    [Fact]
    public void Evolve_NoEarlierSeedRemains()
    {
        const int Depth = 3;
        byte[] key = new byte[KesKeyTree.KeyBytes(Depth)];
        KesKeyTree.Generate(Depth, new byte[32], key, new byte[32]);
        List<byte[]> past = [];
        for (int period = 0; period + 1 < 1 << Depth; period++)
        {
            past.Add(key[..32]);
            Assert.True(KesKeyTree.Evolve(Depth, key, period));
            foreach (byte[] seed in past)
                Assert.Equal(-1, key.AsSpan().IndexOf(seed));
            for (int level = 1; level <= Depth; level++)
            {
                bool isRight = (((period + 1) >> (level - 1)) & 1) != 0;
                Assert.Equal(isRight, KesKeyTree.RightSeed(key, level).IndexOfAnyExcept((byte)0) < 0);
            }
        }

        byte[] last = [.. key];
        Assert.False(KesKeyTree.Evolve(Depth, key, (1 << Depth) - 1));
        Assert.Equal(last, key);
    }
}
