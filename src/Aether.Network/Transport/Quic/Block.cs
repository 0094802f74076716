using System.Runtime.InteropServices;

namespace Aether.Network.Transport.Quic;

/// <summary>Bytes that native code may read: an array that does not move, as long as something reaches this.</summary>
internal sealed class Block
{
    internal Block(int capacity, int sizeClass)
    {
        Bytes = GC.AllocateUninitializedArray<byte>(capacity, pinned: true);
        Pointer = Marshal.UnsafeAddrOfPinnedArrayElement(Bytes, 0);
        SizeClass = sizeClass;
    }

    internal byte[] Bytes { get; }

    internal nint Pointer { get; }

    internal int SizeClass { get; }

    internal int Capacity => Bytes.Length;

    /// <summary>Bytes in use.</summary>
    internal int Length { get; set; }

    /// <summary>Whose budget the block counts against while it is sent.</summary>
    internal QuicPeer? Owner { get; set; }

    /// <summary>Which of the owner's budgets.</summary>
    internal int Budget { get; set; }
}
