using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aether.Native;

/// <summary>Binds threads to processors, where the system can.</summary>
public static partial class ThreadAffinity
{
    // 1,024 processors: the size of cpu_set_t of the C library.
    private const int MaskWords = 16;

    /// <summary>
    /// Binds the calling thread to one processor: the one at <paramref name="index"/> among those the thread may use,
    /// counted around.
    /// </summary>
    /// <returns>False when there is only one, or the system does not know the call: nothing is changed then.</returns>
    public static bool TryBind(int index)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }
        Span<ulong> mask = stackalloc ulong[MaskWords];
        nuint bytes = MaskWords * sizeof(ulong);
        if (sched_getaffinity(0, bytes, ref MemoryMarshal.GetReference(mask)) < 0)
        {
            return false;
        }
        int processor = Find(mask, index);
        if (processor < 0)
        {
            return false;
        }
        mask.Clear();
        mask[processor / 64] = 1UL << (processor % 64);
        return sched_setaffinity(0, bytes, ref MemoryMarshal.GetReference(mask)) == 0;
    }

    /// <summary>The processor at an index of a mask, counted around; -1 when the mask has fewer than two.</summary>
    internal static int Find(ReadOnlySpan<ulong> mask, int index)
    {
        int count = 0;
        foreach (ulong word in mask)
        {
            count += BitOperations.PopCount(word);
        }
        if (count < 2 || index < 0)
        {
            return -1;
        }
        int rest = index % count;
        for (int processor = 0; ; processor++)
        {
            if ((mask[processor / 64] >> (processor % 64) & 1) != 0 && rest-- == 0)
            {
                return processor;
            }
        }
    }

    [LibraryImport("libc")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int sched_getaffinity(int thread, nuint bytes, ref ulong mask);

    [LibraryImport("libc")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int sched_setaffinity(int thread, nuint bytes, ref ulong mask);
}
