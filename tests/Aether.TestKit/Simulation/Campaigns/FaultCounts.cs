namespace Aether.TestKit.Simulation.Campaigns;

/// <summary>Counts of injected faults by kind.</summary>
public sealed class FaultCounts
{
    private static readonly FaultKind[] s_kinds = Enum.GetValues<FaultKind>();

    private readonly long[] _counts = new long[s_kinds.Length];

    /// <summary>All kinds.</summary>
    public static IReadOnlyList<FaultKind> Kinds => s_kinds;

    /// <summary>Number of faults of a kind.</summary>
    public long this[FaultKind kind] => _counts[(int)kind];

    /// <summary>Crashes, partitions and disk faults: what the targets count together.</summary>
    public long Heavy => Sum(FaultClass.Process) + Sum(FaultClass.Partition) + Sum(FaultClass.Disk);

    /// <summary>The class of a kind.</summary>
    public static FaultClass ClassOf(FaultKind kind) => kind switch
    {
        <= FaultKind.Clone => FaultClass.Process,
        <= FaultKind.Clog => FaultClass.Partition,
        <= FaultKind.DiskRestored => FaultClass.Disk,
        <= FaultKind.LateTimer => FaultClass.Clock,
        _ => FaultClass.Packet,
    };

    /// <summary>Counts one fault.</summary>
    public void Add(FaultKind kind) => _counts[(int)kind]++;

    /// <summary>Counts many faults.</summary>
    public void Add(FaultKind kind, long count) => _counts[(int)kind] += count;

    /// <summary>Adds the counts of another run.</summary>
    public void Add(FaultCounts other)
    {
        for (int index = 0; index < _counts.Length; index++)
        {
            _counts[index] += other._counts[index];
        }
    }

    /// <summary>Faults of a class.</summary>
    public long Sum(FaultClass wanted)
    {
        long sum = 0;
        foreach (FaultKind kind in s_kinds)
        {
            sum += ClassOf(kind) == wanted ? _counts[(int)kind] : 0;
        }
        return sum;
    }
}
