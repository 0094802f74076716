using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Aether.UnitTests.Da.ErasureCoding;
using Xunit;

namespace Aether.UnitTests.Da.Shreds;

public sealed class ShredSignerTests
{
    [Fact]
    public void Sign_ManySetsAtOnce_EqualsOneByOneAndVerifies()
    {
        ShredBlock block = ShredBlock.Encode(ErasureCode.DoubleParity, ShardSets.RandomBytes(700_000, 1));
        Assert.True(block.Sets.Count > 64);
        byte[] sets = [.. block.Sets.SelectMany(set => set)];
        foreach (int start in Enumerable.Range(0, block.Sets.Count).Select(set => set * block.Layout.BufferBytes))
            sets.AsSpan(start + ShredLayout.LeadBytes + ShredLayout.SignatureOffset, Signature64.Bytes).Clear();
        using ShredSigner signer = new(ShredBlock.Genesis, ShredBlock.Seed);
        signer.Sign([.. block.Headers], sets);
        Assert.Equal(block.Sets.SelectMany(set => set), sets);
        Assert.All(Enumerable.Range(0, block.Sets.Count), set => Assert.True(Verifies(block, set)));
    }

    [Fact]
    public void PublicKey_IsThatOfTheSeed()
    {
        using ShredSigner signer = new(ShredBlock.Genesis, ShredBlock.Seed);
        byte[] expected = new byte[Ed25519.PublicKeyBytes];
        Ed25519.PublicKeyFromSeed(ShredBlock.Seed, expected);
        Assert.Equal(expected, signer.PublicKey.Value.ToArray());
    }

    private static bool Verifies(ShredBlock block, int set)
    {
        byte[] message = new byte[FecSetHeader.SignedBytes];
        block.Headers[set].WriteSigned(ShredBlock.Genesis, message);
        Assert.Equal(ShredError.None, ShredView.TryDecode(block.Shred(set, 11), out ShredView view));
        return Ed25519.Verify(ShredBlock.Key.Value.Span, message, view.Signature);
    }
}
