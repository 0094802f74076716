using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.Programs;

namespace Aether.Execution.Ledger;

/// <summary>
/// Whose signatures a transaction needs: fee payer, owners of its inputs, those its calls act for. No more, no fewer.
/// </summary>
internal static class RequiredSigners
{
    /// <summary>True when the witnesses are exactly the required signers.</summary>
    /// <param name="transaction">A decoded transaction: its keys are strictly ascending.</param>
    /// <param name="inputOwners">In the order of the inputs.</param>
    public static bool Match(Transaction transaction, ReadOnlySpan<Address> inputOwners)
    {
        Span<Hash256> addresses = stackalloc Hash256[transaction.Witnesses.Length];
        for (int index = 0; index < addresses.Length; index++)
        {
            addresses[index] = Address.FromPublicKey(transaction.Witnesses[index].Key).Value;
        }
        return Match(transaction.Body, inputOwners, addresses);
    }

    /// <summary>The same with the addresses of the witnesses, in the order of their keys.</summary>
    public static bool Match(
        TransactionBody body, ReadOnlySpan<Address> inputOwners, ReadOnlySpan<Hash256> witnesses)
    {
        // The payer, an owner for each input and an actor for each call. A decoded body has no more than the limits.
        Span<Address> required = stackalloc Address[1 + inputOwners.Length + body.Calls.Length];
        int count = 0;
        Collect(body, inputOwners, required, ref count);
        if (witnesses.Length != count)
        {
            return false;
        }
        foreach (ref readonly Hash256 witness in witnesses)
        {
            if (!required[..count].Contains(new Address(witness)))
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
