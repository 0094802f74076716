using Aether.Core.Types;

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

    /// <summary>The context a header gives its payload.</summary>
    public static BlockContext Of(Header header, ValidatorSet validators) =>
        new(header.View, header.Height, validators[header.Proposer].Address, header.BaseFee);
}
