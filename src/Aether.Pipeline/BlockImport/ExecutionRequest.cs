using Aether.Consensus.Epochs;
using Aether.Core.Types;

namespace Aether.Pipeline.BlockImport;

/// <summary>What the consensus thread asks of the execution thread. Handled strictly in order.</summary>
internal abstract record ExecutionRequest;

/// <summary>Build and execute a block on <paramref name="Parent"/>.</summary>
internal sealed record BuildRequest(ulong View, Header Parent, ulong TimestampMs) : ExecutionRequest;

/// <summary>An epoch begins: blocks of it may be executed from now on.</summary>
internal sealed record EpochRequest(EpochContext Epoch) : ExecutionRequest;

/// <summary>Checked evidence waits for a block of this validator.</summary>
internal sealed record EvidenceRequest(Evidence Evidence, IReadOnlyList<Conviction> Convictions) : ExecutionRequest;

/// <summary>Execute a block on its parent's post-state and compare roots.</summary>
internal sealed record ExecuteRequest(Proposal Block) : ExecutionRequest;

/// <summary>The block built last for this view is now this signed proposal; its execution is known.</summary>
internal sealed record AdoptRequest(Proposal Block) : ExecutionRequest;

/// <summary>The highest block with a quorum certificate changed.</summary>
internal sealed record SafeRequest(Header Header) : ExecutionRequest;

/// <summary>Commit final blocks, oldest first.</summary>
internal sealed record FinalizeRequest(FinalizeItem[] Blocks) : ExecutionRequest;

/// <summary>One final block with its proof and the time from its first sight to its finality here.</summary>
internal readonly record struct FinalizeItem(Proposal Block, FinalityProof? Proof, long LatencyMs);
