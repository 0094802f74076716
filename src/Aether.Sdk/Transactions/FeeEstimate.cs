using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Sdk.Transactions;

/// <summary>What a transaction may cost at most, in base units of SWR.</summary>
/// <remarks>
/// <b>Units</b>: <c>(a + b*bytes + c*gas + d*pages) * baseFee / 2^32</c>, rounded up, plus tip per gas.
/// </remarks>
public static class FeeEstimate
{
    /// <summary>The fee when all of the gas limit is used.</summary>
    /// <param name="parameters">The chain's coefficients.</param>
    /// <param name="body">The transaction; its `MaxFee` does not matter.</param>
    /// <param name="signers">Number of witnesses it will carry.</param>
    /// <param name="baseFee">Block multiplier, Q32.32.</param>
    public static UInt128 Compute(ChainParameters parameters, TransactionBody body, int signers, ulong baseFee)
    {
        int bytes = Ace.Encode(body).Length + sizeof(uint) + (signers * Witness.EncodedBytes);
        UInt128 units = parameters.FeeBase
            + ((UInt128)parameters.FeePerByte * (uint)bytes)
            + ((UInt128)parameters.FeePerGas * body.GasLimit)
            + ((UInt128)parameters.FeePerMemoryPage * body.MemoryLimit);
        UInt128 scaled = ((units * baseFee) + uint.MaxValue) >> 32;
        return scaled + ((UInt128)body.TipPerGas * body.GasLimit);
    }
}
