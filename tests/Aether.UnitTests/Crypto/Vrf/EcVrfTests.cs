using System.Numerics;
using System.Security.Cryptography;
using System.Text.Json;
using Aether.Crypto.Ed25519;
using Aether.Crypto.Vrf;
using Aether.TestKit;
using Aether.UnitTests.Crypto.Ed25519;
using Xunit;
using Reference = Aether.UnitTests.Crypto.Ed25519.EdwardsReference;

namespace Aether.UnitTests.Crypto.Vrf;

public sealed class EcVrfTests
{
    [Fact]
    public void ProveAndVerify_Rfc9381Examples_MatchWithEveryIntermediate()
    {
        JsonElement tests = Vectors.ReadJson("ecvrf/rfc9381-edwards25519-sha512-ell2.json").GetProperty("tests");
        Assert.Equal(3, tests.GetArrayLength());
        foreach (JsonElement test in tests.EnumerateArray())
        {
            AssertIntermediates(test);
            byte[] publicKey = new byte[EcVrf.PublicKeyBytes];
            byte[] proof = new byte[EcVrf.ProofBytes];
            byte[] beta = new byte[EcVrf.OutputBytes];
            EcVrf.PublicKeyFromSeed(HexText.Get(test, "SK"), publicKey);
            Assert.Equal(HexText.Get(test, "PK"), publicKey);
            EcVrf.Prove(HexText.Get(test, "SK"), HexText.Get(test, "alpha"), proof);
            Assert.Equal(HexText.Get(test, "pi"), proof);
            Assert.True(EcVrf.Verify(publicKey, HexText.Get(test, "alpha"), proof, beta));
            Assert.Equal(HexText.Get(test, "beta"), beta);
            Array.Clear(beta);
            Assert.True(EcVrf.ProofToHash(proof, beta));
            Assert.Equal(HexText.Get(test, "beta"), beta);
        }
    }

    [Fact]
    public void Verify_TryAndIncrementProofs_ReturnsFalse()
    {
        // Proofs of the sibling suite hash to another point: they must not pass as proofs of this one.
        JsonElement tests = Vectors.ReadJson("ecvrf/rfc9381-edwards25519-sha512-tai.json").GetProperty("tests");
        byte[] beta = new byte[EcVrf.OutputBytes];
        foreach (JsonElement test in tests.EnumerateArray())
        {
            byte[] alpha = HexText.Get(test, "alpha");
            Assert.False(EcVrf.Verify(HexText.Get(test, "PK"), alpha, HexText.Get(test, "pi"), beta));
        }
    }

    [Fact]
    public void Verify_AnyByteOfTheProofChanged_ReturnsFalseAndClearsTheOutput()
    {
        (byte[] publicKey, byte[] alpha, byte[] proof) = Honest(1);
        byte[] beta = new byte[EcVrf.OutputBytes];
        for (int i = 0; i < proof.Length; i++)
        {
            proof[i] ^= 0x10;
            Array.Fill(beta, (byte)1);
            Assert.False(EcVrf.Verify(publicKey, alpha, proof, beta));
            Assert.All(beta, b => Assert.Equal(0, b));
            proof[i] ^= 0x10;
        }

        Assert.True(EcVrf.Verify(publicKey, alpha, proof, beta));
    }

    [Fact]
    public void Verify_OtherInputKeyOrLength_ReturnsFalse()
    {
        (byte[] publicKey, byte[] alpha, byte[] proof) = Honest(2);
        byte[] beta = new byte[EcVrf.OutputBytes];
        Assert.False(EcVrf.Verify(publicKey, [.. alpha, 0], proof, beta));
        Assert.False(EcVrf.Verify(Honest(3).PublicKey, alpha, proof, beta));
        Assert.False(EcVrf.Verify(publicKey.AsSpan(1), alpha, proof, beta));
        Assert.False(EcVrf.Verify(publicKey, alpha, proof.AsSpan(0, 79), beta));
        Assert.False(EcVrf.Verify(publicKey, alpha, [.. proof, 0], beta));
        Assert.False(EcVrf.ProofToHash(proof.AsSpan(0, 79), beta));
    }

    [Fact]
    public void Verify_ScalarNotCanonical_ReturnsFalse()
    {
        (byte[] publicKey, byte[] alpha, byte[] proof) = Honest(4);
        BigInteger s = Reference.FromBytes(proof.AsSpan(48)) + Reference.L;
        byte[] changed = [.. proof[..48], .. Reference.ToBytes(s)];
        byte[] beta = new byte[EcVrf.OutputBytes];
        Assert.False(EcVrf.Verify(publicKey, alpha, changed, beta));
        Assert.False(EcVrf.ProofToHash(changed, beta));
    }

