using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aether.Crypto.Ed25519;
using Aether.Node.Signing;
using Xunit;

namespace Aether.UnitTests.Node.Signing;

public sealed class FileKeyProviderTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aether-keys-");

    [Fact]
    public void Signs_with_the_cold_key_it_names()
    {
        using FileKeyProvider provider = Create();
        byte[] signature = provider.SignWithColdKey("message"u8);
        Assert.True(Ed25519.Verify(provider.ColdKey.Value.Span, "message"u8, signature));
        Assert.False(Ed25519.Verify(provider.ColdKey.Value.Span, "other"u8, signature));
    }

    [Fact]
    public void Opens_the_certificate_with_its_key()
    {
        WriteIdentity();
        using FileKeyProvider provider = Create();
        using X509Certificate2 certificate = provider.OpenTransportCertificate();
        Assert.True(certificate.HasPrivateKey);
    }

    [Fact]
    public void Refuses_a_key_file_that_others_can_read()
    {
        if (OperatingSystem.IsWindows())
        {
            return;
        }
        WriteIdentity();
        File.SetUnixFileMode(KeyPath, SafetyFiles.OwnerOnly | UnixFileMode.GroupRead);
        using FileKeyProvider provider = Create();
        KeyProviderException error = Assert.Throws<KeyProviderException>(provider.OpenTransportCertificate);
        Assert.Contains("chmod 600", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Refuses_files_that_are_absent_or_no_pem()
    {
        using FileKeyProvider provider = Create();
        Assert.Throws<KeyProviderException>(provider.OpenTransportCertificate);
        WriteIdentity();
        File.WriteAllText(CertificatePath, "not a certificate");
        Assert.Throws<KeyProviderException>(provider.OpenTransportCertificate);
    }

    public void Dispose() => _folder.Delete(recursive: true);

    private string CertificatePath => Path.Combine(_folder.FullName, "tls.pem");

    private string KeyPath => Path.Combine(_folder.FullName, "tls.key");

    private FileKeyProvider Create() => new(SHA256.HashData("cold"u8), CertificatePath, KeyPath);

    private void WriteIdentity()
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=signer", key, HashAlgorithmName.SHA256);
        using X509Certificate2 certificate = request.CreateSelfSigned(
            DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        File.WriteAllText(CertificatePath, certificate.ExportCertificatePem());
        SafetyFiles.WriteSecret(
            KeyPath, System.Text.Encoding.ASCII.GetBytes(key.ExportPkcs8PrivateKeyPem()), replace: true);
    }
}
