using System.Security.Cryptography;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.Node.Signing;

/// <summary>One validator key of a signer: its secrets, its log, and who may ask for its signatures.</summary>
/// <remarks><b>Ownership</b>: owns signer, log and keys.</remarks>
internal sealed class SignerKey : IDisposable
{
    private readonly SignerLog _log;

    private SignerKey(string name, SignerKeyFile file, SignerLog log, KesKeyFolder kes, string? clientPin)
    {
        Name = name;
        GenesisHash = file.GenesisHash;
        BlsKey = file.BlsKey;
        VrfKey = file.VrfKey;
        ColdKey = file.ColdKey;
        ClientPin = clientPin;
        Kes = kes;
        _log = log;
        Core = new SignerCore(GenesisHash, log.Record);
        Signer = new ProtectedSigner(Core, new HotKeys(file.BlsSecret, file.VrfSeed, kes), log.Append);
    }

    /// <summary>Name of its folder.</summary>
    public string Name { get; }

    /// <summary>The chain it signs for.</summary>
    public Hash256 GenesisHash { get; }

    /// <summary>Public vote key: what clients ask for.</summary>
    public BlsPublicKey BlsKey { get; }

    /// <summary>Public VRF key.</summary>
    public PublicKey VrfKey { get; }

    /// <summary>Public cold key.</summary>
    public PublicKey ColdKey { get; }

    /// <summary>SHA-256 of the client certificate that may ask over TLS, in hex; null when none may.</summary>
    public string? ClientPin { get; }

    /// <summary>The header keys. Read only between requests.</summary>
    public KesKeyFolder Kes { get; }

    /// <summary>The state machine; used for its pure parts only.</summary>
    public SignerCore Core { get; }

    /// <summary>What signs.</summary>
    public ProtectedSigner Signer { get; }

    /// <summary>Opens a key's folder.</summary>
    /// <exception cref="SafetyLogException">Its log cannot be used.</exception>
    /// <exception cref="KeyProviderException">A key file cannot be used.</exception>
    public static SignerKey Open(SignerFolder folder, string name)
    {
        SignerKeyFile file = SignerKeyFile.Load(folder.KeyPath(name));
        KesKeyFolder? kes = null;
        try
        {
            kes = KesKeyFolder.Open(folder.KesPath(name), file.ColdKey, file.GenesisHash);
            string pinPath = folder.ClientCertificatePath(name);
            string? pin = null;
            if (File.Exists(pinPath))
            {
                using var certificate = PemIdentity.LoadPublic(pinPath);
                pin = certificate.GetCertHashString(HashAlgorithmName.SHA256);
            }
            SignerLog log = SignerLog.Open(folder.PlaceOf(name, file.GenesisHash, file.BlsKey));
            return new SignerKey(name, file, log, kes, pin);
        }
        catch
        {
            kes?.Dispose();
            file.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Signer.Dispose();
        _log.Dispose();
    }
}
