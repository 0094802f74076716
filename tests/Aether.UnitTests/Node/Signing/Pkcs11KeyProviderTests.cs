using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aether.Crypto.Ed25519;
using Aether.Node.Signing;
using Xunit;

namespace Aether.UnitTests.Node.Signing;

/// <summary>Keys in a SoftHSM token: signing, TLS, and one sentence for everything that can be wrong.</summary>
public sealed class Pkcs11KeyProviderTests
{
    private static readonly Lazy<SoftToken> s_token = new(() => new SoftToken("aether-main"));

    private static SoftToken Token => s_token.Value;

    [Fact]
    public void ColdKey_SignsAsTheSameSeedWould()
    {
        using Pkcs11KeyProvider provider = Pkcs11KeyProvider.Open(Token.Options);
        byte[] key = new byte[Ed25519.PublicKeyBytes];
        Ed25519.PublicKeyFromSeed(Token.Seed, key);
        Assert.Equal(key, provider.ColdKey.Value.ToArray());
        foreach (int length in new[] { 0, 1, 32, 1_000 })
        {
            byte[] message = [.. Enumerable.Range(0, length).Select(value => (byte)value)];
            byte[] expected = new byte[Ed25519.SignatureBytes];
            Ed25519.Sign(Token.Seed, message, expected);
            Assert.Equal(expected, provider.SignWithColdKey(message));
        }
        Assert.Contains("aether-main", provider.Description, StringComparison.Ordinal);
        Assert.DoesNotContain(SoftToken.Pin, provider.Description, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_Twice_SharesTheModuleAndEachEndsAlone()
    {
        using Pkcs11KeyProvider first = Pkcs11KeyProvider.Open(Token.Options);
        Pkcs11KeyProvider second = Pkcs11KeyProvider.Open(Token.Options);
        Assert.Equal(first.SignWithColdKey("m"u8), second.SignWithColdKey("m"u8));
        second.Dispose();
        second.Dispose();
        Assert.Equal(64, first.SignWithColdKey("m"u8).Length);
        Assert.Throws<ObjectDisposedException>(() => second.SignWithColdKey("m"u8));
    }

    [Fact]
    public async Task TransportKey_SignsTlsHandshakesOfBothSides()
    {
        string path = WriteCertificate();
        using Pkcs11KeyProvider provider = Pkcs11KeyProvider.Open(
            Token.Options with { TransportKeyLabel = "transport", CertificatePath = path });
        using X509Certificate2 certificate = provider.OpenTransportCertificate();
        Assert.True(certificate.HasPrivateKey);
        foreach (SslProtocols version in new[] { SslProtocols.Tls12, SslProtocols.Tls13 })
        {
            (Stream one, Stream other) = DuplexPipe.Create();
            using SslStream server = new(one);
            using SslStream client = new(other);
            Task accepted = server.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
            {
                ServerCertificate = certificate,
                ClientCertificateRequired = true,
                EnabledSslProtocols = version,
                RemoteCertificateValidationCallback = (_, shown, _, _) => IsOwn(shown, certificate),
            });
            await client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
            {
                TargetHost = "aether",
                ClientCertificates = [certificate],
                EnabledSslProtocols = version,
                RemoteCertificateValidationCallback = (_, shown, _, _) => IsOwn(shown, certificate),
            });
            await accepted;
            Assert.Equal(version, client.SslProtocol);
            await client.WriteAsync("ping"u8.ToArray());
            byte[] answer = new byte[4];
            await server.ReadExactlyAsync(answer);
            Assert.Equal("ping"u8.ToArray(), answer);
        }
    }

    [Fact]
    public void TransportKey_OtherCertificate_IsRefusedWithASentence()
    {
        using ECDsa other = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        string path = WriteCertificate(other, "other.pem");
        using Pkcs11KeyProvider provider = Pkcs11KeyProvider.Open(
            Token.Options with { TransportKeyLabel = "transport", CertificatePath = path });
        AssertSentence("is no certificate of the key", () => provider.OpenTransportCertificate());
    }

