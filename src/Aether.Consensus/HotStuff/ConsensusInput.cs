using Aether.Core.Types;

namespace Aether.Consensus.HotStuff;

/// <summary>Something that happened to a node. Time is part of it: the core reads no clock.</summary>
/// <param name="NowMs">Monotonic milliseconds of this node; never goes back.</param>
/// <param name="WallMs">Milliseconds since the Unix epoch; may jump.</param>
public abstract record ConsensusInput(long NowMs, ulong WallMs);

/// <summary>Time has passed: the timer asked for by <see cref="SetTimer"/> is due, or the node just started.</summary>
public sealed record TickInput(long NowMs, ulong WallMs) : ConsensusInput(NowMs, WallMs);

/// <summary>A decoded message arrived from a validator's connection. Nothing in it is trusted.</summary>
public sealed record MessageInput(long NowMs, ulong WallMs, ushort Peer, ConsensusMessage Message)
    : ConsensusInput(NowMs, WallMs);

/// <summary>
/// The block asked for by <see cref="Build"/> is ready and executed; null when it could not be built.
/// </summary>
public sealed record BuiltInput(long NowMs, ulong WallMs, ulong View, BuiltBlock? Block)
    : ConsensusInput(NowMs, WallMs);

/// <summary>
/// A block asked for by <see cref="Execute"/> was executed; valid means its roots are those in its header.
/// </summary>
public sealed record ExecutedInput(long NowMs, ulong WallMs, Hash256 BlockHash, bool Valid)
    : ConsensusInput(NowMs, WallMs);

/// <summary>Everything up to this log position is on disk.</summary>
public sealed record DurableInput(long NowMs, ulong WallMs, ulong Position) : ConsensusInput(NowMs, WallMs);

/// <summary>The signer answered; null when it refused.</summary>
public sealed record SignedInput(long NowMs, ulong WallMs, ulong RequestId, byte[]? Signature)
    : ConsensusInput(NowMs, WallMs);
