using System.Numerics;
using System.Runtime.InteropServices;

namespace Aether.Execution.State;

/// <summary>Working memory outside the managed heap: it grows, moves when it does, and is never cleared.</summary>
/// <remarks><b>Threads</b>: one grows it. <b>Ownership</b>: it goes back when the buffer is collected.</remarks>
// SAFETY: Pointer has room for Capacity items; callers index below what they asked for.
internal sealed unsafe class NativeBuffer<T>
    where T : unmanaged
{
    private const int Alignment = 64;
    private const int MinItems = 64;

    ~NativeBuffer() => NativeMemory.AlignedFree(Pointer);

    /// <summary>The first item; null before anything was asked for.</summary>
    // SAFETY: good until the next call of Ensure, and only while the buffer is reachable.
    public T* Pointer { get; private set; }

    /// <summary>Items there is room for.</summary>
    public int Capacity { get; private set; }

    /// <summary>Makes room for a number of items and keeps those that are there.</summary>
    // SAFETY: the copy is as long as the old room, which is smaller than the new.
    public void Ensure(int items)
    {
        if (items <= Capacity)
        {
            return;
        }
        int capacity = Math.Max(MinItems, checked((int)BitOperations.RoundUpToPowerOf2((uint)items)));
        T* grown = (T*)NativeMemory.AlignedAlloc((nuint)capacity * (nuint)sizeof(T), Alignment);
        if (Pointer is not null)
        {
            NativeMemory.Copy(Pointer, grown, (nuint)Capacity * (nuint)sizeof(T));
            NativeMemory.AlignedFree(Pointer);
        }
        Pointer = grown;
        Capacity = capacity;
    }
}
