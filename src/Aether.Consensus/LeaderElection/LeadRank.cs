using Aether.Core.Types;

namespace Aether.Consensus.LeaderElection;

/// <summary>
/// Order of the proposals of one view: VRF claims by score, ties by the first half of the output; then the backup
/// leader.
/// </summary>
/// <remarks>Lower is better.</remarks>
public readonly record struct LeadRank(LeadKind Kind, UInt256 Score, Hash256 Output) : IComparable<LeadRank>
{
    /// <summary>The rank of the backup leader.</summary>
    public static LeadRank Backup => new(LeadKind.Backup, default, default);

    /// <inheritdoc/>
    public int CompareTo(LeadRank other)
    {
        int order = Kind.CompareTo(other.Kind);
        if (order == 0)
        {
            order = Score.CompareTo(other.Score);
        }
        return order != 0 ? order : Output.CompareTo(other.Output);
    }
}
