using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aether.Node.Options;

namespace Aether.Node.Firehose.Grpc;

/// <summary>Who may speak to a server of gRPC, and how. The empty one lets everybody speak without TLS.</summary>
/// <param name="Certificate">Shown to clients over TLS; null for no TLS. The process's for its whole life.</param>
/// <param name="Keys">One of them is asked for in each call; null for none.</param>
internal sealed record GrpcAccess(X509Certificate2? Certificate, ApiKeys? Keys)
{
    /// <summary>Everybody, without TLS.</summary>
    public static GrpcAccess Open { get; } = new(null, null);

    /// <summary>Reads what options name.</summary>
    /// <param name="certificate">PEM file of a certificate with its chain; null for no TLS.</param>
    /// <param name="certificateKey">PEM file of its key; null when it is in the same file.</param>
    /// <param name="keys">File of keys; null to ask for none.</param>
    /// <exception cref="NodeStartException">A file cannot be used.</exception>
    public static GrpcAccess Read(string? certificate, string? certificateKey, string? keys)
    {
        if (certificate is null && certificateKey is not null)
        {
            throw new NodeStartException(
                ExitCode.Usage, "firehose.certificate_key needs firehose.certificate, the certificate of that key.");
        }
        return new GrpcAccess(
            certificate is null ? null : ReadCertificate(certificate, certificateKey),
            keys is null ? null : ApiKeys.Read(keys));
    }

    private static X509Certificate2 ReadCertificate(string certificate, string? key)
    {
        try
        {
            return X509Certificate2.CreateFromPemFile(certificate, key);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or CryptographicException)
        {
            throw new NodeStartException(
                ExitCode.Usage,
                $"{certificate} and {key ?? "its own key"} are no certificate with its key in PEM: {error.Message}");
        }
    }
}
