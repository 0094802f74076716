using Aether.Crypto.Ed25519.Batch;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Batch;

public sealed class LaneBatchTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(100)]
    public void Verify_RandomDamage_EveryVariantEqualsSingleVerification(int count)
    {
        var random = new Random(count);
        for (int round = 0; round < 6; round++)
        {
            SignedMessage[] items = [.. Enumerable.Range(0, count).Select(i => SignatureForge.Honest(random.Next(40)))];
            for (int damage = 0; damage < round; damage++)
            {
                SignedMessage item = items[random.Next(count)];
                byte[] target = random.Next(3) switch
                {
                    0 => item.PublicKey,
                    1 => item.Message,
                    _ => item.Signature,
                };
                target[random.Next(target.Length)] ^= (byte)(1 << random.Next(8));
            }

            Assert.Equal(items.Select(item => item.VerifySingle()), new BatchBuffers(items).Verify());
        }
    }

    [Fact]
    public void Verify_ThreadsAtOnce_EachGetsItsOwnVerdicts()
    {
        BatchBuffers good = new([.. Enumerable.Range(0, 70).Select(SignatureForge.Honest)]);
        SignedMessage[] items = [.. Enumerable.Range(0, 70).Select(SignatureForge.Honest)];
        items[69].Signature[0] ^= 1;
        BatchBuffers bad = new(items);
        Parallel.For(0, 40, i =>
        {
            bool[] valid = new bool[70];
            (i % 2 == 0 ? good : bad).Verify(valid);
            Assert.Equal(i % 2 == 0 ? 70 : 69, valid.Count(flag => flag));
        });
    }
}
