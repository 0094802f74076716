namespace Aether.Native.Cuda;

/// <summary>A point in a stream whose time the device notes.</summary>
// SAFETY: the only pointers are addresses of locals.
public sealed unsafe class CudaEvent : CudaHandle
{
    /// <summary>Creates an event on the bound context.</summary>
    public CudaEvent(CudaContext context)
        : base(context)
    {
        nint raw = 0;
        CudaResult result = CudaMethods.cuEventCreate(&raw, 0);
        Own(raw, result, "cuEventCreate");
    }

    /// <summary>Queues noting the time on a stream.</summary>
    public void Record(CudaStream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        CudaError.ThrowIfFailed(CudaMethods.cuEventRecord(Raw, stream.Raw), "cuEventRecord");
    }

    /// <summary>Milliseconds from another event to this one; both must have been reached.</summary>
    public float MillisecondsSince(CudaEvent start)
    {
        ArgumentNullException.ThrowIfNull(start);
        float milliseconds;
        CudaError.ThrowIfFailed(
            CudaMethods.cuEventElapsedTime(&milliseconds, start.Raw, Raw), "cuEventElapsedTime");
        return milliseconds;
    }

    private protected override CudaResult Free(nint raw) => CudaMethods.cuEventDestroy_v2(raw);
}
