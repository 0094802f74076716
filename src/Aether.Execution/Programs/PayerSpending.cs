using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Rent;

namespace Aether.Execution.Programs;

/// <summary>SWR that calls take out of the fee payer's account, as far as the transaction alone tells.</summary>
/// <remarks>
/// Transfers, and deposits of what is made or restored. Not counted is what depends on an object in the state: rent
/// owed, growth, and deposits given back. A sum that does not fit is <see cref="UInt128.MaxValue"/>.
/// </remarks>
public static class PayerSpending
{
    /// <summary>What they take beyond what they put into it.</summary>
    public static UInt128 Of(TransactionBody body, ChainParameters parameters)
    {
        UInt128 taken = 0;
        UInt128 given = 0;
        foreach (ProgramCall call in body.Calls)
        {
            if (call.Program == ProgramId.Bank)
            {
                if (BankProgram.TryParse(call, out BankCall bank) && bank.Asset == AssetId.Swr)
                {
                    taken = bank.From == body.FeePayer ? Add(taken, bank.Amount) : taken;
                    given = bank.To == body.FeePayer ? Add(given, bank.Amount) : given;
                }
            }
            else if (NativeCall.TryParse(call, out NativeCall native) && native.Actor == body.FeePayer)
            {
                taken = Add(taken, DepositOf(native, parameters));
            }
        }
        return taken > given ? taken - given : 0;
    }

    /// <summary>Sum of two amounts; the largest one where it does not fit.</summary>
    public static UInt128 Add(UInt128 left, UInt128 right) =>
        UInt128.MaxValue - left < right ? UInt128.MaxValue : left + right;

    private static UInt128 DepositOf(in NativeCall call, ChainParameters parameters)
    {
        int? bytes =
            call is { IsAsset: true, IsCreate: true }
                ? ObjectRecord.HeaderBytes + AssetData.HeaderBytes + call.Data.Length
            : call.IsAsset ? null
            : call.IsCreate ? ObjectRecord.HeaderBytes + call.Data.Length
            : call.Method == ObjectCalls.RestoreMethod ? call.Data.Length
            : null;
        return bytes is { } size ? RentRules.Deposit(parameters, size) : 0;
    }
}
