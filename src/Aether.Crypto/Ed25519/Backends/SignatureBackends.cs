using System.Diagnostics.CodeAnalysis;
using Aether.Core;
using Aether.Crypto.Ed25519.Gpu;

namespace Aether.Crypto.Ed25519.Backends;

/// <summary>The catalogue of backends and the choice among them.</summary>
/// <remarks>Threads: any. Ownership: dispose of it to free the GPU.</remarks>
public sealed class SignatureBackends : IDisposable
{
    private readonly CpuSignatureBackend _cpu = new();
    private readonly GpuSignatureBackend _gpu;

    /// <summary>Makes the catalogue; the GPU is opened when it is first asked for.</summary>
    public SignatureBackends(GpuVerifierOptions gpu)
    {
        ArgumentNullException.ThrowIfNull(gpu);
        _gpu = new GpuSignatureBackend(gpu);
        All = [_cpu, _gpu];
    }

    /// <summary>Every backend, supported here or not.</summary>
    public IReadOnlyList<ISignatureBackend> All { get; }

    /// <summary>
    /// False with one sentence where the choice names a backend that does not work here; <c>auto</c> always works.
    /// Opens the GPU unless the choice is <c>cpu</c>, so that the first batch does not wait for it.
    /// </summary>
    public bool TryPrepare(SignatureBackendChoice choice, [NotNullWhen(false)] out string? reason)
    {
        reason = choice == SignatureBackendChoice.Cpu ? null : _gpu.NotSupportedReason;
        if (choice == SignatureBackendChoice.Auto)
        {
            reason = null;
        }

        return reason is null;
    }

    /// <summary>
    /// The backend for a queue: under <c>auto</c> the GPU where it works and at least
    /// <see cref="Limits.Gpu.MinQueuedItems"/> signatures wait. A named backend that has failed gives way to the
    /// processor.
    /// </summary>
    public ISignatureBackend Select(SignatureBackendChoice choice, int queuedItems)
    {
        bool wanted = choice == SignatureBackendChoice.Gpu
            || (choice == SignatureBackendChoice.Auto && queuedItems >= Limits.Gpu.MinQueuedItems);
        return wanted && _gpu.IsSupported ? _gpu : _cpu;
    }

    /// <inheritdoc/>
    public void Dispose() => _gpu.Dispose();
}
