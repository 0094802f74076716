using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.SimulationTests.Mutants;

/// <summary>A timeout does not block a later prevote in its view.</summary>
internal sealed class PrevoteAfterTimeout : ConsensusRules
{
    public override bool MayPrevote(SafetyRecord record, ulong view, Hash256 hash) =>
        view > record.PrevotedView || (view == record.PrevotedView && hash == record.PrevotedHash);

    public override SafetyRecord AfterTimeout(SafetyRecord record, ulong view) => record with { TimedOutView = view };
}
