namespace Aether.UnitTests.Repository;

/// <summary>
/// Exceptions to the repository's rules, each with its reason. A line is <c>[rule] target reason</c>; a target that
/// ends in <c>*</c> covers everything that starts so. An entry that excuses nothing is itself a finding, so the list
/// cannot rot.
/// </summary>
internal sealed class AllowList
{
    private readonly List<Entry> _entries = [];
    private readonly HashSet<int> _usedLines = [];
    private readonly string _path;

    private AllowList(string path) => _path = path;

    public List<Finding> Malformed { get; } = [];

    /// <summary>Reads the lines of the list at <paramref name="path"/>.</summary>
    /// <param name="path">The list, for messages.</param>
    /// <param name="lines">Its lines; blank lines and those that start with <c>#</c> are skipped.</param>
    /// <param name="rules">The rules that may be named.</param>
    /// <param name="defaultRule">The rule of a line that names none; null when every line has to name one.</param>
    public static AllowList Parse(
        string path, IReadOnlyList<string> lines, IReadOnlyCollection<string> rules, string? defaultRule = null)
    {
        AllowList list = new(path);
        for (int i = 0; i < lines.Count; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || line[0] == '#')
            {
                continue;
            }

            string[] words = Split(line);
            string? rule = defaultRule;
            if (rules.Contains(words[0]) && words.Length == 2)
            {
                rule = words[0];
                words = Split(words[1]);
            }

            if (words.Length < 2 || rule is null)
            {
                list.Malformed.Add(new Finding(path, i + 1, "allow", "an exception is: rule target reason"));
                continue;
            }

            list._entries.Add(new Entry(i + 1, rule, words[0]));
        }

        return list;
    }

    /// <summary>True when <paramref name="rule"/> is excused for the target or for that member of it.</summary>
    public bool Allows(string rule, string target, string? member = null)
    {
        bool allowed = false;
        foreach (Entry entry in _entries)
        {
            bool named = entry.Covers(target) || (member is not null && entry.Covers($"{target}#{member}"));
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

    private static string[] Split(string line) =>
        line.Split(' ', 2, StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

    private readonly record struct Entry(int Line, string Rule, string Target)
    {
        public bool Covers(string target) => Target.EndsWith('*')
            ? target.StartsWith(Target[..^1], StringComparison.Ordinal)
            : Target == target;
    }
}
