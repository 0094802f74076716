using Aether.Core.Types;

namespace Aether.TestKit.Simulation;

/// <summary>What the checkers remember of one honest key; no crash wipes it.</summary>
internal sealed class VoterMemory
{
    /// <summary>The block of every vote, by view and kind.</summary>
    public Dictionary<(ulong View, VoteKind Kind), Hash256> Votes { get; } = [];

    /// <summary>The header signed in every view.</summary>
    public Dictionary<ulong, Hash256> Proposals { get; } = [];

    /// <summary>Highest view prevoted or timed out.</summary>
    public ulong LastPrevote { get; set; }

    /// <summary>Highest view timed out.</summary>
    public ulong LastTimeout { get; set; }

    /// <summary>The lock: highest certificate view that a signature of this key rests on.</summary>
    public ulong Lock { get; set; }
}
