using Aether.Consensus.Epochs;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Concurrency;
using Aether.Network.Transport;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.BlockProduction;
using Aether.Pipeline.Runtime;

namespace Aether.Pipeline.Stages;

/// <summary>Everything the consensus thread works with.</summary>
internal sealed record VoteStageContext
{
    /// <summary>The state machine.</summary>
    public required ChainCore Core { get; init; }

    /// <summary>Where the safety record goes before a signature leaves.</summary>
    public required ISafetyLog SafetyLog { get; init; }

    /// <summary>The keys; null for an observer, which is never asked.</summary>
    public required IValidatorSigner? Signer { get; init; }

    /// <summary>Decides whether own blocks are worth proposing; null to propose all that the core asks for.</summary>
    public LeadGate? Leads { get; init; }

    /// <summary>Pending blocks.</summary>
    public required IBlockArchive Archive { get; init; }

    /// <summary>The other validators.</summary>
    public required ITransport Transport { get; init; }

    /// <summary>Told after each run where the chain stands; null when nobody asks.</summary>
    public Action<ChainCore>? Place { get; init; }

    /// <summary>Time.</summary>
    public required MonotonicClock Clock { get; init; }

    /// <summary>Takes the times of the blocks' steps.</summary>
    public WorkWatch Watch { get; init; } = WorkWatch.None;

    /// <summary>Requests to the execution thread.</summary>
    public required SpscLink<ExecutionRequest> Requests { get; init; }

    /// <summary>Its answers.</summary>
    public required SpscLink<ExecutionAnswer> Answers { get; init; }

    /// <summary>Wakes the execution thread.</summary>
    public required WakeSignal ExecuteSignal { get; init; }

    /// <summary>Stops the node.</summary>
    public required Action<NodeFault> Halt { get; init; }
}
