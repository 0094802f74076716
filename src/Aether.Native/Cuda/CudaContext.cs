using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;

namespace Aether.Native.Cuda;

/// <summary>The primary context of a device, shared by everything in the process that uses the device.</summary>
/// <remarks>
/// Threads: a context is current per thread; <see cref="Bind"/> makes it so, and everything created from it is used on
/// bound threads only. Ownership: buffers, streams, events and modules hold a reference, so the order of disposal does
/// not matter.
/// </remarks>
// SAFETY: pointers are addresses of locals; the handle is what cuDevicePrimaryCtxRetain gave, released once.
public sealed unsafe class CudaContext : SafeHandle
{
    private CudaContext(CudaDeviceInfo device)
        : base(0, ownsHandle: true)
    {
        Device = device;
        nint context;
        CudaError.ThrowIfFailed(
            CudaMethods.cuDevicePrimaryCtxRetain(&context, CudaDriver.DeviceOf(device.Ordinal)),
            "cuDevicePrimaryCtxRetain");
        SetHandle(context);
    }

    /// <summary>The device.</summary>
    public CudaDeviceInfo Device { get; }

    /// <inheritdoc/>
    public override bool IsInvalid => handle == 0;

    /// <summary>Opens the context of a device; false with one sentence where there is none.</summary>
    public static bool TryOpen(
        int ordinal, [NotNullWhen(true)] out CudaContext? context, [NotNullWhen(false)] out string? reason)
    {
        context = null;
        if (!CudaDriver.TryGetDevice(ordinal, out CudaDeviceInfo? device, out reason))
            return false;
        try
        {
            context = new CudaContext(device);
            return true;
        }
        catch (CudaException failure)
        {
            reason = $"GPU {ordinal} cannot be opened ({failure.ErrorName}); check with nvidia-smi that it is free";
            return false;
        }
    }

    /// <summary>Makes the context current on the calling thread.</summary>
    /// <exception cref="CudaException">The driver refuses: the device is lost.</exception>
    public void Bind()
    {
        ObjectDisposedException.ThrowIf(IsClosed, this);
        CudaError.ThrowIfFailed(CudaMethods.cuCtxSetCurrent(handle), "cuCtxSetCurrent");
    }

    internal bool TryBindRaw() => CudaMethods.cuCtxSetCurrent(handle) == CudaResult.Success;

    /// <inheritdoc/>
    protected override bool ReleaseHandle() =>
        CudaMethods.cuDevicePrimaryCtxRelease_v2(CudaDriver.DeviceOf(Device.Ordinal)) == CudaResult.Success;
}
