using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Aether.Node.Logging;

/// <summary>Writes the log: one line an event, with a stable name, and a code on warnings and errors.</summary>
/// <remarks>
/// The same event is written at most <see cref="Burst"/> times in <see cref="WindowMs"/>; the next line after that says
/// how many were left out. The last lines stay in memory for a debug dump.
/// <b>Threads</b>: any; lines are whole.
/// </remarks>
internal sealed class NodeLog
{
    /// <summary>Lines of one event in a window.</summary>
    public const int Burst = 20;

    /// <summary>Length of a window in milliseconds.</summary>
    public const long WindowMs = 10_000;

    private const int KeptLines = 512;
    private static readonly string[] s_secretNames = ["seed", "secret", "password", "pin", "token"];

    private readonly Lock _lock = new();
    private readonly Queue<string> _kept = new();
    private readonly Dictionary<string, Window> _windows = new(StringComparer.Ordinal);
    private readonly TextWriter _output;
    private readonly TimeProvider _time;
    private volatile LogLevels _levels;

    /// <summary>A log.</summary>
    /// <param name="output">Where lines go.</param>
    /// <param name="format">How they look.</param>
    /// <param name="levels">Which are written.</param>
    /// <param name="time">Their times.</param>
    public NodeLog(TextWriter output, LogFormat format, LogLevels levels, TimeProvider time)
    {
        _output = output;
        Format = format;
        _levels = levels;
        _time = time;
    }

    /// <summary>The log of this process: lines for people on standard error until a node's options say more.</summary>
    public static NodeLog Shared { get; private set; } =
        new(Console.Error, LogFormat.Text, LogLevels.Usual, TimeProvider.System);

    /// <summary>Raised for each line, in order, while the next waits: handlers return soon and log nothing.</summary>
    public event Action<string>? Written;

    /// <summary>How lines look.</summary>
    public LogFormat Format { get; }

    /// <summary>Which lines are written; may be changed while the node runs.</summary>
    public LogLevels Levels
    {
        get => _levels;
        set => _levels = value;
    }

    /// <summary>The last lines, oldest first.</summary>
    public string[] Kept
    {
        get
        {
            lock (_lock)
            {
                return [.. _kept];
            }
        }
    }

    /// <summary>Makes a log that of this process.</summary>
    /// <param name="format">Word of the option: auto, text, json or logfmt.</param>
    /// <param name="levels">Which lines are written.</param>
    public static NodeLog Share(string format, LogLevels levels)
    {
        LogFormat chosen = format switch
        {
            "text" => LogFormat.Text,
            "json" => LogFormat.Json,
            "logfmt" => LogFormat.Logfmt,
            _ => Console.IsErrorRedirected ? LogFormat.Json : LogFormat.Text,
        };
        return Shared = new NodeLog(Console.Error, chosen, levels, TimeProvider.System);
    }

    /// <summary>Writes a line.</summary>
    /// <param name="what">The kind of line.</param>
    /// <param name="message">A sentence for people, without its end.</param>
    /// <param name="fields">Values by name.</param>
    public void Write(LogEvent what, string message, params ReadOnlySpan<(string Name, object Value)> fields)
    {
        if (!_levels.IsOn(what.Module, what.Level))
        {
            return;
        }
        DateTimeOffset now = _time.GetUtcNow();
        lock (_lock)
        {
            if (!TryPass(what.Name, now, out long left))
            {
                return;
            }
            string line = Format switch
            {
                LogFormat.Json => Json(now, what, message, fields, left),
                LogFormat.Logfmt => Logfmt(now, what, message, fields, left),
                _ => Text(now, what, message, fields, left),
            };
            _output.WriteLine(line);
            _output.Flush();
            _kept.Enqueue(line);
            if (_kept.Count > KeptLines)
            {
                _kept.Dequeue();
            }
            Written?.Invoke(line);
        }
    }

