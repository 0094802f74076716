using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aether.Native.Cuda;

/// <summary>Says that a stream has passed a point, and wakes the thread that waits for it.</summary>
/// <remarks>
/// The device sets <see cref="IsReached"/> when everything queued before the marker is done, then the event; several
/// markers may share the event. Where earlier work failed the device never sets it: the waiter asks the stream from
/// time to time. Ownership: disposed of only after the stream is idle. Cost: no allocation after construction.
/// </remarks>
// SAFETY: the user data is a GC handle to this object, freed after the stream is idle, so the callback finds it.
public sealed unsafe class CudaMarker : IDisposable
{
    private readonly EventWaitHandle _wake;
    private GCHandle _self;
    private bool _reached;

    /// <summary>Creates a marker that sets <paramref name="wake"/>, which stays the caller's.</summary>
    public CudaMarker(EventWaitHandle wake)
    {
        ArgumentNullException.ThrowIfNull(wake);
        _wake = wake;
        _self = GCHandle.Alloc(this);
    }

    /// <summary>True when the stream has passed the point. Everything it copied before is visible then.</summary>
    public bool IsReached => Volatile.Read(ref _reached);

    internal static delegate* unmanaged[Cdecl]<void*, void> Callback => &OnReached;

    /// <summary>Unsets the marker before it is queued again.</summary>
    public void Reset() => Volatile.Write(ref _reached, false);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_self.IsAllocated)
            _self.Free();
    }

    internal nint UserData => GCHandle.ToIntPtr(_self);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnReached(void* userData)
    {
        if (GCHandle.FromIntPtr((nint)userData).Target is not CudaMarker marker)
            return;
        // Pairs with the acquire in IsReached.
        Volatile.Write(ref marker._reached, true);
        marker._wake.Set();
    }
}
