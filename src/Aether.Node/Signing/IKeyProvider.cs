using System.Security.Cryptography.X509Certificates;
using PublicKey = Aether.Core.Types.PublicKey;

namespace Aether.Node.Signing;

/// <summary>
/// Holds the keys that need not be in this process: the validator's cold key and the key of its TLS identity.
/// </summary>
/// <remarks>
/// The seam for tokens and key services. Vote, VRF and header keys are not behind it: they sign within a slot and live
/// in the signer process. <b>Ownership</b>: holds its session until disposal. <b>Threads</b>: one caller at a time.
/// <b>Errors</b>: a key that cannot be reached or used throws <see cref="KeyProviderException"/> with a sentence that
/// says what to do; it never holds a PIN or key material.
/// </remarks>
internal interface IKeyProvider : IDisposable
{
    /// <summary>What holds the keys, for logs: a path, or the label of a token. Never a secret.</summary>
    string Description { get; }

    /// <summary>The validator's cold ed25519 key; it certifies the others.</summary>
    PublicKey ColdKey { get; }

    /// <summary>
    /// Signs with the cold key: plain ed25519 (RFC 8032) over the message as given. Answer: 64 bytes.
    /// </summary>
    byte[] SignWithColdKey(ReadOnlySpan<byte> message);

    /// <summary>
    /// The certificate of the TLS identity, bound to its private key so that an <c>SslStream</c> can use it. The
    /// caller disposes of it; the provider must outlive it.
    /// </summary>
    X509Certificate2 OpenTransportCertificate();
}
