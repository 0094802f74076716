using Aether.Crypto.Ed25519.Batch;
using Aether.Crypto.Ed25519.Gpu;

namespace Aether.Crypto.Ed25519.Backends;

/// <summary>Verification on a CUDA device, opened and proved equal to the processor at the first question.</summary>
/// <remarks>
/// A device that fails later is given up: the batch in hand and all after it are verified by the processor, and
/// <see cref="NotSupportedReason"/> says why.
/// </remarks>
internal sealed class GpuSignatureBackend : ISignatureBackend, IDisposable
{
    private readonly Lazy<Opened> _opened;

    internal GpuSignatureBackend(GpuVerifierOptions options) => _opened = new(() => Open(options));

    public string Name => SignatureBackendChoice.Gpu.ToString();

    public bool IsSupported => NotSupportedReason is null;

    public string? NotSupportedReason => _opened.Value.Reason ?? _opened.Value.Verifier?.FailureReason;

    /// <summary>The device's verifier; null where it is not supported.</summary>
    internal GpuVerifier? Verifier => _opened.Value.Verifier;

    public void Verify(
        ReadOnlySpan<byte> publicKeys,
        ReadOnlySpan<byte> signatures,
        ReadOnlySpan<byte> messages,
        ReadOnlySpan<int> messageEnds,
        Span<bool> valid)
    {
        GpuVerifier? verifier = _opened.Value.Verifier;
        if (verifier is null
            || !verifier.TryVerify(publicKeys, signatures, messages, messageEnds, valid, GpuMode.Batch))
        {
            Ed25519Batch.Verify(publicKeys, signatures, messages, messageEnds, valid);
        }
    }

    public void Dispose()
    {
        if (_opened.IsValueCreated)
        {
            _opened.Value.Verifier?.Dispose();
        }
    }

    private static Opened Open(GpuVerifierOptions options)
    {
        if (!GpuVerifier.TryCreate(options, out GpuVerifier? verifier, out string? reason))
        {
            return new Opened(null, reason);
        }

        reason = GpuSelfTest.Run(verifier);
        if (reason is null)
        {
            return new Opened(verifier, null);
        }

        verifier.Dispose();
        return new Opened(null, reason);
    }

    private sealed record Opened(GpuVerifier? Verifier, string? Reason);
}
