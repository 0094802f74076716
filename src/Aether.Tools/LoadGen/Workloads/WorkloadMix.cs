using Aether.Tools.LoadGen.Schedules;

namespace Aether.Tools.LoadGen.Workloads;

/// <summary>Chooses workloads by their weights, from a seed.</summary>
internal sealed class WorkloadMix
{
    private readonly int[] _ends;

    /// <summary>Weights that are not all zero.</summary>
    public WorkloadMix(IReadOnlyList<int> weights)
    {
        _ends = new int[weights.Count];
        int end = 0;
        for (int index = 0; index < _ends.Length; index++)
        {
            _ends[index] = end += weights[index];
        }
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(end, nameof(weights));
    }

    /// <summary>Index of the next workload.</summary>
    public int Next(ref SeededRandom random)
    {
        int point = random.Below(_ends[^1]);
        int index = 0;
        while (_ends[index] <= point)
        {
            index++;
        }
        return index;
    }
}
