using Aether.Core.Types;

namespace Aether.TestKit.Simulation;

/// <summary>How often rare things happened: a campaign that never meets them proves nothing.</summary>
public sealed class SimulationCoverage
{
    private readonly long[] _rare = new long[Enum.GetValues<RareEvent>().Length];

    /// <summary>How often something rare happened.</summary>
    public long this[RareEvent what] => _rare[(int)what];

    /// <summary>Counts something rare.</summary>
    public void Add(RareEvent what) => _rare[(int)what]++;

    /// <summary>Counts something rare if it happened.</summary>
    public void Add(RareEvent what, bool happened) => _rare[(int)what] += happened ? 1 : 0;

    /// <summary>Nodes stopped between two effects.</summary>
    public long Crashes { get; set; }

    /// <summary>Timeouts signed by honest nodes.</summary>
    public long Timeouts { get; set; }

    /// <summary>Honest proposals that carry a timeout certificate.</summary>
    public long ProposalsAfterTimeout { get; set; }

    /// <summary>Honest proposals by right of a VRF claim.</summary>
    public long ClaimProposals { get; set; }

    /// <summary>Honest proposals by the backup leader.</summary>
    public long BackupProposals { get; set; }

    /// <summary>Honest proposals of helper blocks.</summary>
    public long HelperProposals { get; set; }

    /// <summary>Final blocks proved by a commit certificate.</summary>
    public long CommitProofs { get; set; }

    /// <summary>Final blocks proved by two consecutive certificates.</summary>
    public long TwoChainProofs { get; set; }

    /// <summary>Blocks that became final together with a later one.</summary>
    public long FinalAncestors { get; set; }

    /// <summary>Contradictions of faulty validators that honest nodes reported.</summary>
    public long Equivocations { get; set; }

    /// <summary>Faulty validators blamed by honest nodes.</summary>
    public long Penalties { get; set; }

    /// <summary>Blocks sent to nodes that asked for them.</summary>
    public long BlocksServed { get; set; }

    /// <summary>Longest time from the end of faults to the required progress.</summary>
    public long WorstRecoveryUs { get; set; }

    /// <summary>Adds the counts of another run.</summary>
    public void Add(SimulationCoverage other)
    {
        for (int index = 0; index < _rare.Length; index++)
        {
            _rare[index] += other._rare[index];
        }
        Crashes += other.Crashes;
        Timeouts += other.Timeouts;
        ProposalsAfterTimeout += other.ProposalsAfterTimeout;
        ClaimProposals += other.ClaimProposals;
        BackupProposals += other.BackupProposals;
        HelperProposals += other.HelperProposals;
        CommitProofs += other.CommitProofs;
        TwoChainProofs += other.TwoChainProofs;
        FinalAncestors += other.FinalAncestors;
        Equivocations += other.Equivocations;
        Penalties += other.Penalties;
        BlocksServed += other.BlocksServed;
        WorstRecoveryUs = Math.Max(WorstRecoveryUs, other.WorstRecoveryUs);
    }

    /// <summary>The smallest of all counts.</summary>
    public long Least() => new[]
    {
        Crashes, Timeouts, ProposalsAfterTimeout, ClaimProposals, BackupProposals, CommitProofs, TwoChainProofs,
        FinalAncestors, Equivocations, Penalties, BlocksServed,
    }.Min();

    /// <inheritdoc/>
    public override string ToString() =>
        $"crashes {Crashes}, timeouts {Timeouts}, proposals: {ClaimProposals} claims, {BackupProposals} backups, "
        + $"{ProposalsAfterTimeout} after a timeout; final: {CommitProofs} by commit, {TwoChainProofs} by two-chain, "
        + $"{FinalAncestors} with a descendant; equivocations {Equivocations}, penalties {Penalties}, "
        + $"blocks served {BlocksServed}, worst recovery {WorstRecoveryUs / 1000} ms";

    internal void Count(Header header)
    {
        ProposalsAfterTimeout += header.Timeout is null ? 0 : 1;
        ClaimProposals += header.LeadKind == LeadKind.Vrf ? 1 : 0;
        BackupProposals += header.LeadKind == LeadKind.Backup ? 1 : 0;
    }

    internal void Count(FinalityProof? proof)
    {
        CommitProofs += proof?.Certificate.Kind == VoteKind.Precommit ? 1 : 0;
        TwoChainProofs += proof?.Child is not null ? 1 : 0;
        FinalAncestors += proof?.Path.Length > 0 ? 1 : 0;
    }
}
