using System.Text;
using Aether.Crypto.KeyFiles;
using Xunit;

namespace Aether.UnitTests.Crypto.KeyFiles;

public sealed class KeyFileDocumentTests
{
    private static readonly PasswordCost s_cheap = new(1, PasswordCost.MinMemoryBytes);

    [Fact]
    public void Encrypt_ParseAndOpen_GivesTheSameKey()
    {
        using SigningSeed seed = SigningSeed.Create();
        byte[] text = KeyFileDocument.Encrypt(seed, "pass"u8, s_cheap).ToUtf8();
        KeyFileDocument document = Parse(text);
        Assert.True(document.IsEncrypted);
        Assert.Equal(seed.Address, document.Address);
        Assert.Equal(KeyFileError.None, document.TryOpen("pass"u8.ToArray(), out SigningSeed? opened));
        using (opened)
        {
            Assert.Equal(seed.Sign([1, 2, 3]).Span, opened!.Sign([1, 2, 3]).Span);
        }
        Assert.Equal(text, document.ToUtf8());
    }

    [Fact]
    public void TryOpen_NoPassword_AsksForOne()
    {
        using SigningSeed seed = SigningSeed.Create();
        KeyFileDocument document = KeyFileDocument.Encrypt(seed, "pass"u8, s_cheap);
        Assert.Equal(KeyFileError.PasswordRequired, document.TryOpen(null, out SigningSeed? opened));
        Assert.Null(opened);
    }

    [Fact]
    public void TryOpen_WrongPassword_IsRefused()
    {
        using SigningSeed seed = SigningSeed.Create();
        KeyFileDocument document = KeyFileDocument.Encrypt(seed, "pass"u8, s_cheap);
        Assert.Equal(KeyFileError.WrongPassword, document.TryOpen("passs"u8.ToArray(), out SigningSeed? opened));
        Assert.Null(opened);
    }

    [Fact]
    public void TryOpen_EncryptedFileNamesAnotherKey_IsRefused()
    {
        using SigningSeed seed = SigningSeed.Create();
        using SigningSeed other = SigningSeed.Create();
        string text = Text(KeyFileDocument.Encrypt(seed, "pass"u8, s_cheap));
        string ownKey = seed.PublicKey.ToString();
        KeyFileDocument swapped = Parse(text.Replace(ownKey, other.PublicKey.ToString(), StringComparison.Ordinal));
        Assert.Equal(KeyFileError.WrongPassword, swapped.TryOpen("pass"u8.ToArray(), out _));
    }

    [Fact]
    public void TryOpen_PlainFileNamesAnotherKey_IsAMismatch()
    {
        using SigningSeed seed = SigningSeed.Create();
        using SigningSeed other = SigningSeed.Create();
        string text = Text(KeyFileDocument.Plain(seed));
        string ownKey = seed.PublicKey.ToString();
        KeyFileDocument swapped = Parse(text.Replace(ownKey, other.PublicKey.ToString(), StringComparison.Ordinal));
        Assert.Equal(KeyFileError.KeyMismatch, swapped.TryOpen(null, out SigningSeed? opened));
        Assert.Null(opened);
    }

    [Fact]
    public void Plain_ParseAndOpen_NeedsNoPassword()
    {
        using SigningSeed seed = SigningSeed.Create();
        KeyFileDocument document = Parse(KeyFileDocument.Plain(seed).ToUtf8());
        Assert.False(document.IsEncrypted);
        Assert.Equal(KeyFileError.None, document.TryOpen(null, out SigningSeed? opened));
        using (opened)
        {
            Assert.Equal(seed.PublicKey, opened!.PublicKey);
        }
    }

