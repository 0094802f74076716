using Aether.Core.Types;
using Aether.Execution.Staking;
using Aether.Execution.State;

namespace Aether.Execution.Ledger;

/// <summary>What a block's transactions may know of the block they are in.</summary>
/// <param name="View">View of the block.</param>
/// <param name="Height">Height of the block.</param>
/// <param name="Proposer">Account that receives tips.</param>
/// <param name="BaseFee">Block fee multiplier, Q32.32.</param>
public readonly record struct BlockContext(ulong View, ulong Height, Address Proposer, ulong BaseFee)
{
    /// <summary>The multiplier 1.</summary>
    public const ulong UnitBaseFee = 1UL << 32;

    /// <summary>
    /// What the staking system counts at the end of the block. Without it only the payload changes the state: for
    /// trying transactions, not for blocks of a chain.
    /// </summary>
    public BlockOrigin? Origin { get; init; }

    /// <summary>The context a header gives its payload.</summary>
    public static BlockContext Of(Header header, BlockOrigin origin) => new(
        header.View, header.Height, origin.Validators[header.Proposer].Address, header.BaseFee)
    { Origin = origin };

    /// <summary>True when a block of this context may follow a state: it belongs to the state's epoch.</summary>
    public bool Fits(IStateReader parent) => Origin is null || Origin.Epoch == parent.GetEpochState().Epoch;

    /// <summary>
    /// True for the block that closes the epoch of its parent's state and carries only the transition.
    /// </summary>
    public bool IsClosing(IStateReader parent, ChainParameters parameters) =>
        Origin is not null && parent.GetEpochState().IsClosing(View, parameters.EpochSlots);
}
