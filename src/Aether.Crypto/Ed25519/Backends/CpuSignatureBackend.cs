using Aether.Crypto.Ed25519.Batch;

namespace Aether.Crypto.Ed25519.Backends;

/// <summary>Verification on the calling thread.</summary>
internal sealed class CpuSignatureBackend : ISignatureBackend
{
    public string Name => SignatureBackendChoice.Cpu.ToString();

    public bool IsSupported => true;

    public string? NotSupportedReason => null;

    public void Verify(
        ReadOnlySpan<byte> publicKeys,
        ReadOnlySpan<byte> signatures,
        ReadOnlySpan<byte> messages,
        ReadOnlySpan<int> messageEnds,
        Span<bool> valid) =>
        Ed25519Batch.Verify(publicKeys, signatures, messages, messageEnds, valid);
}
