using Aether.Core.Types;

namespace Aether.TestKit.Simulation;

/// <summary>The planted bug of counting messages: a repeated vote takes the next validator's place.</summary>
internal sealed class MessageCounter(int validators)
{
    private readonly Dictionary<(ulong View, VoteKind Kind, Hash256 Hash, ushort Voter), ushort> _seen = [];

    /// <summary>The vote as this bug sees it.</summary>
    public ConsensusMessage Recount(Vote vote)
    {
        (ulong, VoteKind, Hash256, ushort) key = (vote.View, vote.Kind, vote.BlockHash, vote.Voter);
        ushort repeats = _seen.GetValueOrDefault(key);
        _seen[key] = (ushort)(repeats + 1);
        return ConsensusMessage.Of(vote with { Voter = (ushort)((vote.Voter + repeats) % validators) });
    }
}
