using Aether.Consensus.Epochs;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.TestKit.Simulation;

/// <summary>A copy of a node's data at one time.</summary>
internal sealed record DiskCopy(
    SafetyRecord? Safety, Header Finalized, IReadOnlyList<EpochContext> Epochs, IReadOnlyList<Proposal> Final,
    IReadOnlyList<Proposal> Pending);
