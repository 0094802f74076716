namespace Aether.UnitTests.Repository;

/// <summary>
/// Exceptions to the house rules, each with its reason. A line is <c>[rule] path[#member] reason</c>; without a rule
/// it excuses a missing twin test file. An entry that excuses nothing is itself a finding, so the list cannot rot.
/// </summary>
internal sealed class TidyAllowList
{
    private readonly List<Entry> _entries = [];
    private readonly HashSet<int> _usedLines = [];
    private readonly string _path;

    private TidyAllowList(string path) => _path = path;

    public List<Finding> Malformed { get; } = [];

    public static TidyAllowList Parse(string path, IReadOnlyList<string> lines, IReadOnlyCollection<string> rules)
    {
        TidyAllowList list = new(path);
        for (int i = 0; i < lines.Count; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            string[] words = line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            string rule = "twin";
            if (rules.Contains(words[0]) && words.Length == 2)
            {
                rule = words[0];
                words = words[1].Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
            }

            if (words.Length < 2)
            {
                list.Malformed.Add(new Finding(path, i + 1, "allow", "an exception is: [rule] path reason"));
                continue;
            }

            list._entries.Add(new Entry(i + 1, rule, words[0]));
        }

        return list;
    }

    /// <summary>True when <paramref name="rule"/> is excused for the file, or for that member of the file.</summary>
    public bool Allows(string rule, string path, string? member = null)
    {
        bool allowed = false;
        foreach (Entry entry in _entries)
        {
            bool named = entry.Target == path || (member is not null && entry.Target == $"{path}#{member}");
            if (entry.Rule == rule && named)
            {
                _usedLines.Add(entry.Line);
                allowed = true;
            }
        }

        return allowed;
    }

    /// <summary>Entries of <paramref name="rule"/> that excused nothing since this list was parsed.</summary>
    public IEnumerable<Finding> Unused(string rule) =>
        from entry in _entries
        where entry.Rule == rule && !_usedLines.Contains(entry.Line)
        select new Finding(_path, entry.Line, "allow", $"{entry.Target} needs no '{rule}' exception; delete the line");

    private readonly record struct Entry(int Line, string Rule, string Target);
}
