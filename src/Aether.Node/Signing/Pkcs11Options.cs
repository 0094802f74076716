namespace Aether.Node.Signing;

/// <summary>Which token holds the keys, and which of its keys.</summary>
internal sealed record Pkcs11Options
{
    /// <summary>Path of the module: the token maker's library.</summary>
    public required string Module { get; init; }

    /// <summary>Label of the token.</summary>
    public required string Token { get; init; }

    /// <summary>Where its PIN is.</summary>
    public required Pkcs11PinSource Pin { get; init; }

    /// <summary>Label of the ed25519 cold key; null when it is not in the token.</summary>
    public string? ColdKeyLabel { get; init; }

    /// <summary>Label of the P-256 key of the TLS identity; null when it is not in the token.</summary>
    public string? TransportKeyLabel { get; init; }

    /// <summary>PEM of the TLS certificate of that key.</summary>
    public string? CertificatePath { get; init; }
}
