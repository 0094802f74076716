using Aether.Core.Types;
using Aether.Execution.Fees;
using Aether.Execution.Programs;
using Aether.Execution.State;

namespace Aether.Execution.Ledger;

/// <summary>Everything that must hold before a transaction may be in a block, but for its signatures.</summary>
/// <remarks><b>Consensus</b>: the same code admits to the mempool and decides whether a block is valid.</remarks>
public static class AdmissionCheck
{
    /// <summary>Checks a transaction against the state it would execute on.</summary>
    /// <param name="transaction">A decoded transaction.</param>
    /// <param name="state">State right before it.</param>
    /// <param name="genesis">Chain and parameters.</param>
    /// <param name="view">View of the block.</param>
    /// <param name="price">What the base fee is multiplied by, Q32.32 (<see cref="FeeMarkets.MultiplierOf"/>).</param>
    public static TransactionError Validate(
        Transaction transaction, IStateReader state, Genesis genesis, ulong view, UInt128 price)
    {
        TransactionError error = ValidateStateless(transaction, genesis, view, price);
        if (error != TransactionError.None)
        {
            return error;
        }
        Account payer = state.GetAccount(transaction.Body.FeePayer);
        error = ValidateNonce(transaction.Body, payer);
        return error == TransactionError.None ? ValidateFunds(transaction, state, payer) : error;
    }

    /// <summary>The part that needs no state: chain, expiry, access set and fee.</summary>
    public static TransactionError ValidateStateless(
        Transaction transaction, Genesis genesis, ulong view, UInt128 price)
    {
        TransactionBody body = transaction.Body;
        if (transaction.Bytes.Length > Core.Limits.Transaction.MaxBytes)
        {
            return TransactionError.TooLarge;
        }
        if (body.ChainTag != genesis.ChainTag)
        {
            return TransactionError.WrongChain;
        }
        if (body.ValidUntil < view)
        {
            return TransactionError.Expired;
        }
        if (body.ValidUntil - view > Core.Limits.Transaction.MaxValidityViews)
        {
            return TransactionError.TooFarAhead;
        }
        if (!DeclaresItsAccess(body))
        {
            return TransactionError.UndeclaredAccess;
        }
        UInt128 required = FeeSchedule.Total(genesis.Parameters, transaction, body.GasLimit, price);
        return body.MaxFee < required ? TransactionError.FeeTooLow : TransactionError.None;
    }

    /// <summary>The witnesses, inputs and balance: everything but the nonce order.</summary>
    public static TransactionError ValidateFunds(Transaction transaction, IStateReader state, Account payer) =>
        ValidateFunds(transaction, state, payer.BalanceOf(AssetId.Swr));

    /// <summary>The same with the payer's base units of SWR.</summary>
    public static TransactionError ValidateFunds(Transaction transaction, IStateReader state, UInt128 balance)
    {
        Span<Hash256> witnesses = stackalloc Hash256[transaction.Witnesses.Length];
        for (int index = 0; index < witnesses.Length; index++)
        {
            witnesses[index] = Address.FromPublicKey(transaction.Witnesses[index].Key).Value;
        }
        return ValidateFunds(transaction, state, balance, witnesses);
    }

    /// <summary>The same with the addresses of the witnesses, in the order of their keys.</summary>
    public static TransactionError ValidateFunds(
        Transaction transaction, IStateReader state, UInt128 balance, ReadOnlySpan<Hash256> witnesses)
    {
        TransactionBody body = transaction.Body;
        Span<Address> owners = stackalloc Address[body.Inputs.Length];
        for (int index = 0; index < owners.Length; index++)
        {
            if (!state.TryGetOutput(body.Inputs[index], out TransactionOutput spent))
            {
                return TransactionError.InputSpentOrMissing;
            }
            owners[index] = spent.Owner;
        }
        if (!RequiredSigners.Match(body, owners, witnesses))
        {
            return TransactionError.WitnessMismatch;
        }
        return balance < body.MaxFee ? TransactionError.InsufficientBalance : TransactionError.None;
    }

    /// <summary>
    /// The nonce must be exactly the fee payer's next. The largest number has no next one: it is never.
    /// </summary>
    public static TransactionError ValidateNonce(TransactionBody body, Account payer) =>
        body.Nonce < payer.Nonce ? TransactionError.NonceTooLow
        : body.Nonce > payer.Nonce || body.Nonce == ulong.MaxValue ? TransactionError.NonceTooHigh
        : TransactionError.None;

    // A bank call that names an account outside the set can never succeed; it is refused before it costs anybody
    // anything.
    private static bool DeclaresItsAccess(TransactionBody body)
    {
        foreach (ProgramCall call in body.Calls)
        {
            if (call.Program != ProgramId.Bank || !BankProgram.TryParse(call, out BankCall bank))
            {
                continue;
            }
            bool declared = (bank.From is not { } from || AccessSet.AllowsWrite(body, from.AsObject))
                && (bank.To is not { } to || AccessSet.AllowsWrite(body, to.AsObject));
            if (!declared)
            {
                return false;
            }
        }
        return true;
    }
}