    [Fact]
    public void Verify_SmallOrderKeyWithForgedProof_ReturnsFalse()
    {
        // With Gamma = identity the equations hold for every Y with c Y = identity, and nobody proved anything.
        foreach (byte[] encoding in SignatureForge.SmallOrderEncodings)
        {
            byte[] proof = ForgeForSmallOrderKey(encoding, "forged"u8.ToArray());
            Assert.False(EcVrf.Verify(encoding, "forged"u8, proof, new byte[EcVrf.OutputBytes]));
        }
    }

    [Fact]
    public void Verify_GammaWithTorsion_GivesTheSameOutput()
    {
        // The key holder can add torsion to Gamma where the challenge is divisible by 8: the output must not change.
        byte[] seed = Seed(5);
        byte[] alpha = [9, 9];
        byte[] publicKey = new byte[32];
        byte[] proof = new byte[EcVrf.ProofBytes];
        byte[] honest = new byte[EcVrf.OutputBytes];
        byte[] beta = new byte[EcVrf.OutputBytes];
        EcVrf.PublicKeyFromSeed(seed, publicKey);
        EcVrf.Prove(seed, alpha, proof);
        Assert.True(EcVrf.Verify(publicKey, alpha, proof, honest));
        byte[] torsioned = ProveWithTorsion(seed, publicKey, alpha);
        Assert.NotEqual(proof, torsioned);
        Assert.True(EcVrf.Verify(publicKey, alpha, torsioned, beta));
        Assert.Equal(honest, beta);
    }

    [Fact]
    public void Verify_NonCanonicalGammaOrKey_ReturnsFalse()
    {
        (byte[] publicKey, byte[] alpha, byte[] proof) = Honest(6);
        byte[] nonCanonical = Reference.ToBytes(Reference.P + 1);
        byte[] beta = new byte[EcVrf.OutputBytes];
        Assert.False(EcVrf.Verify(nonCanonical, alpha, proof, beta));
        Assert.False(EcVrf.Verify(publicKey, alpha, [.. nonCanonical, .. proof[32..]], beta));
        Assert.False(EcVrf.ProofToHash([.. nonCanonical, .. proof[32..]], beta));
    }

    [Fact]
    public void Verify_RandomBytes_NeverThrowsAndRejects()
    {
        var random = new Random(3);
        byte[] beta = new byte[EcVrf.OutputBytes];
        for (int i = 0; i < 300; i++)
        {
            byte[] publicKey = new byte[i % 3 == 0 ? random.Next(40) : 32];
            byte[] proof = new byte[i % 5 == 0 ? random.Next(90) : 80];
            random.NextBytes(publicKey);
            random.NextBytes(proof);
            Assert.False(EcVrf.Verify(publicKey, proof, proof, beta));
        }
    }

    [Fact]
    public void ProveAndVerify_ManySeedsAndLongInputs_RoundTrip()
    {
        byte[] beta = new byte[EcVrf.OutputBytes];
        for (int i = 10; i < 40; i++)
        {
            (byte[] publicKey, byte[] alpha, byte[] proof) = Honest(i);
            Assert.True(EcVrf.Verify(publicKey, alpha, proof, beta));
        }
    }

    [Fact]
    public void Verify_WarmedUp_AllocatesNothing()
    {
        (byte[] publicKey, byte[] alpha, byte[] proof) = Honest(7);
        byte[] beta = new byte[EcVrf.OutputBytes];
        Allocations.AssertNone(() => EcVrf.Verify(publicKey, alpha, proof, beta));
    }

