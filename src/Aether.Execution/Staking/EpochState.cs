using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Execution.Staking;

/// <summary>The epoch that blocks on this state belong to.</summary>
/// <param name="Epoch">Its number.</param>
/// <param name="RootView">View of the block it starts from: genesis or the closing block of the epoch before.</param>
/// <param name="Randomness">Of its leader lottery.</param>
/// <param name="Accumulator">Folded from the contributions to the randomness of the next epoch.</param>
public sealed record EpochState(uint Epoch, ulong RootView, Hash256 Randomness, Hash256 Accumulator)
    : IAceValue<EpochState>
{
    /// <inheritdoc/>
    public static EpochState Decode(ref AceReader reader) =>
        new(reader.U32(), reader.U64(), reader.Hash(), reader.Hash());

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U32(Epoch);
        writer.U64(RootView);
        writer.Hash(Randomness);
        writer.Hash(Accumulator);
    }

    /// <summary>True for a view whose block closes the epoch.</summary>
    public bool IsClosing(ulong view, uint epochSlots) => view >= EndView(epochSlots);

    /// <summary>The first view whose block closes the epoch. Saturates.</summary>
    public ulong EndView(uint epochSlots) =>
        RootView > ulong.MaxValue - epochSlots ? ulong.MaxValue : RootView + epochSlots;

    /// <summary>True for views whose blocks contribute to the next randomness: the first two thirds.</summary>
    public bool Contributes(ulong view, uint epochSlots) =>
        view > RootView && view - RootView <= (ulong)epochSlots * 2 / 3;
}
