using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Aether.KernelBench.Measurement;

/// <summary>
/// Nanoseconds the calling thread has run: what other processes take from its core in a slice is not counted. Wall
/// time where the system does not tell.
/// </summary>
internal static unsafe class ThreadClock
{
    // CLOCK_THREAD_CPUTIME_ID
    private const int ThreadProcessorTime = 3;

    private const long NanosecondsPerSecond = 1_000_000_000;

    private static readonly delegate* unmanaged[Cdecl]<int, long*, int> s_clock = Find();

    // SAFETY: a timespec of 64-bit Linux is two 64-bit words, seconds and nanoseconds.
    public static long Nanoseconds
    {
        get
        {
            long* time = stackalloc long[2];
            return s_clock is not null && s_clock(ThreadProcessorTime, time) == 0
                ? (time[0] * NanosecondsPerSecond) + time[1]
                : WallNanoseconds;
        }
    }

    public static long WallNanoseconds =>
        (long)(Stopwatch.GetTimestamp() * (NanosecondsPerSecond / (double)Stopwatch.Frequency));

    // SAFETY: the signature is that of clock_gettime(2).
    private static delegate* unmanaged[Cdecl]<int, long*, int> Find() =>
        NativeLibrary.TryLoad("libc.so.6", out nint library)
            && NativeLibrary.TryGetExport(library, "clock_gettime", out nint function)
            ? (delegate* unmanaged[Cdecl]<int, long*, int>)function
            : null;
}
