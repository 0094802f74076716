namespace Aether.Pipeline.Runtime;

/// <summary>The number that the system knows the calling thread by.</summary>
internal static class SystemThread
{
    private const string Link = "/proc/thread-self";

    /// <summary>The number, or 0 where the system does not tell it this way.</summary>
    public static int Current()
    {
        try
        {
            // Points to PROCESS/task/THREAD.
            FileSystemInfo? target = OperatingSystem.IsLinux() ? File.ResolveLinkTarget(Link, false) : null;
            return int.TryParse(target?.Name, out int number) ? number : 0;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
