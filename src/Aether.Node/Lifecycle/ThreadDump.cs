using System.Globalization;

namespace Aether.Node.Lifecycle;

/// <summary>The threads of this process by name and state, for whoever asks why it does not go on.</summary>
internal static class ThreadDump
{
    private const string Folder = "/proc/self/task";

    /// <summary>One entry a thread: number, name, state of the system, processor time. Empty where there is no /proc.
    /// </summary>
    public static IReadOnlyList<(int Id, string Name, char State, long CpuMs)> Read()
    {
        List<(int Id, string Name, char State, long CpuMs)> threads = [];
        if (!Directory.Exists(Folder))
        {
            return threads;
        }
        foreach (string path in Directory.GetDirectories(Folder))
        {
            if (TryRead(path, out (int Id, string Name, char State, long CpuMs) thread))
            {
                threads.Add(thread);
            }
        }
        threads.Sort((left, right) => left.Id.CompareTo(right.Id));
        return threads;
    }

    // "ID (NAME) S ..." with the times in hundredths of a second as fields 14 and 15; a name may hold anything.
    private static bool TryRead(string path, out (int Id, string Name, char State, long CpuMs) thread)
    {
        thread = default;
        try
        {
            string stat = File.ReadAllText(Path.Combine(path, "stat"));
            int open = stat.IndexOf('(', StringComparison.Ordinal);
            int close = stat.LastIndexOf(')');
            string[] fields = stat[(close + 2)..].Split(' ');
            long ticks = long.Parse(fields[11], CultureInfo.InvariantCulture)
                + long.Parse(fields[12], CultureInfo.InvariantCulture);
            thread = (
                int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture),
                stat[(open + 1)..close],
                fields[0][0],
                ticks * 10);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // It ended in between.
            return false;
        }
    }
}
