using Aether.Core.Types;

namespace Aether.Consensus.Sequencing;

/// <summary>One entry on its way from the proposing thread to the recorder: fixed size, no references.</summary>
/// <param name="View">The slot.</param>
/// <param name="TickNs">Monotone nanoseconds of the proposing thread.</param>
/// <param name="Kind">What happened.</param>
/// <param name="Detail">Reason code of the kind, or 0.</param>
/// <param name="Id">What it happened to.</param>
public readonly record struct SequenceEntry(
    ulong View, ulong TickNs, SequenceKind Kind, ushort Detail, Hash256 Id);
