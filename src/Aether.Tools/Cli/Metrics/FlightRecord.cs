using System.Text.Json;

namespace Aether.Tools.Cli.Metrics;

/// <summary>What a node recorded of itself in its data folder: <c>src/docs/specs/flight-record.md</c>.</summary>
/// <remarks>Any bytes can be read: what is no line of the format is left out, as the last line of a killed node may be.
/// </remarks>
internal sealed class FlightRecord
{
    private const long MaxFileBytes = 64 << 20;
    private const int MaxSeries = 100_000;
    private const int MaxEvents = 1_000;

    private readonly List<string> _names = [];
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly List<FlightValue> _history = [];
    private readonly Queue<FlightEvent> _events = new();
    private readonly Predicate<string> _follow;

    private FlightRecord(Predicate<string> follow) => _follow = follow;

    /// <summary>The node, in words; empty when no head was read.</summary>
    public string Node { get; private set; } = "";

    /// <summary>Its version.</summary>
    public string Version { get; private set; } = "";

    /// <summary>Its process.</summary>
    public int Pid { get; private set; }

    /// <summary>When metrics were recorded last.</summary>
    public DateTimeOffset At { get; private set; }

    /// <summary>The last value of each series of the last run.</summary>
    public IReadOnlyDictionary<string, string> Values => _values;

    /// <summary>Each change of the series that were followed, oldest first, of all runs.</summary>
    public IReadOnlyList<FlightValue> History => _history;

    /// <summary>The last lines of the log, oldest first, of all runs.</summary>
    public IReadOnlyCollection<FlightEvent> Events => _events;

    /// <summary>Reads the record of a data folder; null when there is none.</summary>
    /// <param name="folder">The folder of one node.</param>
    /// <param name="follow">Series whose changes are kept.</param>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public static FlightRecord? Read(string folder, Predicate<string> follow)
    {
        FlightRecord record = new(follow);
        bool any = false;
        foreach (byte[] file in Enumerable.Range(0, 2)
            .Select(index => Path.Combine(folder, $"flight-{index}.ndjson"))
            .Where(File.Exists)
            .Select(ReadFile)
            .OrderBy(FirstTime))
        {
            any = true;
            ReadOnlySpan<byte> rest = file;
            while (rest.Length > 0)
            {
                int end = rest.IndexOf((byte)'\n');
                record.Take(end < 0 ? rest : rest[..end]);
                rest = end < 0 ? [] : rest[(end + 1)..];
            }
        }
        return any ? record : null;
    }

    private static byte[] ReadFile(string path)
    {
        using FileStream stream = new(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        byte[] bytes = new byte[Math.Min(stream.Length, MaxFileBytes)];
        return bytes[..stream.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    private static long FirstTime(byte[] file)
    {
        int end = Array.IndexOf(file, (byte)'\n');
        return Parse(file.AsSpan(0, Math.Max(end, 0))) is { } line && line.TryGetProperty("t", out JsonElement time)
            && time.TryGetInt64(out long value)
            ? value
            : 0;
    }

    private static JsonElement? Parse(ReadOnlySpan<byte> line)
    {
        try
        {
            Utf8JsonReader reader = new(line);
            return JsonElement.TryParseValue(ref reader, out JsonElement? value)
                && value is { ValueKind: JsonValueKind.Object }
                ? value
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        if (Parse(bytes) is not { } line || !line.TryGetProperty("t", out JsonElement time)
            || time.ValueKind != JsonValueKind.Number || !time.TryGetInt64(out long ms)
            || ms is < 0 or > 253_402_300_799_999)
        {
            return;
        }
        DateTimeOffset at = DateTimeOffset.FromUnixTimeMilliseconds(ms);
        if (line.TryGetProperty("flight", out _))
        {
            TakeHead(line);
        }
        else if (line.TryGetProperty("log", out JsonElement text) && text.ValueKind == JsonValueKind.String)
        {
            _events.Enqueue(new FlightEvent(at, text.GetString()!));
            if (_events.Count > MaxEvents)
            {
                _events.Dequeue();
            }
        }
        else if (line.TryGetProperty("set", out JsonElement set) && set.ValueKind == JsonValueKind.Array)
        {
            TakeValues(at, line, set);
        }
    }

    // Numbers of series hold from one head to the next.
    private void TakeHead(JsonElement line)
    {
        Node = Text(line, "node");
        Version = Text(line, "version");
        Pid = line.TryGetProperty("pid", out JsonElement pid) && pid.ValueKind == JsonValueKind.Number
            && pid.TryGetInt32(out int value) ? value : 0;
        _names.Clear();
        _values.Clear();
    }

    private void TakeValues(DateTimeOffset at, JsonElement line, JsonElement set)
    {
        if (line.TryGetProperty("new", out JsonElement names) && names.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement name in names.EnumerateArray().Take(MaxSeries - _names.Count))
            {
                _names.Add(name.ValueKind == JsonValueKind.String ? name.GetString()! : "");
            }
        }
        At = at;
        int id = -1;
        foreach (JsonElement item in set.EnumerateArray())
        {
            if (item.ValueKind == JsonValueKind.Number)
            {
                id = item.TryGetInt32(out int number) ? number : -1;
            }
            else if (item.ValueKind == JsonValueKind.String && (uint)id < (uint)_names.Count)
            {
                string value = item.GetString()!;
                _values[_names[id]] = value;
                if (_follow(_names[id]))
                {
                    _history.Add(new FlightValue(at, _names[id], value));
                }
            }
        }
    }

    private static string Text(JsonElement line, string name) =>
        line.TryGetProperty(name, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : "";
}
