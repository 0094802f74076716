using Aether.Core.Diagnostics;

namespace Aether.Native.Cuda;

/// <summary>A queue of copies and kernels that the device works off in order, beside other streams.</summary>
// SAFETY: every copy is checked against both buffers; buffers must outlive the queued work (see CudaHostBuffer).
public sealed unsafe class CudaStream : CudaHandle
{
    // CU_STREAM_NON_BLOCKING: no implicit order with the default stream.
    private const uint NonBlocking = 1;

    /// <summary>Creates a stream on the bound context.</summary>
    public CudaStream(CudaContext context)
        : base(context)
    {
        nint stream = 0;
        CudaResult result = CudaMethods.cuStreamCreate(&stream, NonBlocking);
        Own(stream, result, "cuStreamCreate");
    }

    /// <summary>True when the device has finished everything queued so far.</summary>
    /// <exception cref="CudaException">A kernel failed or the device is lost.</exception>
    public bool IsIdle
    {
        get
        {
            CudaResult result = CudaMethods.cuStreamQuery(Raw);
            if (result == CudaResult.NotReady)
                return false;
            CudaError.ThrowIfFailed(result, "the work on a stream");
            return true;
        }
    }

    /// <summary>Queues a copy of the first bytes of a host buffer to the start of a device buffer.</summary>
    public void CopyToDevice(CudaBuffer target, CudaHostBuffer source, int bytes)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(source);
        Check.That(bytes >= 0 && bytes <= target.Bytes && bytes <= source.Bytes);
        if (bytes > 0)
        {
            CudaError.ThrowIfFailed(
                CudaMethods.cuMemcpyHtoDAsync_v2(target.Address, source.Raw, (nuint)bytes, Raw), "cuMemcpyHtoDAsync");
        }
    }

    /// <summary>Queues a copy of the first bytes of a device buffer to the start of a host buffer.</summary>
    public void CopyToHost(CudaHostBuffer target, CudaBuffer source, int bytes)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(source);
        Check.That(bytes >= 0 && bytes <= target.Bytes && bytes <= source.Bytes);
        if (bytes > 0)
        {
            CudaError.ThrowIfFailed(
                CudaMethods.cuMemcpyDtoHAsync_v2(target.Raw, source.Address, (nuint)bytes, Raw), "cuMemcpyDtoHAsync");
        }
    }

    /// <summary>Queues setting the first bytes of a device buffer to a value.</summary>
    public void Fill(CudaBuffer target, byte value, long bytes)
    {
        ArgumentNullException.ThrowIfNull(target);
        Check.That(bytes >= 0 && bytes <= target.Bytes);
        if (bytes > 0)
        {
            CudaError.ThrowIfFailed(
                CudaMethods.cuMemsetD8Async(target.Address, value, (nuint)bytes, Raw), "cuMemsetD8Async");
        }
    }

    /// <summary>Queues a marker, reached once everything queued before is done.</summary>
    public void Notify(CudaMarker marker)
    {
        ArgumentNullException.ThrowIfNull(marker);
        marker.Reset();
        CudaError.ThrowIfFailed(
            CudaMethods.cuLaunchHostFunc(Raw, CudaMarker.Callback, marker.UserData), "cuLaunchHostFunc");
    }

    /// <summary>Waits until the device has finished everything queued so far.</summary>
    /// <exception cref="CudaException">A kernel failed or the device is lost.</exception>
    public void Synchronize() => CudaError.ThrowIfFailed(CudaMethods.cuStreamSynchronize(Raw), "the work on a stream");

    private protected override CudaResult Free(nint raw) => CudaMethods.cuStreamDestroy_v2(raw);
}
