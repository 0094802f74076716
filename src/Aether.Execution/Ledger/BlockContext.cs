using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Fees;
using Aether.Execution.Staking;
using Aether.Execution.State;

namespace Aether.Execution.Ledger;

/// <summary>What a block's transactions may know of the block they are in.</summary>
/// <param name="View">View of the block.</param>
/// <param name="Height">Height of the block.</param>
/// <param name="Proposer">Account that receives tips.</param>
/// <param name="BaseFee">Block fee multiplier, Q32.32: that of the parent's state.</param>
public readonly record struct BlockContext(ulong View, ulong Height, Address Proposer, ulong BaseFee)
{
    /// <summary>The multiplier 1.</summary>
    public const ulong UnitBaseFee = 1UL << 32;

    /// <summary>
    /// What the staking system counts at the end of the block. Without it only the payload changes the state: for
    /// trying transactions, not for blocks of a chain.
    /// </summary>
    public BlockOrigin? Origin { get; init; }

    /// <summary>Gas of a full block.</summary>
    public ulong BlockGas { get; init; } = Limits.Fees.BlockGas;

    /// <summary>Gas that the writers of one object may use.</summary>
    public ulong ObjectGas => BlockGas / Limits.Fees.ObjectCapDivisor;

    /// <summary>Epoch of the block.</summary>
    public uint Epoch => Origin?.Epoch ?? 0;

    /// <summary>The context a header and its parent's state give a payload.</summary>
    public static BlockContext Of(Header header, BlockOrigin origin, IStateReader parent) => new(
        header.View, header.Height, origin.Validators[header.Proposer].Address, FeeMarkets.Of(parent).Block)
    { Origin = origin };

    /// <summary>
    /// True when a block of this context may follow a state: it belongs to the state's epoch and pays its price.
    /// </summary>
    public bool Fits(IStateReader parent) =>
        (Origin is null || Origin.Epoch == parent.GetEpochState().Epoch) && BaseFee == FeeMarkets.Of(parent).Block;

    /// <summary>
    /// True for the block that closes the epoch of its parent's state and carries only the transition.
    /// </summary>
    public bool IsClosing(IStateReader parent, ChainParameters parameters) =>
        Origin is not null && parent.GetEpochState().IsClosing(View, parameters.EpochSlots);
}
