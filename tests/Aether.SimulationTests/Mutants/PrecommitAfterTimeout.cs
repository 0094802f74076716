using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.SimulationTests.Mutants;

/// <summary>Precommits in a view that was timed out.</summary>
internal sealed class PrecommitAfterTimeout : ConsensusRules
{
    public override bool MayPrecommit(SafetyRecord record, ulong view, Hash256 hash) =>
        view > record.PrecommittedView || (view == record.PrecommittedView && hash == record.PrecommittedHash);
}
