using System.Net.Security;
using System.Security.Authentication;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Aether.Node.Signing;

/// <summary>Mutual TLS 1.3 in which each side knows the other's certificate beforehand.</summary>
/// <remarks>
/// Certificates are compared whole, by SHA-256: no authority, name or date decides. A certificate is withdrawn by
/// naming another one.
/// </remarks>
internal static class SignerTls
{
    /// <summary>SHA-256 of a certificate in hex.</summary>
    public static string PinOf(X509Certificate certificate) =>
        certificate.GetCertHashString(HashAlgorithmName.SHA256);

    /// <summary>The signer's side; any certificate that <paramref name="isKnown"/> accepts.</summary>
    /// <exception cref="AuthenticationException">The client has no known certificate.</exception>
    public static SslStream Serve(Stream stream, X509Certificate2 own, Func<string, bool> isKnown)
    {
        SslStream tls = new(stream, leaveInnerStreamOpen: false);
        try
        {
            tls.AuthenticateAsServer(new SslServerAuthenticationOptions
            {
                ServerCertificate = own,
                ClientCertificateRequired = true,
                EnabledSslProtocols = SslProtocols.Tls13,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    certificate is not null && isKnown(PinOf(certificate)),
            });
            return tls;
        }
        catch
        {
            tls.Dispose();
            throw;
        }
    }

    /// <summary>The node's side; the signer must show exactly <paramref name="signerPin"/>.</summary>
    /// <exception cref="AuthenticationException">It shows another certificate.</exception>
    public static SslStream Connect(Stream stream, X509Certificate2 own, string signerPin)
    {
        SslStream tls = new(stream, leaveInnerStreamOpen: false);
        try
        {
            tls.AuthenticateAsClient(new SslClientAuthenticationOptions
            {
                TargetHost = "aether-signer",
                ClientCertificates = [own],
                LocalCertificateSelectionCallback = (_, _, _, _, _) => own,
                EnabledSslProtocols = SslProtocols.Tls13,
                CertificateRevocationCheckMode = X509RevocationMode.NoCheck,
                RemoteCertificateValidationCallback = (_, certificate, _, _) =>
                    certificate is not null && PinOf(certificate) == signerPin,
            });
            return tls;
        }
        catch
        {
            tls.Dispose();
            throw;
        }
    }
}
