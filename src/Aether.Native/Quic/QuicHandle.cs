using System.Runtime.InteropServices;
using Aether.Native.Interop;

namespace Aether.Native.Quic;

/// <summary>Owns one native endpoint.</summary>
internal sealed class QuicHandle : SafeHandle
{
    internal QuicHandle(nint endpoint)
        : base(0, ownsHandle: true) => SetHandle(endpoint);

    public override bool IsInvalid => handle == 0;

    /// <summary>Told to the peers when the handle is released.</summary>
    internal ulong CloseCode { get; set; }

    protected override bool ReleaseHandle()
    {
        QuicMethods.aether_quic_destroy(handle, CloseCode);
        return true;
    }
}
