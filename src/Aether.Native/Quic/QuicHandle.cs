using System.Runtime.InteropServices;
using Aether.Native.Interop;

namespace Aether.Native.Quic;

/// <summary>Owns one native endpoint, and what its callbacks lead to.</summary>
internal sealed class QuicHandle : SafeHandle
{
    private GCHandle _events;

    internal QuicHandle(nint endpoint, GCHandle events)
        : base(0, ownsHandle: true)
    {
        _events = events;
        SetHandle(endpoint);
    }

    public override bool IsInvalid => handle == 0;

    /// <summary>Told to the peers when the handle is released.</summary>
    internal ulong CloseCode { get; set; }

    protected override bool ReleaseHandle()
    {
        // What was sent is released to the events meanwhile.
        QuicMethods.aether_quic_destroy(handle, CloseCode);
        _events.Free();
        return true;
    }
}
