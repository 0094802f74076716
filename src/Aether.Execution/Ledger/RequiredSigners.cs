using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.Programs;

namespace Aether.Execution.Ledger;

/// <summary>
/// Whose signatures a transaction needs: fee payer, owners of its inputs, those its calls act for. No more, no fewer.
/// </summary>
internal static class RequiredSigners
{
    private const int MostRequired =
        1 + Core.Limits.Transaction.MaxInputs + Core.Limits.Transaction.MaxCalls;

    /// <summary>True when the witnesses are exactly the required signers, without allocation.</summary>
    /// <param name="transaction">A decoded transaction: its keys are strictly ascending.</param>
    /// <param name="inputOwners">In the order of the inputs.</param>
    public static bool Match(Transaction transaction, ReadOnlySpan<Address> inputOwners)
    {
        Span<Address> required = stackalloc Address[MostRequired];
        int count = 0;
        Collect(transaction.Body, inputOwners, required, ref count);
        if (transaction.Witnesses.Length != count)
        {
            return false;
        }
        foreach (Witness witness in transaction.Witnesses)
        {
            if (!required[..count].Contains(Address.FromPublicKey(witness.Key)))
            {
                return false;
            }
        }
        return true;
    }

    private static void Collect(
        TransactionBody body, ReadOnlySpan<Address> inputOwners, Span<Address> required, ref int count)
    {
        Require(body.FeePayer, required, ref count);
        foreach (ref readonly Address owner in inputOwners)
        {
            Require(owner, required, ref count);
        }
        foreach (ProgramCall call in body.Calls)
        {
            if (call.Program == ProgramId.Bank
                && BankProgram.TryParse(call, out BankCall bank)
                && bank.From is { } from)
            {
                Require(from, required, ref count);
            }
            else if (NativeCall.TryParse(call, out NativeCall native))
            {
                Require(native.Actor, required, ref count);
            }
            else if (ContractCall.TryParse(call, out ContractCall contract))
            {
                Require(contract.Actor, required, ref count);
            }
        }
    }

    // Keys of witnesses are distinct: as many as required, all of them required, is all.
    private static void Require(in Address signer, Span<Address> required, ref int count)
    {
        if (!required[..count].Contains(signer))
        {
            required[count++] = signer;
        }
    }
}