    // Names are those of the table of events, so the windows are few.
    private bool TryPass(string name, DateTimeOffset now, out long left)
    {
        left = 0;
        if (!_windows.TryGetValue(name, out Window? window))
        {
            _windows[name] = window = new Window { StartMs = now.ToUnixTimeMilliseconds() };
        }
        if (now.ToUnixTimeMilliseconds() - window.StartMs >= WindowMs)
        {
            left = window.LeftOut;
            window.StartMs = now.ToUnixTimeMilliseconds();
            window.Written = 0;
            window.LeftOut = 0;
        }
        if (window.Written == Burst)
        {
            window.LeftOut++;
            return false;
        }
        window.Written++;
        return true;
    }

    private static string Json(
        DateTimeOffset now, LogEvent what, string message, ReadOnlySpan<(string Name, object Value)> fields, long left)
    {
        using MemoryStream stream = new();
        using (Utf8JsonWriter json = new(stream))
        {
            json.WriteStartObject();
            json.WriteString("ts", now.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
            json.WriteString("level", Word(what.Level));
            json.WriteString("module", what.Module);
            json.WriteString("event", what.Name);
            if (what.Code.Length > 0)
            {
                json.WriteString("code", what.Code);
            }
            json.WriteString("message", message);
            foreach ((string name, object value) in fields)
            {
                WriteField(json, name, value);
            }
            if (left > 0)
            {
                json.WriteNumber("left_out", left);
            }
            json.WriteEndObject();
        }
        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }

    private static void WriteField(Utf8JsonWriter json, string name, object value)
    {
        switch (value)
        {
            case bool flag:
                json.WriteBoolean(name, flag);
                break;
            case int or long or uint or ushort:
                json.WriteNumber(name, Convert.ToInt64(value, CultureInfo.InvariantCulture));
                break;
            case ulong number:
                json.WriteNumber(name, number);
                break;
            default:
                json.WriteString(name, Plain(name, value));
                break;
        }
    }

    private static string Logfmt(
        DateTimeOffset now, LogEvent what, string message, ReadOnlySpan<(string Name, object Value)> fields, long left)
    {
        StringBuilder line = new();
        line.Append(CultureInfo.InvariantCulture, $"ts={now:yyyy-MM-ddTHH:mm:ss.fffZ} level={Word(what.Level)} ");
        line.Append(CultureInfo.InvariantCulture, $"module={what.Module} event={what.Name}");
        line.Append(what.Code.Length > 0 ? $" code={what.Code}" : "");
        line.Append(CultureInfo.InvariantCulture, $" message={Quoted(message)}");
        AppendFields(line, fields, left);
        return line.ToString();
    }

    private static string Text(
        DateTimeOffset now, LogEvent what, string message, ReadOnlySpan<(string Name, object Value)> fields, long left)
    {
        StringBuilder line = new();
        line.Append(CultureInfo.InvariantCulture, $"{now:HH:mm:ss.fff} {Word(what.Level),-5} {what.Module}: ");
        line.Append(message.ReplaceLineEndings(" "));
        AppendFields(line, fields, left);
        line.Append(what.Code.Length > 0 ? $" [{what.Code} {what.Name}]" : "");
        return line.ToString();
    }

    private static void AppendFields(
        StringBuilder line, ReadOnlySpan<(string Name, object Value)> fields, long left)
    {
        foreach ((string name, object value) in fields)
        {
            line.Append(CultureInfo.InvariantCulture, $" {name}={Quoted(Plain(name, value))}");
        }
        if (left > 0)
        {
            line.Append(CultureInfo.InvariantCulture, $" left_out={left}");
        }
    }

    // A name that speaks of a secret never has its value written, whoever logged it.
    private static string Plain(string name, object value) =>
        Array.Exists(s_secretNames, word => name.Contains(word, StringComparison.OrdinalIgnoreCase))
            ? "***"
            : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";

    private static string Quoted(string text) =>
        text.Length > 0 && !text.Any(character => character is ' ' or '"' or '=' or '\\' or < ' ')
            ? text
            : $"\"{text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
                .ReplaceLineEndings("\\n")}\"";

    private static string Word(LogLevel level) => level.ToString().ToLowerInvariant();

    private sealed class Window
    {
        public long StartMs { get; set; }

        public int Written { get; set; }

        public long LeftOut { get; set; }
    }
}
