using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.Sdk.Transactions;

/// <summary>What an object costs beside the fee, in base units of SWR.</summary>
/// <remarks>
/// With <c>rho</c> and <c>H</c> of the genesis and <c>n</c> encoded bytes: it locks <c>rho * n * H</c>, and owes
/// <c>rho * n</c> for each epoch after its first <c>H</c>. Source: <c>src/docs/adr/0022-rent.md</c>.
/// </remarks>
public static class ObjectCost
{
    /// <summary>What an object with so much data locks; given back when it is deleted.</summary>
    public static UInt128 Deposit(ChainParameters parameters, int dataBytes) =>
        (UInt128)parameters.RentPerBytePerEpoch * (uint)(ObjectRecord.HeaderBytes + dataBytes)
        * parameters.RentHorizonEpochs;

    /// <summary>What an asset's object locks.</summary>
    public static UInt128 AssetDeposit(ChainParameters parameters, int symbolBytes) =>
        Deposit(parameters, AssetData.HeaderBytes + symbolBytes);

    /// <summary>Rent that a live object owes in an epoch: whoever changes it pays.</summary>
    public static UInt128 Owed(ChainParameters parameters, ObjectRecord record, uint epoch) =>
        RentSince(parameters, record.EncodedBytes, record.PaidUntil, epoch);

    /// <summary>What its owner pays to give a live object other data.</summary>
    /// <param name="parameters">Rates of the chain.</param>
    /// <param name="record">The object as it is.</param>
    /// <param name="dataBytes">Size of its next data.</param>
    /// <param name="epoch">Epoch of the block that includes the change.</param>
    /// <param name="returned">What the owner is given instead, when the object shrinks by more than it owes.</param>
    public static UInt128 Update(
        ChainParameters parameters, ObjectRecord record, int dataBytes, uint epoch, out UInt128 returned)
    {
        UInt128 cost = Deposit(parameters, dataBytes) + Owed(parameters, record, epoch);
        returned = record.Deposit > cost ? record.Deposit - cost : 0;
        return cost > record.Deposit ? cost - record.Deposit : 0;
    }

    /// <summary>What restoring an archived object costs: the rent since its expiry, and a new deposit.</summary>
    public static UInt128 Restore(
        ChainParameters parameters, ObjectRecord last, ObjectTombstone tombstone, uint epoch) =>
        Deposit(parameters, last.Data.Length) + RentSince(parameters, last.EncodedBytes, tombstone.Epoch, epoch);

    /// <summary>First epoch in which a live object is archived unless its rent is paid before. Saturates.</summary>
    public static uint ExpiryOf(ChainParameters parameters, ObjectRecord record) =>
        record.PaidUntil > uint.MaxValue - parameters.RentHorizonEpochs
            ? uint.MaxValue
            : record.PaidUntil + parameters.RentHorizonEpochs;

    private static UInt128 RentSince(ChainParameters parameters, int bytes, uint from, uint epoch) =>
        epoch <= from ? 0 : (UInt128)parameters.RentPerBytePerEpoch * (uint)bytes * (epoch - from);
}
