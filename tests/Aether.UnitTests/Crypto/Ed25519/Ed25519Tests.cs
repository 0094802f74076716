using System.Text;
using System.Text.Json;
using Aether.Native;
using Aether.TestKit;
using Xunit;
using Signatures = Aether.Crypto.Ed25519.Ed25519;

namespace Aether.UnitTests.Crypto.Ed25519;

public sealed class Ed25519Tests
{
    [Fact]
    public void SignAndVerify_Rfc8032_MatchesEveryVector()
    {
        JsonElement tests = Vectors.ReadJson("ed25519/rfc8032_ed25519.json").GetProperty("tests");
        Assert.Equal(5, tests.GetArrayLength());
        foreach (JsonElement test in tests.EnumerateArray())
        {
            AssertSigns(
                HexText.Get(test, "secret_key"),
                HexText.Get(test, "public_key"),
                HexText.Get(test, "message"),
                HexText.Get(test, "signature"));
        }
    }

    [Fact]
    public void SignAndVerify_SignInput_MatchesEveryLine()
    {
        string[] lines = File.ReadAllLines(Vectors.Require("ed25519/sign_input_vectors.txt"));
        int count = 0;
        foreach (string line in lines.Where(line => line.Length != 0))
        {
            string[] parts = line.Split(':');
            byte[] secret = HexText.Decode(parts[0]);
            AssertSigns(
                secret[..32], HexText.Decode(parts[1]), HexText.Decode(parts[2]), HexText.Decode(parts[3])[..64]);
            count++;
        }

        Assert.Equal(128, count);
    }

    [Fact]
    public void Verify_Zip215SmallOrderSet_AcceptsAll()
    {
        JsonElement root = Vectors.ReadJson("ed25519/zip215_small_order_196.json");
        byte[] message = Encoding.ASCII.GetBytes(root.GetProperty("message_ascii").GetString()!);
        int count = 0;
        foreach (JsonElement test in root.GetProperty("tests").EnumerateArray())
        {
            bool expected = test.GetProperty("valid_zip215").GetBoolean();
            Assert.Equal(expected, Signatures.Verify(HexText.Get(test, "vk"), message, HexText.Get(test, "sig")));
            count++;
        }

        Assert.Equal(196, count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(32)]
    [InlineData(63)]
    public void Verify_AnyByteOfTheSignatureChanged_ReturnsFalse(int index)
    {
        SignedMessage item = SignatureForge.Honest(7);
        item.Signature[index] ^= 0x01;
        Assert.False(item.VerifySingle());
    }

    [Fact]
    public void Verify_ChangedMessageOrKey_ReturnsFalse()
    {
        SignedMessage item = SignatureForge.Honest(8);
        Assert.True(item.VerifySingle());
        item.Message[0] ^= 0x80;
        Assert.False(item.VerifySingle());
        item.Message[0] ^= 0x80;
        item.PublicKey[5] ^= 1;
        Assert.False(item.VerifySingle());
    }

    [Fact]
    public void Verify_WrongLengths_ReturnsFalse()
    {
        SignedMessage item = SignatureForge.Honest(9);
        byte[] longKey = [.. item.PublicKey, 0];
        byte[] longSignature = [.. item.Signature, 0];
        for (int length = 0; length < 33; length++)
        {
            Assert.Equal(length == 32, Signatures.Verify(longKey.AsSpan(0, length), item.Message, item.Signature));
        }

        for (int length = 0; length < 66; length++)
        {
            bool valid = Signatures.Verify(
                item.PublicKey, item.Message, longSignature.AsSpan(0, Math.Min(length, longSignature.Length)));
            Assert.Equal(length == 64, valid);
        }
    }

    [Fact]
    public void Verify_RandomBytes_NeverThrowsAndRejects()
    {
        var random = new Random(1);
        byte[] key = new byte[32];
        byte[] signature = new byte[64];
        byte[] message = new byte[40];
        for (int i = 0; i < 500; i++)
        {
            random.NextBytes(key);
            random.NextBytes(signature);
            random.NextBytes(message);
            signature[63] &= 0x0f;
            Assert.False(Signatures.Verify(key, message, signature));
        }
    }

    [Theory]
    [MemberData(nameof(SignatureForge.CaseNames), MemberType = typeof(SignatureForge))]
    public void Verify_EdgeCase_GivesTheCofactoredVerdict(string name)
    {
        ForgedCase forged = SignatureForge.Case(name);
        Assert.Equal(forged.IsValid, forged.Item.VerifySingle());
    }

    [Fact]
    public void Verify_HonestSignatures_AgreesWithLibsodium()
    {
        Assert.SkipUnless(Sodium.IsSupported, Sodium.NotSupportedReason ?? string.Empty);
        for (int seed = 0; seed < 100; seed++)
        {
            SignedMessage item = SignatureForge.Honest(seed);
            Assert.True(item.VerifySingle());
            Assert.True(Sodium.Ed25519VerifyStrict(item.Signature, item.Message, item.PublicKey));

            item.Signature[seed % 64] ^= (byte)(1 << (seed % 8));
            Assert.Equal(
                Sodium.Ed25519VerifyStrict(item.Signature, item.Message, item.PublicKey), item.VerifySingle());
        }
    }

    [Fact]
    public void Verify_WarmedUp_AllocatesNothing()
    {
        SignedMessage item = SignatureForge.Honest(3);
        Allocations.AssertNone(() => item.VerifySingle());
    }

    [Fact]
    public void PublicKeyFromSeed_AgreesWithLibsodium()
    {
        Assert.SkipUnless(Sodium.IsSupported, Sodium.NotSupportedReason ?? string.Empty);
        byte[] expected = new byte[32];
        byte[] actual = new byte[32];
        byte[] expanded = new byte[64];
        byte[] seed = new byte[32];
        var random = new Random(2);
        for (int i = 0; i < 100; i++)
        {
            random.NextBytes(seed);
            Sodium.Ed25519KeyPair(seed, expected, expanded);
            Signatures.PublicKeyFromSeed(seed, actual);
            Assert.Equal(expected, actual);
        }
    }

    [Fact]
    public void IsRegistrableKey_HonestKeys_ReturnsTrue()
    {
        Assert.True(Signatures.IsRegistrableKey(SignatureForge.Honest(1).PublicKey));
        Assert.False(Signatures.IsRegistrableKey(SignatureForge.Honest(1).PublicKey.AsSpan(1)));
    }

    [Fact]
    public void IsRegistrableKey_SmallOrderEncodings_ReturnsFalse()
    {
        Assert.Equal(14, SignatureForge.SmallOrderEncodings.Count);
        foreach (byte[] encoding in SignatureForge.SmallOrderEncodings)
        {
            Assert.False(Signatures.IsRegistrableKey(encoding));
        }
    }

    private static void AssertSigns(byte[] seed, byte[] publicKey, byte[] message, byte[] signature)
    {
        byte[] actual = new byte[64];
        Signatures.PublicKeyFromSeed(seed, actual.AsSpan(0, 32));
        Assert.Equal(publicKey, actual[..32]);
        Assert.True(Signatures.Verify(publicKey, message, signature));
        if (Sodium.IsSupported)
        {
            Signatures.Sign(seed, message, actual);
            Assert.Equal(signature, actual);
        }
    }
}
