using Aether.Crypto.KeyFiles;
using Xunit;

namespace Aether.UnitTests.Crypto.KeyFiles;

public sealed class SecretBoxTests
{
    private static readonly PasswordCost s_cheap = new(1, PasswordCost.MinMemoryBytes);

    private readonly byte[] _secret = [.. Enumerable.Range(0, 32).Select(value => (byte)value)];

    [Fact]
    public void Open_SamePasswordAndContext_GivesTheSecret()
    {
        SealedSecret box = SecretBox.Seal(_secret, "pass"u8, "context"u8, s_cheap);
        byte[] opened = new byte[32];
        Assert.Equal(KeyFileError.None, SecretBox.Open(box, "pass"u8, "context"u8, opened));
        Assert.Equal(_secret, opened);
        Assert.Equal(-1, box.Ciphertext.AsSpan().IndexOf(_secret.AsSpan(0, 8)));
    }

    [Fact]
    public void Seal_Twice_SharesNeitherSaltNorNonceNorCiphertext()
    {
        SealedSecret first = SecretBox.Seal(_secret, "pass"u8, default, s_cheap);
        SealedSecret second = SecretBox.Seal(_secret, "pass"u8, default, s_cheap);
        Assert.NotEqual(first.Salt, second.Salt);
        Assert.NotEqual(first.Nonce, second.Nonce);
        Assert.NotEqual(first.Ciphertext, second.Ciphertext);
    }

    [Fact]
    public void Open_AnyPartChanged_FailsAndClearsTheOutput()
    {
        SealedSecret box = SecretBox.Seal(_secret, "pass"u8, "context"u8, s_cheap);
        AssertRefused(box, "Pass", "context");
        AssertRefused(box, "pass", "contexu");
        AssertRefused(box with { Salt = Flip(box.Salt, 0) }, "pass", "context");
        AssertRefused(box with { Nonce = Flip(box.Nonce, 23) }, "pass", "context");
        AssertRefused(box with { Cost = new PasswordCost(2, PasswordCost.MinMemoryBytes) }, "pass", "context");
        for (int index = 0; index < box.Ciphertext.Length; index += 7)
        {
            AssertRefused(box with { Ciphertext = Flip(box.Ciphertext, index) }, "pass", "context");
        }
    }

    [Fact]
    public void Open_CostOverTheBound_IsRefusedWithoutHashing()
    {
        SealedSecret box = SecretBox.Seal(_secret, "pass"u8, default, s_cheap);
        SealedSecret greedy = box with { Cost = new PasswordCost(1, 1UL << 40) };
        Assert.Equal(KeyFileError.CostOutOfBounds, SecretBox.Open(greedy, "pass"u8, default, new byte[32]));
    }

    [Fact]
    public void Open_WrongLengths_AreMalformed()
    {
        SealedSecret box = SecretBox.Seal(_secret, "pass"u8, default, s_cheap);
        Assert.Equal(KeyFileError.Malformed, SecretBox.Open(box, "pass"u8, default, new byte[31]));
        SealedSecret shortSalt = box with { Salt = box.Salt[1..] };
        Assert.Equal(KeyFileError.Malformed, SecretBox.Open(shortSalt, "pass"u8, default, new byte[32]));
        SealedSecret shortNonce = box with { Nonce = box.Nonce[1..] };
        Assert.Equal(KeyFileError.Malformed, SecretBox.Open(shortNonce, "pass"u8, default, new byte[32]));
    }

    private static void AssertRefused(SealedSecret box, string password, string context)
    {
        byte[] output = new byte[32];
        output.AsSpan().Fill(0xAA);
        byte[] passwordBytes = System.Text.Encoding.UTF8.GetBytes(password);
        byte[] contextBytes = System.Text.Encoding.UTF8.GetBytes(context);
        Assert.Equal(KeyFileError.WrongPassword, SecretBox.Open(box, passwordBytes, contextBytes, output));
        Assert.Equal(new byte[32], output);
    }

    private static byte[] Flip(byte[] bytes, int index)
    {
        byte[] changed = [.. bytes];
        changed[index] ^= 1;
        return changed;
    }
}