    private static void AssertIntermediates(JsonElement test)
    {
        byte[] publicKey = HexText.Get(test, "PK");
        byte[] alpha = HexText.Get(test, "alpha");
        byte[] prefix = new byte[32];
        SecretScalar.Expand(HexText.Get(test, "SK"), out Scalar x, prefix);
        byte[] bytes = new byte[32];
        x.CopyTo(bytes);
        Assert.Equal(HexText.Get(test, "x"), bytes);

        byte[] uniform = new byte[48];
        byte[] tag = [.. "ECVRF_edwards25519_XMD:SHA-512_ELL2_NU_"u8, 4];
        ExpandMessage.Xmd([.. publicKey, .. alpha], tag, uniform);
        Assert.Equal(HexText.Get(test, "uniform_bytes"), uniform);
        FieldElement u = FieldElement.FromWideBigEndian(uniform);
        u.CopyTo(bytes);
        Assert.Equal(HexText.Get(test, "u"), bytes);

        EcVrf.HashToPoint(publicKey, alpha, out EdwardsPoint h);
        Assert.Equal(HexText.Get(test, "H"), Reference.Encode(in h));
        byte[] encodedH = Reference.Encode(in h);
        Assert.Equal(HexText.Get(test, "k_string"), SHA512.HashData([.. prefix, .. encodedH]));
        EcVrf.Nonce(prefix, encodedH, out Scalar k);
        k.CopyTo(bytes);
        Assert.Equal(HexText.Get(test, "k"), bytes);
        BasePoint.MultiplySecret(out EdwardsPoint kB, in k);
        SecretScalar.Multiply(out EdwardsPoint kH, in k, in h);
        Assert.Equal(HexText.Get(test, "U"), Reference.Encode(in kB));
        Assert.Equal(HexText.Get(test, "V"), Reference.Encode(in kH));
    }

    private static byte[] Seed(int number)
    {
        byte[] seed = new byte[32];
        new Random(number).NextBytes(seed);
        return seed;
    }

    private static (byte[] PublicKey, byte[] Alpha, byte[] Proof) Honest(int number)
    {
        byte[] publicKey = new byte[32];
        byte[] alpha = new byte[number * 37];
        byte[] proof = new byte[EcVrf.ProofBytes];
        new Random(number).NextBytes(alpha);
        EcVrf.PublicKeyFromSeed(Seed(number), publicKey);
        EcVrf.Prove(Seed(number), alpha, proof);
        return (publicKey, alpha, proof);
    }

    private static byte[] Challenge(
        byte[] publicKey, in EdwardsPoint h, byte[] gamma, in EdwardsPoint u, in EdwardsPoint v)
    {
        byte[] challenge = new byte[16];
        byte[] points =
        [
            .. publicKey, .. Reference.Encode(in h), .. gamma, .. Reference.Encode(in u), .. Reference.Encode(in v),
        ];
        EcVrf.WriteChallenge(points, challenge);
        return challenge;
    }

    private static byte[] ForgeForSmallOrderKey(byte[] publicKey, byte[] alpha)
    {
        EcVrf.HashToPoint(publicKey, alpha, out EdwardsPoint h);
        for (BigInteger k = 1; ; k++)
        {
            // Gamma = identity: U = s B - c Y and V = s H equal k B and k H where c Y is the identity.
            Scalar nonce = Reference.ToScalar(k);
            BasePoint.MultiplySecret(out EdwardsPoint u, in nonce);
            SecretScalar.Multiply(out EdwardsPoint v, in nonce, in h);
            byte[] gamma = Reference.Encode(Reference.Identity);
            byte[] challenge = Challenge(publicKey, in h, gamma, in u, in v);
            if (challenge[0] % 8 == 0)
            {
                return [.. gamma, .. challenge, .. Reference.ToBytes(k)];
            }
        }
    }

    private static byte[] ProveWithTorsion(byte[] seed, byte[] publicKey, byte[] alpha)
    {
        SecretScalar.Expand(seed, out Scalar x, new byte[32]);
        EcVrf.HashToPoint(publicKey, alpha, out EdwardsPoint h);
        SecretScalar.Multiply(out EdwardsPoint gamma, in x, in h);
        EdwardsPoint torsion = Reference.ToPoint(SignatureForge.Torsion(1));
        CachedPoint.From(out CachedPoint cached, in torsion);
        EdwardsPoint.Add(ref gamma, in cached);
        for (BigInteger k = 1; ; k++)
        {
            Scalar nonce = Reference.ToScalar(k);
            BasePoint.MultiplySecret(out EdwardsPoint u, in nonce);
            SecretScalar.Multiply(out EdwardsPoint v, in nonce, in h);
            byte[] encodedGamma = Reference.Encode(in gamma);
            byte[] challenge = Challenge(publicKey, in h, encodedGamma, in u, in v);
            if (challenge[0] % 8 == 0)
            {
                byte[] s = new byte[32];
                Scalar c = Scalar.FromShortBytes(challenge);
                Scalar.MultiplyAdd(in c, in x, in nonce).CopyTo(s);
                return [.. encodedGamma, .. challenge, .. s];
            }
        }
    }
}
