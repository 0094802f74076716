using System.Diagnostics;

namespace Aether.Node.Telemetry.Collecting;

/// <summary>The process at one moment.</summary>
/// <param name="VirtualBytes">Its address space.</param>
/// <param name="StartSeconds">When it began, since the Unix epoch.</param>
/// <param name="Threads">Its threads.</param>
internal sealed record ProcessSample(long VirtualBytes, double StartSeconds, int Threads)
{
    private const string OpenFiles = "/proc/self/fd";

    /// <summary>Reads it.</summary>
    public static ProcessSample Read()
    {
        using Process process = Process.GetCurrentProcess();
        double start = (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
        return new ProcessSample(process.VirtualMemorySize64, start, process.Threads.Count);
    }

    /// <summary>Calls with the number of open files, where the system says it.</summary>
    public void EachOpenFiles(Action<int> use)
    {
        if (OperatingSystem.IsLinux())
        {
            use(Directory.EnumerateFileSystemEntries(OpenFiles).Count());
        }
    }
}
