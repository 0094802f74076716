using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.Programs;

namespace Aether.Execution.Ledger;

/// <summary>
/// Whose signatures a transaction needs: fee payer, owners of its inputs, those its calls act for. No more, no fewer.
/// </summary>
internal static class RequiredSigners
{
    /// <summary>
    /// The required addresses, ascending. <paramref name="inputOwners"/> is in the order of the inputs.
    /// </summary>
    public static SortedSet<Address> Of(TransactionBody body, ReadOnlySpan<Address> inputOwners)
    {
        SortedSet<Address> signers = [body.FeePayer];
        foreach (Address owner in inputOwners)
        {
            signers.Add(owner);
        }
        foreach (ProgramCall call in body.Calls)
        {
            if (call.Program == ProgramId.Bank
                && BankProgram.TryParse(call, out BankCall bank)
                && bank.From is { } from)
            {
                signers.Add(from);
            }
            else if (NativeCall.TryParse(call, out NativeCall native))
            {
                signers.Add(native.Actor);
            }
            else if (ContractCall.TryParse(call, out ContractCall contract))
            {
                signers.Add(contract.Actor);
            }
        }
        return signers;
    }

    /// <summary>True when the witnesses are exactly the required signers.</summary>
    public static bool Match(Transaction transaction, SortedSet<Address> required)
    {
        if (transaction.Witnesses.Length != required.Count)
        {
            return false;
        }
        foreach (Witness witness in transaction.Witnesses)
        {
            if (!required.Contains(Address.FromPublicKey(witness.Key)))
            {
                return false;
            }
        }
        return true;
    }
}
