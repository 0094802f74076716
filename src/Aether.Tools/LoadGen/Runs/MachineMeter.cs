using System.Globalization;

namespace Aether.Tools.LoadGen.Runs;

/// <summary>How much of this machine's processors all programs together took since this was made.</summary>
internal sealed class MachineMeter
{
    private const string Path = "/proc/stat";
    private const int Idle = 3;
    private const int Waiting = 4;
    private const int Fields = 8;

    private readonly (long Busy, long All) _start = Read();

    /// <summary>In processors; 0 where the system does not tell.</summary>
    public double Processors
    {
        get
        {
            (long busy, long all) = Read();
            long time = all - _start.All;
            return time <= 0 ? 0 : (double)(busy - _start.Busy) / time * Environment.ProcessorCount;
        }
    }

    /// <summary>Reads the first line of the system's figures: ticks by what they were spent on.</summary>
    /// <returns>Ticks in use, and all.</returns>
    public static (long Busy, long All) Parse(string line)
    {
        string[] words = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        long busy = 0;
        long all = 0;
        for (int field = 0; field < Fields && field + 1 < words.Length; field++)
        {
            long ticks = long.TryParse(words[field + 1], CultureInfo.InvariantCulture, out long value) ? value : 0;
            all += ticks;
            busy += field is Idle or Waiting ? 0 : ticks;
        }
        return (busy, all);
    }

    private static (long Busy, long All) Read()
    {
        try
        {
            return OperatingSystem.IsLinux() ? Parse(File.ReadLines(Path).First()) : default;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return default;
        }
    }
}
