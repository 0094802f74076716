namespace Aether.Tools.Cli;

/// <summary>Finds the command or option that somebody probably meant.</summary>
internal static class NearestName
{
    private const int MaxEdits = 3;

    /// <summary>The candidate with the fewest edits, at most three and fewer than letters; null when none is.</summary>
    public static string? To(string word, IEnumerable<string> candidates)
    {
        string? best = null;
        int fewest = Math.Min(MaxEdits + 1, word.TrimStart('-').Length);
        foreach (string candidate in candidates)
        {
            int edits = Edits(word, candidate);
            if (edits < fewest)
            {
                best = candidate;
                fewest = edits;
            }
        }
        return best;
    }

    /// <summary>
    /// Some candidates that are near in edits or hold the word, nearest first, whatever their case.
    /// </summary>
    public static IReadOnlyList<string> Several(string word, IEnumerable<string> candidates, int most)
    {
        string small = word.ToLowerInvariant();
        return
        [
            .. candidates.Select(name => (Name: name, Edits: Edits(small, name.ToLowerInvariant())))
                .Where(item => item.Edits <= Math.Min(MaxEdits, small.Length - 1)
                    || (small.Length >= MaxEdits && item.Name.Contains(small, StringComparison.OrdinalIgnoreCase)))
                .OrderBy(item => item.Edits).ThenBy(item => item.Name, StringComparer.Ordinal)
                .Take(most).Select(item => item.Name),
        ];
    }

    private static int Edits(string left, string right)
    {
        int[] above = [.. Enumerable.Range(0, right.Length + 1)];
        for (int row = 1; row <= left.Length; row++)
        {
            int[] current = new int[right.Length + 1];
            current[0] = row;
            for (int column = 1; column <= right.Length; column++)
            {
                int change = above[column - 1] + (left[row - 1] == right[column - 1] ? 0 : 1);
                current[column] = Math.Min(change, Math.Min(above[column], current[column - 1]) + 1);
            }
            above = current;
        }
        return above[^1];
    }
}
