namespace Aether.Node.Telemetry.Flight;

/// <summary>The series of a page of metrics: numbered as they appear, and which changed since the last page.</summary>
internal sealed class FlightSeries
{
    private readonly Dictionary<string, int> _ids = new(StringComparer.Ordinal);
    private readonly List<string> _values = [];
    private readonly List<string> _new = [];
    private readonly List<(int Id, string Value)> _changed = [];

    /// <summary>Series that the last page was the first to have; their numbers follow those before.</summary>
    public IReadOnlyList<string> New => _new;

    /// <summary>Series whose values the last page changed.</summary>
    public IReadOnlyList<(int Id, string Value)> Changed => _changed;

    /// <summary>Forgets everything: the next page is the first.</summary>
    public void Clear()
    {
        _ids.Clear();
        _values.Clear();
    }

    /// <summary>Reads a page in Prometheus' text format.</summary>
    public void Read(ReadOnlySpan<char> page)
    {
        _new.Clear();
        _changed.Clear();
        Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> ids = _ids.GetAlternateLookup<ReadOnlySpan<char>>();
        foreach (ReadOnlySpan<char> line in page.EnumerateLines())
        {
            int space = line.LastIndexOf(' ');
            if (space <= 0 || line[0] == '#')
            {
                continue;
            }
            ReadOnlySpan<char> value = line[(space + 1)..];
            if (!ids.TryGetValue(line[..space], out int id))
            {
                id = _values.Count;
                string name = line[..space].ToString();
                _ids.Add(name, id);
                _new.Add(name);
                _values.Add("");
            }
            if (!value.SequenceEqual(_values[id]))
            {
                _values[id] = value.ToString();
                _changed.Add((id, _values[id]));
            }
        }
    }
}
