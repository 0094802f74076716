using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using PublicKey = Aether.Core.Types.PublicKey;

namespace Aether.Node.Signing;

/// <summary>Keys in files: a cold seed in this process's memory and a certificate with its key in PEM.</summary>
/// <remarks><b>Ownership</b>: takes the seed and zeroes it on disposal.</remarks>
internal sealed class FileKeyProvider : IKeyProvider
{
    private readonly byte[] _coldSeed;
    private readonly string _certificatePath;
    private readonly string _keyPath;

    /// <summary>Creates a provider; nothing is read yet.</summary>
    /// <param name="coldSeed">32 bytes; taken over.</param>
    /// <param name="certificatePath">PEM of the TLS certificate.</param>
    /// <param name="keyPath">PEM of its private key, readable by the owner only.</param>
    public FileKeyProvider(byte[] coldSeed, string certificatePath, string keyPath)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(coldSeed.Length, Ed25519.SeedBytes);
        _coldSeed = coldSeed;
        _certificatePath = certificatePath;
        _keyPath = keyPath;
        byte[] key = new byte[Ed25519.PublicKeyBytes];
        Ed25519.PublicKeyFromSeed(coldSeed, key);
        ColdKey = new PublicKey(new Hash256(key));
    }

    /// <inheritdoc/>
    public string Description => $"files ({_certificatePath})";

    /// <inheritdoc/>
    public PublicKey ColdKey { get; }

    /// <inheritdoc/>
    public byte[] SignWithColdKey(ReadOnlySpan<byte> message)
    {
        byte[] signature = new byte[Ed25519.SignatureBytes];
        Ed25519.Sign(_coldSeed, message, signature);
        return signature;
    }

    /// <inheritdoc/>
    public X509Certificate2 OpenTransportCertificate() => PemIdentity.Load(_certificatePath, _keyPath);

    /// <inheritdoc/>
    public void Dispose() => CryptographicOperations.ZeroMemory(_coldSeed);
}
