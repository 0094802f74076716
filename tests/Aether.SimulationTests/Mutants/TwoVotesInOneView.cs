using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.SimulationTests.Mutants;

/// <summary>A view that was voted in is open for another vote; only the node's memory stands against it.</summary>
internal sealed class TwoVotesInOneView : ConsensusRules
{
    public override bool MayPrevote(SafetyRecord record, ulong view, Hash256 hash) =>
        view > record.TimedOutView && view >= record.PrevotedView;
}
