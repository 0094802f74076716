using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Consensus.Sequencing;

/// <summary>What a leader did in one slot, in order, as a hash chain that continues the slot it led before.</summary>
/// <param name="GenesisHash">Chain.</param>
/// <param name="Previous">Head of the sequence recorded before; zero for the first since the node started.</param>
/// <param name="View">Slot.</param>
/// <param name="Proposer">Index of the leader in the epoch's set.</param>
/// <param name="StartNs">Monotone nanoseconds of the first step, from an origin of the node's own.</param>
/// <param name="Steps">In order.</param>
/// <param name="Head">Last hash of the chain.</param>
/// <remarks>
/// The chain shows that nothing was changed, taken out or put in after the head was given away. That the leader told
/// the truth while it recorded is not shown; that the block has this order is.
/// </remarks>
public sealed record SlotSequence(
    Hash256 GenesisHash,
    Hash256 Previous,
    ulong View,
    ushort Proposer,
    ulong StartNs,
    SequenceStep[] Steps,
    Hash256 Head)
    : IAceValue<SlotSequence>
{
    /// <inheritdoc/>
    public static SlotSequence Decode(ref AceReader reader)
    {
        Hash256 genesis = reader.Hash();
        Hash256 previous = reader.Hash();
        ulong view = reader.U64();
        ushort proposer = reader.U16();
        ulong start = reader.U64();
        SequenceStep[] steps = reader.List<SequenceStep>(Limits.Sequencing.MaxSteps, SequenceStep.EncodedBytes);
        return new SlotSequence(genesis, previous, view, proposer, start, steps, reader.Hash());
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.Hash(GenesisHash);
        writer.Hash(Previous);
        writer.U64(View);
        writer.U16(Proposer);
        writer.U64(StartNs);
        writer.List<SequenceStep>(Steps);
        writer.Hash(Head);
    }
}
