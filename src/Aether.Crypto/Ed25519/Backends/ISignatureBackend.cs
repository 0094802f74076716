namespace Aether.Crypto.Ed25519.Backends;

/// <summary>A way to verify many Ed25519 signatures. Every backend gives the same verdicts.</summary>
public interface ISignatureBackend
{
    /// <summary>The name, as options spell it.</summary>
    string Name { get; }

    /// <summary>True when the backend works here and has shown that its verdicts are right.</summary>
    bool IsSupported { get; }

    /// <summary>Null, or one sentence with the cause and the fix.</summary>
    string? NotSupportedReason { get; }

    /// <summary>
    /// Sets <c>valid[i]</c> to the verdict of <see cref="Ed25519.Verify"/> on item i. Never throws; shapes, ownership
    /// and errors are those of <see cref="Batch.Ed25519Batch.Verify"/>.
    /// </summary>
    void Verify(
        ReadOnlySpan<byte> publicKeys,
        ReadOnlySpan<byte> signatures,
        ReadOnlySpan<byte> messages,
        ReadOnlySpan<int> messageEnds,
        Span<bool> valid);
}
