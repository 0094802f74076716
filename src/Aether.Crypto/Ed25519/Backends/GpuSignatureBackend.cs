using System.Security.Cryptography;
using Aether.Crypto.Ed25519.Batch;
using Aether.Crypto.Ed25519.Gpu;

namespace Aether.Crypto.Ed25519.Backends;

/// <summary>Verification on a CUDA device, opened and proved equal to the processor at the first question.</summary>
/// <remarks>
/// The processor repeats one verdict of every call, chosen at random. A device that fails or gives a wrong verdict is
/// given up: the items in hand and all after them are verified by the processor, and <see cref="NotSupportedReason"/>
/// says why.
/// </remarks>
internal sealed class GpuSignatureBackend : ISignatureBackend, IDisposable
{
    private readonly Lazy<Opened> _opened;
    private string? _distrustReason;

    internal GpuSignatureBackend(GpuVerifierOptions options) => _opened = new(() => Open(options));

    public string Name => SignatureBackendChoice.Gpu.ToString();

    public bool IsSupported => NotSupportedReason is null;

    public string? NotSupportedReason =>
        _opened.Value.Reason ?? Volatile.Read(ref _distrustReason) ?? _opened.Value.Verifier?.FailureReason;

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
            || Volatile.Read(ref _distrustReason) is not null
            || !verifier.TryVerify(publicKeys, signatures, messages, messageEnds, valid, GpuMode.Batch)
            || !IsOneRight(publicKeys, signatures, messages, messageEnds, valid))
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

    /// <summary>Repeats a verdict on the processor; one in thousands costs nothing that can be measured.</summary>
    private bool IsOneRight(
        ReadOnlySpan<byte> publicKeys,
        ReadOnlySpan<byte> signatures,
        ReadOnlySpan<byte> messages,
        ReadOnlySpan<int> messageEnds,
        ReadOnlySpan<bool> valid)
    {
        // Where lengths disagree nothing was asked of the device.
        if (valid.IsEmpty
            || messageEnds.Length != valid.Length
            || publicKeys.Length != (long)valid.Length * Ed25519.PublicKeyBytes
            || signatures.Length != (long)valid.Length * Ed25519.SignatureBytes)
        {
            return true;
        }

        SignatureItems items = new(publicKeys, signatures, messages, messageEnds);
        int index = RandomNumberGenerator.GetInt32(valid.Length);
        bool expected = items.TryGetMessage(index, out ReadOnlySpan<byte> message)
            && Ed25519.Verify(items.PublicKey(index), message, items.Signature(index));
        if (valid[index] == expected)
        {
            return true;
        }

        Volatile.Write(
            ref _distrustReason,
            $"the GPU {(expected ? "refused" : "accepted")} a signature that the processor "
                + $"{(expected ? "accepts" : "refuses")}; use the processor, and check the device and its driver");
        return false;
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
