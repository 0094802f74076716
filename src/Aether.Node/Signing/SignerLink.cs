using System.Security.Cryptography.X509Certificates;
using Aether.Core.Types;
using Aether.Node.Options;

namespace Aether.Node.Signing;

/// <summary>A signer as it was named on the command line.</summary>
/// <param name="Endpoint">Where it listens.</param>
/// <param name="Identity">This node's certificate with its key; null over a Unix socket.</param>
/// <param name="SignerPin">SHA-256 of the signer's certificate in hex; null over a Unix socket.</param>
internal sealed record SignerLink(SignerEndpoint Endpoint, X509Certificate2? Identity, string? SignerPin)
{
    /// <summary>Reads the options; null when no signer is named.</summary>
    /// <exception cref="NodeStartException">They do not fit together.</exception>
    /// <exception cref="KeyProviderException">A certificate cannot be used.</exception>
    public static SignerLink? From(string? signer, string? signerCertificate, string? certificate, string? key)
    {
        if (signer is null)
        {
            return null;
        }
        if (!SignerEndpoint.TryParse(signer, out SignerEndpoint? endpoint, out string reason))
        {
            throw new NodeStartException(ExitCode.Usage, $"--signer: {reason}.");
        }
        bool named = signerCertificate is not null && certificate is not null && key is not null;
        if (endpoint!.IsTls != named)
        {
            throw new NodeStartException(
                ExitCode.Usage,
                "--signer-cert, --client-cert and --client-key go with --signer tls:HOST:PORT, and only with it.");
        }
        if (!named)
        {
            return new SignerLink(endpoint, null, null);
        }
        using X509Certificate2 shown = PemIdentity.LoadPublic(signerCertificate!);
        return new SignerLink(endpoint, PemIdentity.Load(certificate!, key!), SignerTls.PinOf(shown));
    }

    /// <summary>Starts to connect for a key.</summary>
    /// <param name="genesis">The chain.</param>
    /// <param name="key">The vote key.</param>
    /// <param name="dataFolder">The node's data; what it is answered is kept there.</param>
    /// <param name="report">Hears what changes.</param>
    public RemoteSigner Connect(Genesis genesis, BlsPublicKey key, string dataFolder, Action<string> report)
    {
        Directory.CreateDirectory(dataFolder);
        string answered = Path.Combine(dataFolder, "signer-answers");
        return new RemoteSigner(
            new RemoteSignerOptions(Endpoint, genesis.Hash, key, answered, (int)genesis.Parameters.SlotMs)
            {
                Identity = Identity,
                SignerPin = SignerPin,
                Report = report,
            });
    }
}
