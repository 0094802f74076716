using Aether.Core;

namespace Aether.Crypto.Ed25519.Gpu;

/// <summary>How a <see cref="GpuVerifier"/> uses a device.</summary>
public sealed record GpuVerifierOptions
{
    /// <summary>Number of the device, from 0.</summary>
    public int DeviceOrdinal { get; init; }

    /// <summary>Batches that exist: each is filled, copied, verified or read while the others are elsewhere.</summary>
    public int SlotCount { get; init; } = Limits.Gpu.Slots;

    /// <summary>Most signatures of a batch.</summary>
    public int SlotItems { get; init; } = Limits.Gpu.SlotItems;

    /// <summary>Most message bytes of a batch.</summary>
    public int SlotMessageBytes { get; init; } = Limits.Gpu.SlotMessageBytes;

    /// <summary>Form of the kernels.</summary>
    public GpuBranch Branch { get; init; }

    /// <summary>PTX text of the kernels; empty for the file beside the application.</summary>
    public ReadOnlyMemory<byte> Ptx { get; init; }
}
