namespace Aether.Native.Cuda;

/// <summary>Memory of the device.</summary>
// SAFETY: the only pointer is the address of a local.
public sealed unsafe class CudaBuffer : CudaHandle
{
    /// <summary>Allocates <paramref name="bytes"/> uninitialised bytes, 256-byte aligned.</summary>
    /// <exception cref="CudaException">The device has not enough memory.</exception>
    public CudaBuffer(CudaContext context, long bytes)
        : base(context)
    {
        ulong address = 0;
        CudaResult result = CudaMethods.cuMemAlloc_v2(&address, (nuint)bytes);
        Own((nint)address, result, "cuMemAlloc");
        Bytes = bytes;
    }

    /// <summary>Size in bytes.</summary>
    public long Bytes { get; }

    /// <summary>Device address, as a kernel parameter.</summary>
    public ulong Address => (ulong)Raw;

    private protected override CudaResult Free(nint raw) => CudaMethods.cuMemFree_v2((ulong)raw);
}
