using Aether.Consensus.Epochs;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>Something the shell has to do. Effects of one step are carried out in order.</summary>
public abstract record ConsensusEffect;

/// <summary>
/// Append to the safety log and flush it; then report <see cref="DurableInput"/> with <paramref name="Position"/>.
/// </summary>
/// <remarks>
/// Positions are shared with <see cref="StoreBlock"/> and strictly ascending: reporting one reports all before it.
/// </remarks>
public sealed record Persist(SafetyRecord Record, ulong Position) : ConsensusEffect;

/// <summary>
/// Store a block durably, so that a block we vote for survives a crash of everybody; then report the position.
/// </summary>
public sealed record StoreBlock(Proposal Block, ulong Position) : ConsensusEffect;

/// <summary>
/// A new epoch begins with the block that is final next: store the context for ever, then report the position.
/// </summary>
/// <remarks>
/// Comes before the <see cref="Finalize"/> of the epoch's root, and nothing is signed in the epoch before the position
/// is durable: after a restart every signer of an epoch can show that it began. May come again after a restart.
/// </remarks>
public sealed record StartEpoch(EpochContext Epoch, ulong Position) : ConsensusEffect;

/// <summary>
/// Sign a structured request, but not before <paramref name="AfterPosition"/> is durable; then report
/// <see cref="SignedInput"/>. A signature exists only after what it promises is on disk, so it cannot be sent too
/// early.
/// </summary>
public sealed record Sign(SignRequest Request, ulong RequestId, ulong AfterPosition) : ConsensusEffect;

/// <summary>Send to every other validator.</summary>
public sealed record Broadcast(ConsensusMessage Message) : ConsensusEffect;

/// <summary>Send to one validator.</summary>
public sealed record Send(ushort Peer, ConsensusMessage Message) : ConsensusEffect;

/// <summary>Answer a block request from the store, if the block is there.</summary>
public sealed record ServeBlock(ushort Peer, Hash256 BlockHash) : ConsensusEffect;

/// <summary>Answer a request by height from the store: every final block it has of these, lowest first.</summary>
public sealed record ServeBlocks(ushort Peer, ulong FirstHeight, int Count) : ConsensusEffect;

/// <summary>Answer with the stored proof that closes this epoch, if it is there.</summary>
public sealed record ServeEpochProof(ushort Peer, uint ClosedEpoch) : ConsensusEffect;

/// <summary>Call again with a <see cref="TickInput"/> at this monotonic time. Replaces the timer before it.</summary>
public sealed record SetTimer(long DeadlineMs) : ConsensusEffect;

/// <summary>
/// Execute a block on its parent's post-state, compare its roots, and report <see cref="ExecutedInput"/>.
/// </summary>
/// <remarks>
/// The parent is the final head or was reported valid before. The role is <see cref="BlockRole.Ordinary"/>, whose
/// payload has no transition, or <see cref="BlockRole.Closing"/>, whose payload is exactly the transition that
/// execution gives; anything else is invalid. Helper blocks are the core's own business and are never executed.
/// </remarks>
public sealed record Execute(Proposal Block, BlockRole Role) : ConsensusEffect;

/// <summary>Build and execute a block on <paramref name="Parent"/> and report <see cref="BuiltInput"/>.</summary>
/// <remarks>An ordinary block, or a closing one whose payload is the transition and nothing else.</remarks>
public sealed record Build(ulong View, Header Parent, ulong TimestampMs, BlockRole Role) : ConsensusEffect;

/// <summary>
/// These blocks are final, oldest first. Commit them durably in this order; the last one carries its proof.
/// </summary>
public sealed record Finalize(IReadOnlyList<FinalizedBlock> Blocks) : ConsensusEffect;

/// <summary>The highest block with a quorum certificate changed.</summary>
public sealed record SafeHead(Header Header) : ConsensusEffect;

/// <summary>Signatures that convict validators, found here or sent by others; checked, and new to this core.</summary>
public sealed record EvidenceFound(Evidence Evidence, IReadOnlyList<Conviction> Convictions) : ConsensusEffect;

/// <summary>A peer sent something only a faulty one sends.</summary>
public sealed record PenalisePeer(ushort Peer, string Reason) : ConsensusEffect;

/// <summary>Two conflicting blocks are final: more than a third of the stake is faulty. The node must stop.</summary>
/// <param name="Reason">What was seen.</param>
/// <param name="Conflict">The commit certificate that contradicts what is final here, where there is one.</param>
public sealed record Halt(string Reason, QuorumCertificate? Conflict = null) : ConsensusEffect;
