using Aether.Crypto.Ed25519;
using Aether.Crypto.Ed25519.Backends;
using Xunit;
using Reference = Aether.UnitTests.Crypto.Ed25519.EdwardsReference;

namespace Aether.UnitTests.Crypto.Ed25519.Backends;

public sealed class TorsionSignerTests
{
    [Fact]
    public void WritePoint_Zero_GivesEightPointsOfSmallOrder()
    {
        Scalar zero = default;
        HashSet<string> seen = [];
        for (int i = 0; i < TorsionSigner.TorsionPoints; i++)
        {
            byte[] encoding = new byte[32];
            TorsionSigner.WritePoint(in zero, i, encoding);
            Assert.True(EdwardsPoint.TryDecodeStrict(encoding, out EdwardsPoint point) && point.IsSmallOrder);
            Assert.True(seen.Add(Convert.ToHexString(encoding)));
        }

        Assert.Equal(TorsionSigner.TorsionPoints, seen.Count);
    }

    [Fact]
    public void Sign_EveryTorsion_IsValidAndDeterministic()
    {
        byte[] message = [1, 2, 3];
        for (int torsion = 0; torsion < TorsionSigner.TorsionPoints; torsion++)
        {
            byte[] key = new byte[32];
            byte[] signature = new byte[64];
            TorsionSigner.Sign(7, torsion, 7 - torsion, message, key, signature);
            SignedMessage item = new(key, message, signature);
            Assert.True(item.VerifySingle());
            byte[] again = new byte[64];
            TorsionSigner.Sign(7, torsion, 7 - torsion, message, key, again);
            Assert.Equal(signature, again);
            Assert.True(Reference.FromBytes(signature.AsSpan(32)) < Reference.L);
        }
    }

    [Fact]
    public void ScalarOf_NumberAndRole_Differ()
    {
        byte[][] scalars = [Bytes(1, 0), Bytes(1, 1), Bytes(2, 0)];
        Assert.Equal(3, scalars.Select(Convert.ToHexString).Distinct().Count());
    }

    private static byte[] Bytes(ulong number, byte role)
    {
        byte[] bytes = new byte[32];
        TorsionSigner.ScalarOf(number, role).CopyTo(bytes);
        return bytes;
    }
}