    [Fact]
    public void Open_WhatIsMissing_IsOneSentence()
    {
        Pkcs11Options options = Token.Options;
        AssertSentence("does not exist", () => Pkcs11KeyProvider.Open(options with { Module = "/no/such.so" }));
        string text = Token.PathOf("text.so");
        File.WriteAllText(text, "no library");
        AssertSentence("is no PKCS#11 module", () => Pkcs11KeyProvider.Open(options with { Module = text }));
        AssertSentence("shows no token nobody", () => Pkcs11KeyProvider.Open(options with { Token = "nobody" }));
        AssertSentence("has no key pair lost", () => Pkcs11KeyProvider.Open(options with { ColdKeyLabel = "lost" }));
        AssertSentence(
            "is not an ed25519 key", () => Pkcs11KeyProvider.Open(options with { ColdKeyLabel = "transport" }));
        AssertSentence(
            "is not a key on P-256", () => Pkcs11KeyProvider.Open(options with { TransportKeyLabel = "cold" }));
        using Pkcs11KeyProvider bare = Pkcs11KeyProvider.Open(options with { ColdKeyLabel = null });
        AssertSentence("no label was given for the cold key", () => _ = bare.ColdKey);
        AssertSentence("no label was given", () => bare.SignWithColdKey("m"u8));
        AssertSentence("no label was given", () => bare.OpenTransportCertificate());
    }

    [Fact]
    public void Open_WrongPin_SaysWhereToCorrectIt()
    {
        // A token of its own: nobody else is logged in, and wrong PINs count against it.
        SoftToken token = new("aether-pins");
        token.WritePin("0000");
        AssertSentence(token.PinPath, () => Pkcs11KeyProvider.Open(token.Options));
        token.WritePin("");
        AssertSentence("holds no PIN", () => Pkcs11KeyProvider.Open(token.Options));
        token.WritePin(SoftToken.Pin);
        using Pkcs11KeyProvider provider = Pkcs11KeyProvider.Open(token.Options);
        Assert.Equal(64, provider.SignWithColdKey("m"u8).Length);
    }

    [Fact]
    public void Open_SeveralKeysOfOneLabel_AreRefused()
    {
        SoftToken token = new("aether-twins");
        token.Import("cold", "03", SoftToken.Ed25519Pem(new byte[32]));
        AssertSentence("several keys cold", () => Pkcs11KeyProvider.Open(token.Options));
    }

    [Fact]
    public void Sign_TokenTakenAway_SaysSo()
    {
        SoftToken token = new("aether-gone");
        using Pkcs11KeyProvider provider = Pkcs11KeyProvider.Open(token.Options);
        Assert.Equal(64, provider.SignWithColdKey("m"u8).Length);
        Directory.Delete(token.Root, recursive: true);
        AssertSentence("token aether-gone", () => provider.SignWithColdKey("m"u8));
        AssertSentence("aether-gone", () => Pkcs11KeyProvider.Open(token.Options));
    }

    private static bool IsOwn(X509Certificate? shown, X509Certificate2 own) =>
        shown is not null && shown.GetCertHashString() == own.GetCertHashString();

    private static void AssertSentence(string part, Func<object?> action)
    {
        KeyProviderException error = Assert.Throws<KeyProviderException>(() => action());
        Assert.Contains(part, error.Message, StringComparison.Ordinal);
        Assert.DoesNotContain('\n', error.Message);
        Assert.DoesNotContain(SoftToken.Pin, error.Message, StringComparison.Ordinal);
    }

    private static void AssertSentence(string part, Action action) => AssertSentence(part, () =>
    {
        action();
        return null;
    });

    private static string WriteCertificate()
    {
        using ECDsa key = ECDsa.Create(Token.Transport);
        return WriteCertificate(key, "certificate.pem");
    }

    private static string WriteCertificate(ECDsa key, string name)
    {
        CertificateRequest request = new("CN=aether", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        string path = Token.PathOf(name);
        File.WriteAllText(path, certificate.ExportCertificatePem());
        return path;
    }
}
