using Aether.Crypto.Ed25519;
using Aether.KernelBench.Differential;
using Xunit;
using Signatures = Aether.Crypto.Ed25519.Ed25519;

namespace Aether.UnitTests.KernelBench;

public sealed class SignatureForgeTests
{
    private static readonly SignatureForge s_forge = new(seed: 7, epoch: 0);

    public static TheoryData<string> Kinds() => [.. Enum.GetNames<SignatureKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Make_EveryKind_GetsItsVerdictFromTheDefinition(string name)
    {
        SignatureKind kind = Enum.Parse<SignatureKind>(name);
        SplitMix random = new((ulong)kind);
        for (int i = 0; i < 24; i++)
        {
            byte[] key = new byte[32];
            byte[] message = new byte[1 + i];
            byte[] signature = new byte[64];
            random.Fill(message);
            s_forge.Make(kind, (i & 1) == 1, ref random, key, message, signature);
            Assert.Equal(SignatureKinds.IsAccepted(kind), Signatures.Verify(key, message, signature));
        }
    }

    [Fact]
    public void SmallOrderEncodings_AreAllThatDecodeToSmallOrder()
    {
        // Eight points, and six more encodings of three of them: signed zeros, y + p.
        Assert.Equal(14, OddPoints.SmallOrderEncodings.Select(Convert.ToHexString).Distinct().Count());
        Assert.All(OddPoints.SmallOrderEncodings, encoding =>
        {
            Assert.True(EdwardsPoint.TryDecodePermissive(encoding, out EdwardsPoint point));
            Assert.True(point.IsSmallOrder);
        });
    }

    [Fact]
    public void NonCanonicalEncodings_DecodeOnlyPermissively()
    {
        Assert.NotEmpty(OddPoints.NonCanonicalEncodings);
        Assert.All(OddPoints.NonCanonicalEncodings, encoding =>
        {
            Assert.True(EdwardsPoint.TryDecodePermissive(encoding, out EdwardsPoint point));
            Assert.False(point.IsSmallOrder);
            Assert.False(EdwardsPoint.TryDecodeStrict(encoding, out _));
        });
    }

    [Fact]
    public void Fill_SameNumber_GivesTheSameBytes()
    {
        SignatureChunk first = new();
        SignatureChunk second = new();
        SignatureChunk other = new();
        first.Fill(s_forge, 7, 3);
        second.Fill(new SignatureForge(7, 0), 7, 3);
        other.Fill(s_forge, 7, 4);
        Assert.Equal(first.Values, second.Values);
        Assert.Equal(first.PublicKeys, second.PublicKeys);
        Assert.True(first.Messages.SequenceEqual(second.Messages));
        Assert.NotEqual(first.Values, other.Values);
    }
}
