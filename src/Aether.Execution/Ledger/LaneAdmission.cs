using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.Programs;
using Aether.Execution.Scheduling;

namespace Aether.Execution.Ledger;

/// <summary>
/// The rules of <see cref="AdmissionCheck"/> on a transaction's view, without allocation.
/// </summary>
/// <remarks><b>Consensus</b>: decides whether a block is valid. <b>Threads</b>: one lane.</remarks>
internal sealed class LaneAdmission(Genesis genesis)
{
    // The fee payer, an owner for each input and a debited account for each call.
    private readonly Address[] _required =
        new Address[1 + Core.Limits.Transaction.MaxInputs + Core.Limits.Transaction.MaxCalls];
    private int _count;

    /// <summary>Checks a transaction against what its view shows.</summary>
    /// <param name="view">The state right before the transaction.</param>
    /// <param name="context">The block.</param>
    /// <param name="price">What its base fee is multiplied by, Q32.32.</param>
    /// <param name="witnesses">Addresses of its witnesses, in their order.</param>
    public TransactionError Validate(
        TransactionView view, in BlockContext context, UInt128 price, ReadOnlySpan<Hash256> witnesses)
    {
        Transaction transaction = view.Transaction;
        TransactionBody body = transaction.Body;
        TransactionError error = AdmissionCheck.ValidateStateless(
            transaction, genesis, context.View, price);
        if (error != TransactionError.None)
        {
            return error;
        }
        view.TryReadAccount(body.FeePayer, out ReadOnlySpan<byte> payer);
        ulong nonce = AccountBytes.NonceOf(payer);
        if (body.Nonce != nonce || nonce == ulong.MaxValue)
        {
            return body.Nonce < nonce ? TransactionError.NonceTooLow : TransactionError.NonceTooHigh;
        }
        if (!TryCollectSigners(view, body))
        {
            return TransactionError.InputSpentOrMissing;
        }
        if (!Match(witnesses))
        {
            return TransactionError.WitnessMismatch;
        }
        if (AccountBytes.BalanceOf(payer, AssetId.Swr) < body.MaxFee)
        {
            return TransactionError.InsufficientBalance;
        }
        return view.HasRoom(body.GasLimit, context.ObjectGas)
            ? TransactionError.None
            : TransactionError.ObjectFull;
    }

    /// <summary>What a transaction that is only tried must have: its inputs.</summary>
    public TransactionError ValidateInputs(TransactionView view) => TryCollectSigners(view, view.Transaction.Body)
        ? TransactionError.None
        : TransactionError.InputSpentOrMissing;

    private bool TryCollectSigners(TransactionView view, TransactionBody body)
    {
        _required[0] = body.FeePayer;
        _count = 1;
        foreach (ref readonly OutPoint input in body.Inputs.AsSpan())
        {
            if (view.TryReadOutput(input, out ReadOnlySpan<byte> output) != ReadResult.Found)
            {
                return false;
            }
            Require(OutputBytes.OwnerOf(output));
        }
        foreach (ProgramCall call in body.Calls)
        {
            if (call.Program != ProgramId.Bank)
            {
                if (NativeCall.TryParse(call, out NativeCall native))
                {
                    Require(native.Actor);
                }
                else if (ContractCall.TryParse(call, out ContractCall contract))
                {
                    Require(contract.Actor);
                }
            }
            else if (BankProgram.TryParse(call, out BankCall bank) && bank.From is { } from)
            {
                Require(from);
            }
        }
        return true;
    }

    private void Require(in Address signer)
    {
        if (!IsRequired(signer.Value))
        {
            _required[_count++] = signer;
        }
    }

    private bool IsRequired(in Hash256 signer)
    {
        for (int index = 0; index < _count; index++)
        {
            if (_required[index].Value == signer)
            {
                return true;
            }
        }
        return false;
    }

    // Keys are strictly ascending, so no address comes twice: as many as required, all of them required, is all.
    private bool Match(ReadOnlySpan<Hash256> witnesses)
    {
        if (witnesses.Length != _count)
        {
            return false;
        }
        foreach (ref readonly Hash256 witness in witnesses)
        {
            if (!IsRequired(witness))
            {
                return false;
            }
        }
        return true;
    }
}
