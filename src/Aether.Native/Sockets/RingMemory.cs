using System.Runtime.InteropServices;

namespace Aether.Native.Sockets;

/// <summary>Memory outside the managed heap that the kernel reads from and writes to: it never moves.</summary>
/// <remarks>
/// <b>Ownership</b>: freed on disposal; spans of it must not be used afterwards. <b>Threads</b>: as for any memory.
/// </remarks>
// SAFETY: the pointer is set once to Length bytes and freed once; spans are made within those bounds.
public sealed unsafe class RingMemory : IDisposable
{
    private const nuint Alignment = 4_096;

    private byte* _start;

    /// <summary>Takes zeroed memory on a page boundary.</summary>
    public RingMemory(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, 1);
        Length = bytes;
        _start = (byte*)NativeMemory.AlignedAlloc((nuint)bytes, Alignment);
        Span.Clear();
    }

    /// <summary>Frees what was not disposed of.</summary>
    ~RingMemory() => Free();

    /// <summary>Bytes.</summary>
    public int Length { get; }

    /// <summary>All of it.</summary>
    public Span<byte> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_start is null, this);
            return new Span<byte>(_start, Length);
        }
    }

    internal byte* Start => _start;

    /// <inheritdoc/>
    public void Dispose()
    {
        Free();
        GC.SuppressFinalize(this);
    }

    private void Free()
    {
        NativeMemory.AlignedFree(_start);
        _start = null;
    }
}
