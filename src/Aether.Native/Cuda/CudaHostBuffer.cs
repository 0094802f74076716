namespace Aether.Native.Cuda;

/// <summary>Page-locked memory of the host, which the device copies without a detour.</summary>
/// <remarks>
/// Ownership: while a copy is queued the memory belongs to the device; the caller touches it again only after the
/// stream has passed the copy. Threads: bytes may be written from any thread, bound or not.
/// </remarks>
// SAFETY: the handle owns exactly Bytes bytes until freed; spans are cut inside of it and refused once closed.
public sealed unsafe class CudaHostBuffer : CudaHandle
{
    // CU_MEMHOSTALLOC_PORTABLE: page-locked for every context of the process.
    private const uint Portable = 1;

    /// <summary>Allocates <paramref name="bytes"/> page-locked bytes.</summary>
    /// <exception cref="CudaException">The host has not enough memory to lock.</exception>
    public CudaHostBuffer(CudaContext context, int bytes)
        : base(context)
    {
        nint memory = 0;
        CudaResult result = CudaMethods.cuMemHostAlloc(&memory, (nuint)bytes, Portable);
        Own(memory, result, "cuMemHostAlloc");
        Bytes = bytes;
    }

    /// <summary>Size in bytes.</summary>
    public int Bytes { get; }

    /// <summary>The bytes. Borrowed: not used after disposal.</summary>
    public Span<byte> Span => new((void*)Raw, Bytes);

    private protected override CudaResult Free(nint raw) => CudaMethods.cuMemFreeHost(raw);
}
