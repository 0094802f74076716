using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;

namespace Aether.Core.Concurrency;

/// <summary>Asks for memory that will be read soon, so that many lines are on their way at once.</summary>
/// <remarks>Never faults, changes nothing but time, and does nothing without the instruction.</remarks>
// SAFETY: addresses are only given to prefetches, which are harmless wherever the collector moved what was there.
public static unsafe class Fetch
{
    private const int LineBytes = 64;

    /// <summary>The first lines of an object.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Object(object item, int lines)
    {
        if (!Sse.IsSupported)
        {
            return;
        }
        // SAFETY: an object reference is the address of the object; nothing is read through it.
        From(*(byte**)Unsafe.AsPointer(ref item), lines);
    }

    /// <summary>The first lines from a place on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Place<T>(ref readonly T place, int lines)
    {
        if (Sse.IsSupported)
        {
            From((byte*)Unsafe.AsPointer(ref Unsafe.AsRef(in place)), lines);
        }
    }

    /// <summary>The line with an element of an array.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Element<T>(T[] items, int index)
    {
        if ((uint)index < (uint)items.Length)
        {
            Place(in items[index], 1);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void From(byte* address, int lines)
    {
        for (int line = 0; line < lines; line++)
        {
            Sse.Prefetch0(address + (line * LineBytes));
        }
    }
}
