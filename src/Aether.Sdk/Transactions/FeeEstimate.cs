using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Sdk.Transactions;

/// <summary>What a transaction may cost at most, in base units of SWR.</summary>
/// <remarks>
/// <b>Units</b>: <c>(a + b*bytes + c*gas + d*pages) * price / 2^32</c>, rounded up, plus tip per gas.
/// </remarks>
public static class FeeEstimate
{
    /// <summary>The price 1, Q32.32.</summary>
    public static UInt128 AtRest => 1UL << 32;

    /// <summary>The fee when all of the gas limit is used.</summary>
    /// <param name="parameters">The chain's coefficients.</param>
    /// <param name="body">The transaction; its `MaxFee` does not matter.</param>
    /// <param name="signers">Number of witnesses it will carry.</param>
    /// <param name="price">
    /// What the chain multiplies by, Q32.32: that of the block times that of the dearest object written.
    /// </param>
    public static UInt128 Compute(ChainParameters parameters, TransactionBody body, int signers, UInt128 price)
    {
        int bytes = Ace.Encode(body).Length + sizeof(uint) + (signers * Witness.EncodedBytes);
        UInt128 units = parameters.FeeBase
            + ((UInt128)parameters.FeePerByte * (uint)bytes)
            + ((UInt128)parameters.FeePerGas * body.GasLimit)
            + ((UInt128)parameters.FeePerMemoryPage * body.MemoryLimit);
        // In two halves: the whole product of hostile coefficients and the highest price does not fit.
        UInt128 whole = (units >> 32) * price;
        UInt128 part = (((units & uint.MaxValue) * price) + uint.MaxValue) >> 32;
        return whole + part + ((UInt128)body.TipPerGas * body.GasLimit);
    }

    /// <summary>
    /// A price to offer: the one asked for while it is at rest, else twice that, so that what rises before the
    /// transaction is included is covered. Only the price of its block is charged.
    /// </summary>
    public static UInt128 WithHeadroom(UInt128 price) => price <= AtRest ? price : price * 2;
}
