using System.Globalization;

namespace Aether.PipelineBench.Report;

/// <summary>
/// Processor time of every thread of this process by what it is for, from the system's own accounts. Threads that end
/// meanwhile count up to the last look.
/// </summary>
internal sealed class ThreadTimes : IDisposable
{
    private const string Tasks = "/proc/self/task";
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    private readonly Dictionary<string, long> _lastByThread = [];
    private readonly Dictionary<string, long> _nanoseconds = [];
    private readonly Lock _lock = new();
    private readonly Timer _timer;
    private bool _counts;

    public ThreadTimes() => _timer = new Timer(_ => Look(), null, s_interval, s_interval);

    /// <summary>Counts from now on.</summary>
    public void Begin()
    {
        Look();
        lock (_lock)
        {
            _nanoseconds.Clear();
            _counts = true;
        }
    }

    /// <summary>Seconds of each kind of thread since <see cref="Begin"/>, most first.</summary>
    public (string Thread, double Seconds)[] End()
    {
        Look();
        lock (_lock)
        {
            _counts = false;
            return
            [
                .. _nanoseconds.OrderByDescending(static pair => pair.Value)
                    .Select(static pair => (pair.Key, pair.Value / 1e9)),
            ];
        }
    }

    /// <summary>What a thread is for, by the first 15 characters of its name, which is what the system keeps.
    /// </summary>
    public static string KindOf(string name)
    {
        if (name.StartsWith("node ", StringComparison.Ordinal))
        {
            string part = name[(name.IndexOf(' ', 5) + 1)..];
            string[] known = ["ingress", "consensus", "execution", "sequence", "gossip", "propagation", "verify"];
            return Array.Find(known, stage => stage.StartsWith(part, StringComparison.Ordinal)) ?? part;
        }
        return name switch
        {
            "client" => "client",
            _ when name.StartsWith("lane ", StringComparison.Ordinal) => "lanes",
            _ when name.StartsWith("rocksdb", StringComparison.Ordinal) => "RocksDB",
            _ when name.StartsWith("aether checkp", StringComparison.Ordinal) => "checkpoint",
            _ when name.StartsWith(".NET Tiered", StringComparison.Ordinal) => "compiler",
            _ when name.StartsWith(".NET BGC", StringComparison.Ordinal)
                || name.StartsWith(".NET Server GC", StringComparison.Ordinal) => "collector",
            _ => "other",
        };
    }

    public void Dispose() => _timer.Dispose();

    private void Look()
    {
        lock (_lock)
        {
            foreach (string folder in Directory.Exists(Tasks) ? Directory.GetDirectories(Tasks) : [])
            {
                if (TryRead(folder, out string name, out long nanoseconds))
                {
                    long before = _lastByThread.GetValueOrDefault(folder);
                    _lastByThread[folder] = nanoseconds;
                    string kind = KindOf(name);
                    if (_counts)
                        _nanoseconds[kind] = _nanoseconds.GetValueOrDefault(kind) + Math.Max(nanoseconds - before, 0);
                }
            }
        }
    }

    private static bool TryRead(string folder, out string name, out long nanoseconds)
    {
        name = "";
        nanoseconds = 0;
        try
        {
            name = File.ReadAllText(Path.Combine(folder, "comm")).TrimEnd();
            string first = File.ReadAllText(Path.Combine(folder, "schedstat")).Split(' ')[0];
            return long.TryParse(first, NumberStyles.None, CultureInfo.InvariantCulture, out nanoseconds);
        }
        catch (IOException)
        {
            // The thread ended between the listing and the look.
            return false;
        }
    }
}
