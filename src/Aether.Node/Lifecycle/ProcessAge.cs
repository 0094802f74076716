using System.Diagnostics;

namespace Aether.Node.Lifecycle;

/// <summary>How long this process has run, its start by the operating system included.</summary>
internal static class ProcessAge
{
    private static readonly DateTime s_start = StartTime();

    /// <summary>Milliseconds since the process began.</summary>
    public static long Ms => (long)(DateTime.UtcNow - s_start).TotalMilliseconds;

    private static DateTime StartTime()
    {
        using Process own = Process.GetCurrentProcess();
        return own.StartTime.ToUniversalTime();
    }
}
