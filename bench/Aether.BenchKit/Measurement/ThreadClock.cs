using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Aether.BenchKit.Measurement;

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

    /// <summary>
    /// Nanoseconds the calling thread could have run but other threads had its core; zero where the system does not
    /// tell. Wall time without these still counts waiting for a lock.
    /// </summary>
    public static long QueuedNanoseconds
    {
        get
        {
            const string Path = "/proc/thread-self/schedstat";
            string[] fields = File.Exists(Path) ? File.ReadAllText(Path).Split(' ') : [];
            return fields.Length > 1 ? long.Parse(fields[1], CultureInfo.InvariantCulture) : 0;
        }
    }

    // SAFETY: the signature is that of clock_gettime(2).
    private static delegate* unmanaged[Cdecl]<int, long*, int> Find() =>
        NativeLibrary.TryLoad("libc.so.6", out nint library)
            && NativeLibrary.TryGetExport(library, "clock_gettime", out nint function)
            ? (delegate* unmanaged[Cdecl]<int, long*, int>)function
            : null;
}