    [Theory]
    [InlineData("\"operations\": 1,", "\"operations\": 17,")]
    [InlineData("\"operations\": 1,", "\"operations\": 4294967297,")]
    [InlineData("\"operations\": 1,", "\"operations\": 0,")]
    [InlineData("\"memory_bytes\": 8388608,", "\"memory_bytes\": 1073741825,")]
    [InlineData("\"memory_bytes\": 8388608,", "\"memory_bytes\": 18446744073709551615,")]
    [InlineData("\"memory_bytes\": 8388608,", "\"memory_bytes\": 1,")]
    public void TryParse_HostileCost_IsRefusedBeforeAnyWork(string from, string to) =>
        AssertParse(KeyFileError.CostOutOfBounds, from, to);

    [Theory]
    [InlineData("\"version\": 1,", "\"version\": 2,")]
    [InlineData("ed25519", "secp256k1")]
    [InlineData("xchacha20-poly1305", "rot13")]
    [InlineData("argon2id", "md5")]
    public void TryParse_OtherKinds_AreUnsupported(string from, string to) =>
        AssertParse(KeyFileError.Unsupported, from, to);

    [Theory]
    [InlineData("\"version\": 1,", "\"version\": \"1\",")]
    [InlineData("\"version\": 1,", "\"version\": 1, \"comment\": \"\",")]
    [InlineData("\"version\": 1,", "\"version\": 1, \"version\": 1,")]
    [InlineData("\"operations\": 1,", "\"operations\": -1,")]
    [InlineData("\"operations\": 1,", "\"operations\": 1.5,")]
    [InlineData("\"operations\": 1,", "")]
    [InlineData("\"salt\": \"0x", "\"salt\": \"0x00")]
    [InlineData("\"nonce\": \"0x", "\"nonce\": \"0xzz")]
    [InlineData("\"public_key\": \"0x", "\"public_key\": \"")]
    [InlineData("{", "[{")]
    [InlineData("}", "}}")]
    [InlineData("\"kdf\": \"argon2id\",", "\"kdf\": {\"a\": {\"b\": 1}},")]
    [InlineData("argon2id", "\\ud800")]
    public void TryParse_WrongForm_IsMalformed(string from, string to)
    {
        // Dropping the 0x prefix alone keeps the digits valid, so that case removes a digit too.
        string target = from.StartsWith("\"public_key", StringComparison.Ordinal) ? to + "0" : to;
        AssertParse(KeyFileError.Malformed, from, target);
    }

    [Fact]
    public void TryParse_AnyPrefixOrGarbage_NeverThrows()
    {
        using SigningSeed seed = SigningSeed.Create();
        byte[] text = KeyFileDocument.Encrypt(seed, "pass"u8, s_cheap).ToUtf8();
        for (int length = 0; length < text.Length - 2; length++)
        {
            Assert.Equal(KeyFileError.Malformed, KeyFileDocument.TryParse(text.AsSpan(0, length), out _));
        }
        Assert.Equal(KeyFileError.Malformed, KeyFileDocument.TryParse([0xFF, 0xFE], out _));
        byte[] large = new byte[KeyFileDocument.MaxFileBytes + 1];
        Assert.Equal(KeyFileError.Malformed, KeyFileDocument.TryParse(large, out _));
    }

    private static void AssertParse(KeyFileError expected, string from, string to)
    {
        using SigningSeed seed = SigningSeed.Create();
        string text = Text(KeyFileDocument.Encrypt(seed, "pass"u8, s_cheap));
        Assert.Contains(from, text, StringComparison.Ordinal);
        int at = text.IndexOf(from, StringComparison.Ordinal);
        string changed = string.Concat(text.AsSpan(0, at), to, text.AsSpan(at + from.Length));
        byte[] utf8 = Encoding.UTF8.GetBytes(changed);
        Assert.Equal(expected, KeyFileDocument.TryParse(utf8, out KeyFileDocument? document));
        Assert.Null(document);
    }

    private static string Text(KeyFileDocument document) => Encoding.UTF8.GetString(document.ToUtf8());

    private static KeyFileDocument Parse(string text) => Parse(Encoding.UTF8.GetBytes(text));

    private static KeyFileDocument Parse(byte[] text)
    {
        Assert.Equal(KeyFileError.None, KeyFileDocument.TryParse(text, out KeyFileDocument? document));
        return document!;
    }
}
