using System.Text;
using Aether.Core.Diagnostics;

namespace Aether.Pipeline.Status;

/// <summary>Counts by reason, of a set of reasons that is fixed when it is made.</summary>
/// <remarks><b>Threads</b>: any. <b>Cost</b>: one interlocked addition, no allocation.</remarks>
public sealed class ReasonCounts
{
    private readonly string[] _names;
    private readonly long[] _counts;

    /// <summary>Starts at zero with these names, each for the reason of its place.</summary>
    public ReasonCounts(params string[] names)
    {
        _names = names;
        _counts = new long[names.Length];
    }

    /// <summary>The reasons, by number; null for a number that is none.</summary>
    public IReadOnlyList<string?> Names => _names;

    /// <summary>The sum over all reasons.</summary>
    public long Total
    {
        get
        {
            long total = 0;
            for (int reason = 0; reason < _counts.Length; reason++)
            {
                total += Read(reason);
            }
            return total;
        }
    }

    /// <summary>One reason for each value of an enumeration but that of 0, which is for nothing wrong.</summary>
    /// <remarks>`NonceTooLow` is called `nonce_too_low`.</remarks>
    public static ReasonCounts Of<TReason>()
        where TReason : struct, Enum
    {
        TReason[] values = Enum.GetValues<TReason>();
        string[] names = new string[Convert.ToInt32(values[^1], null) + 1];
        foreach (TReason value in values)
        {
            int number = Convert.ToInt32(value, null);
            names[number] = number == 0 ? null! : ToSnake(value.ToString());
        }
        return new ReasonCounts(names);
    }

    /// <summary>Counts one.</summary>
    public void Add(int reason, long count = 1) => Interlocked.Add(ref _counts[reason], count);

    /// <summary>How many there were.</summary>
    public long Read(int reason) => Volatile.Read(ref _counts[reason]);

    /// <summary>Adds a row for each reason.</summary>
    internal void AddTo(List<DropSample> rows, string stage)
    {
        for (int reason = 0; reason < _counts.Length; reason++)
        {
            if (_names[reason] is { } name)
            {
                rows.Add(new DropSample(stage, name, Read(reason)));
            }
        }
    }

    private static string ToSnake(string name)
    {
        Check.That(name.Length > 0);
        StringBuilder text = new(name.Length + 8);
        foreach (char letter in name)
        {
            if (char.IsUpper(letter) && text.Length > 0)
            {
                text.Append('_');
            }
            text.Append(char.ToLowerInvariant(letter));
        }
        return text.ToString();
    }
}
