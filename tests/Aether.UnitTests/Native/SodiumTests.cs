using Aether.Native;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Native;

public sealed class SodiumTests
{
    private const int MiB = 1024 * 1024;

    public SodiumTests() => Assert.SkipUnless(Sodium.IsSupported, Sodium.NotSupportedReason ?? "");

    [Fact]
    public void Ed25519_Rfc8032FirstVector_Matches()
    {
        byte[] seed = HexText.Decode("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60");
        byte[] publicKey = new byte[32];
        byte[] secretKey = new byte[64];
        byte[] signature = new byte[64];
        Sodium.Ed25519KeyPair(seed, publicKey, secretKey);
        Sodium.Ed25519Sign(signature, [], secretKey);
        Assert.Equal(
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", HexText.Encode(publicKey));
        Assert.StartsWith("e5564300c360ac729086e2cc806e828a", HexText.Encode(signature), StringComparison.Ordinal);
        Assert.True(Sodium.Ed25519VerifyStrict(signature, [], publicKey));
        Assert.False(Sodium.Ed25519VerifyStrict(signature, "x"u8, publicKey));
        Assert.False(Sodium.Ed25519VerifyStrict(signature.AsSpan(1), [], publicKey));
    }

    [Fact]
    public void Argon2id_DependsOnEveryInput()
    {
        byte[] salt = new byte[16];
        HashSet<string> seen = [];
        foreach ((string password, byte first, ulong passes) in
            new (string, byte, ulong)[] { ("", 0, 1), ("a", 0, 1), ("a", 1, 1), ("a", 1, 2) })
        {
            byte[] output = new byte[32];
            salt[0] = first;
            byte[] bytes = System.Text.Encoding.UTF8.GetBytes(password);
            Assert.True(Sodium.Argon2id(output, bytes, salt, passes, MiB));
            Assert.True(seen.Add(HexText.Encode(output)));
        }

        // Less memory than the algorithm needs is refused, not thrown.
        Assert.False(Sodium.Argon2id(new byte[32], [], salt, 1, 1));
    }

    [Fact]
    public void XChaCha20Poly1305_RoundTrips_AndRejectsAnyChange()
    {
        byte[] key = new byte[32];
        byte[] nonce = new byte[24];
        byte[] ciphertext = new byte[5 + Sodium.AeadTagBytes];
        byte[] message = new byte[5];
        Sodium.XChaCha20Poly1305Encrypt(ciphertext, "hello"u8, "context"u8, nonce, key);
        Assert.True(Sodium.XChaCha20Poly1305Decrypt(message, ciphertext, "context"u8, nonce, key));
        Assert.Equal("hello"u8.ToArray(), message);

        Assert.False(Sodium.XChaCha20Poly1305Decrypt(message, ciphertext, "other"u8, nonce, key));
        Assert.Equal(new byte[5], message);
        for (int position = 0; position < ciphertext.Length; position++)
        {
            ciphertext[position] ^= 1;
            Assert.False(Sodium.XChaCha20Poly1305Decrypt(message, ciphertext, "context"u8, nonce, key));
            ciphertext[position] ^= 1;
        }

        Assert.False(Sodium.XChaCha20Poly1305Decrypt([], ciphertext.AsSpan(0, 15), [], nonce, key));
        Assert.False(Sodium.XChaCha20Poly1305Decrypt(message, ciphertext.AsSpan(1), "context"u8, nonce, key));
    }

    [Fact]
    public void SecretMemory_StartsZeroed_AndRefusesUseAfterDispose()
    {
        SecretMemory memory = new(100);
        Assert.Equal(100, memory.Length);
        Assert.Equal(-1, memory.Span.IndexOfAnyExcept((byte)0));
        memory.Span.Fill(7);
        Sodium.MemoryZero(memory.Span[..50]);
        Assert.Equal(50, memory.Span.IndexOf((byte)7));
        memory.Dispose();
        Assert.Throws<ObjectDisposedException>(() => memory.Span.Clear());
    }

    [Fact]
    public void WrongLengths_Throw()
    {
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Sodium.Ed25519KeyPair(new byte[31], new byte[32], new byte[64]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Sodium.Ed25519Sign(new byte[63], [], new byte[64]));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Sodium.XChaCha20Poly1305Encrypt(new byte[20], new byte[5], [], new byte[24], new byte[32]));
    }
}
