using System.Runtime.InteropServices;

namespace Aether.BenchKit.Measurement;

/// <summary>Keeps a thread on one core.</summary>
internal static unsafe class CpuPinning
{
    private const int MaskBytes = 128;

    private static readonly delegate* unmanaged[Cdecl]<int, nuint, byte*, int> s_setAffinity = Find();

    // Interrupts of the system land on the first core.
    private static readonly int s_measuringCore = Environment.ProcessorCount - 1;

    /// <summary>Pins the calling thread to the core on which one-core rows are measured.</summary>
    public static bool PinToMeasuringCore() => PinCurrentThread(s_measuringCore);

    /// <summary>Pins the calling thread; false where the system does not allow it.</summary>
    // SAFETY: the mask has the stated bytes and lives for the call; core is below its number of bits.
    public static bool PinCurrentThread(int core)
    {
        if (s_setAffinity is null || (uint)core >= 8 * MaskBytes)
            return false;
        byte* mask = stackalloc byte[MaskBytes];
        new Span<byte>(mask, MaskBytes).Clear();
        mask[core / 8] = (byte)(1 << (core % 8));
        return s_setAffinity(0, MaskBytes, mask) == 0;
    }

    /// <summary>Lets the calling thread, and those it starts, run on all cores again.</summary>
    // SAFETY: as above; bits of cores that do not exist are ignored.
    public static void Release()
    {
        if (s_setAffinity is null)
            return;
        byte* mask = stackalloc byte[MaskBytes];
        new Span<byte>(mask, MaskBytes).Fill(byte.MaxValue);
        _ = s_setAffinity(0, MaskBytes, mask);
    }

    // SAFETY: the signature is that of sched_setaffinity(2).
    private static delegate* unmanaged[Cdecl]<int, nuint, byte*, int> Find() =>
        NativeLibrary.TryLoad("libc.so.6", out nint library)
            && NativeLibrary.TryGetExport(library, "sched_setaffinity", out nint function)
            ? (delegate* unmanaged[Cdecl]<int, nuint, byte*, int>)function
            : null;
}
