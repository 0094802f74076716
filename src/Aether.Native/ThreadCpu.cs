using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Aether.Native;

/// <summary>Processor time of single threads of this process, by the kernel's clocks.</summary>
/// <remarks><b>Threads</b>: any; a thread may be asked about from every other.</remarks>
public static partial class ThreadCpu
{
    // How Linux names the clock of a thread: its number inverted, shifted past "of a thread" and "as scheduled".
    private const int NumberShift = 3;
    private const int OfThreadAsScheduled = 6;

    /// <summary>
    /// Time that a thread has run, user and system together; false when it has ended or the system does not say.
    /// </summary>
    /// <param name="thread">The kernel's number of a thread of this process.</param>
    /// <param name="time">Since the thread's start.</param>
    public static bool TryRead(int thread, out TimeSpan time)
    {
        time = default;
        if (thread <= 0 || !OperatingSystem.IsLinux()
            || clock_gettime((~thread << NumberShift) | OfThreadAsScheduled, out TimeSpec spec) != 0)
        {
            return false;
        }
        time = TimeSpan.FromTicks((spec.Seconds * TimeSpan.TicksPerSecond)
            + (spec.Nanoseconds / TimeSpan.NanosecondsPerTick));
        return true;
    }

    [LibraryImport("libc")]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int clock_gettime(int clock, out TimeSpec time);

    [StructLayout(LayoutKind.Sequential)]
    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
