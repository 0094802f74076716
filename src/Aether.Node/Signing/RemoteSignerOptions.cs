using System.Security.Cryptography.X509Certificates;
using Aether.Core.Types;

namespace Aether.Node.Signing;

/// <summary>How a node reaches its signer.</summary>
/// <param name="Endpoint">Where it listens.</param>
/// <param name="GenesisHash">The chain.</param>
/// <param name="Key">The vote key asked for.</param>
/// <param name="AnsweredPath">Where the node keeps what it was answered.</param>
/// <param name="SlotMs">Length of a view that goes well, for the time to listen.</param>
internal sealed record RemoteSignerOptions(
    SignerEndpoint Endpoint, Hash256 GenesisHash, BlsPublicKey Key, string AnsweredPath, int SlotMs)
{
    /// <summary>This node's certificate and key; null over a Unix socket.</summary>
    public X509Certificate2? Identity { get; init; }

    /// <summary>SHA-256 of the signer's certificate in hex.</summary>
    public string? SignerPin { get; init; }

    /// <summary>Hears what changes: connected, away, refused. One sentence each.</summary>
    public Action<string> Report { get; init; } = _ => { };

    /// <summary>Measures listening and back-off.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;
}
