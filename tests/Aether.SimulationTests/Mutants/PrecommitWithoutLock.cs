using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.SimulationTests.Mutants;

/// <summary>A precommit does not raise the lock, and neither does anything but a prevote.</summary>
internal sealed class PrecommitWithoutLock : ConsensusRules
{
    public override SafetyRecord AfterPrecommit(SafetyRecord record, QuorumCertificate certificate) =>
        record with { PrecommittedView = certificate.View, PrecommittedHash = certificate.BlockHash };
}
