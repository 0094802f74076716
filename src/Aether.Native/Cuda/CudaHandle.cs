using System.Runtime.InteropServices;

namespace Aether.Native.Cuda;

/// <summary>Something that lives in a CUDA context; keeps the context alive until it is freed itself.</summary>
/// <remarks>
/// Threads: one user at a time. The context is per thread: <see cref="CudaContext.Bind"/> before the first call on a
/// thread. Freeing binds the context to the freeing thread.
/// </remarks>
public abstract class CudaHandle : SafeHandle
{
    private readonly CudaContext _context;

    private protected CudaHandle(CudaContext context)
        : base(0, ownsHandle: true)
    {
        bool added = false;
        context.DangerousAddRef(ref added);
        _context = context;
    }

    /// <inheritdoc/>
    public sealed override bool IsInvalid => handle == 0;

    /// <summary>The raw handle, refused once closed.</summary>
    internal nint Raw
    {
        get
        {
            ObjectDisposedException.ThrowIf(IsClosed, this);
            return handle;
        }
    }

    /// <summary>Frees the handle in the driver.</summary>
    private protected abstract CudaResult Free(nint raw);

    /// <summary>Releases the reference on the context where the constructor could not create the handle.</summary>
    private protected void Own(nint raw, CudaResult result, string operation)
    {
        if (result != CudaResult.Success || raw == 0)
        {
            SetHandleAsInvalid();
            _context.DangerousRelease();
            throw new CudaException(operation, result, CudaError.NameOf(result));
        }

        SetHandle(raw);
        CudaDriver.CountHandle(1);
    }

    /// <inheritdoc/>
    protected sealed override bool ReleaseHandle()
    {
        bool freed = _context.TryBindRaw() && Free(handle) == CudaResult.Success;
        _context.DangerousRelease();
        CudaDriver.CountHandle(-1);
        return freed;
    }
}
