using System.Buffers.Binary;
using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Execution.Fees;
using Aether.Execution.Programs;
using Aether.Execution.State;

namespace Aether.Execution.Ledger;

/// <summary>
/// Runs one admitted transaction: its effects are kept whole or dropped whole, its fee is charged either way.
/// </summary>
internal sealed class TransactionExecutor
{
    private readonly Genesis _genesis;
    private readonly BlockContext _context;
    private readonly Transaction _transaction;
    private readonly WriteSet _effects;
    private readonly AssetPool _pool = new();
    private readonly List<LedgerEvent> _events = [];
    private ulong _gasUsed;

    private TransactionExecutor(Genesis genesis, BlockContext context, Transaction transaction, WriteSet effects)
    {
        _genesis = genesis;
        _context = context;
        _transaction = transaction;
        _effects = effects;
    }

    /// <summary>Executes on top of <paramref name="block"/> and merges what remains into it.</summary>
    /// <param name="genesis">Chain and parameters.</param>
    /// <param name="context">The block.</param>
    /// <param name="transaction">Admitted on the state of <paramref name="block"/>.</param>
    /// <param name="block">The block's changes so far.</param>
    /// <param name="fees">Receives the fee parts, settled at the end of the block.</param>
    public static Receipt Execute(
        Genesis genesis, BlockContext context, Transaction transaction, WriteSet block, BlockFees fees)
    {
        WriteSet charged = new(block);
        WriteSet effects = new(charged);
        TransactionExecutor executor = new(genesis, context, transaction, effects);
        // The worst fee is set aside first, so that effects can never spend what the fee needs.
        executor.Reserve(charged);
        ReceiptStatus status = executor.Run();
        if (status == ReceiptStatus.Success)
        {
            charged.Merge(effects);
        }
        UInt128 fee = executor.Settle(charged, fees);
        block.Merge(charged);
        return new Receipt(
            transaction.Id,
            status,
            executor._gasUsed,
            fee,
            DeltaHash(charged),
            status == ReceiptStatus.Success ? [.. executor._events] : [],
            Hash256.Zero);
    }

    private void Reserve(WriteSet state)
    {
        bool covered = LedgerWriter.TryDebit(
            state, _transaction.Body.FeePayer, AssetId.Swr, _transaction.Body.MaxFee);
        Core.Diagnostics.Check.That(covered);
        LedgerWriter.AdvanceNonce(state, _transaction.Body.FeePayer);
    }

    private UInt128 Settle(WriteSet state, BlockFees fees)
    {
        TransactionBody body = _transaction.Body;
        UInt128 basePart = FeeSchedule.BaseFee(
            _genesis.Parameters, _transaction.Bytes.Length, _gasUsed, body.MemoryLimit, _context.BaseFee);
        UInt128 tip = FeeSchedule.Tip(body, _gasUsed);
        UInt128 fee = basePart + tip;
        Core.Diagnostics.Check.That(fee <= body.MaxFee);
        if (fee < body.MaxFee)
        {
            // The refund was the payer's a moment ago, and every account keeps a place for SWR: this cannot fail.
            ReceiptStatus refunded = LedgerWriter.TryCredit(state, body.FeePayer, AssetId.Swr, body.MaxFee - fee);
            Core.Diagnostics.Check.That(refunded is ReceiptStatus.Success);
        }
        fees.Add(basePart, tip);
        return fee;
    }

    private ReceiptStatus Run()
    {
        TransactionBody body = _transaction.Body;
        foreach (OutPoint input in body.Inputs)
        {
            bool exists = _effects.TryGetOutput(input, out TransactionOutput spent);
            Core.Diagnostics.Check.That(exists);
            LedgerWriter.Spend(_effects, input);
            if (!_pool.TryAdd(spent.Asset, spent.Amount))
            {
                return ReceiptStatus.Overflow;
            }
        }
        foreach (ProgramCall call in body.Calls)
        {
            ReceiptStatus status = RunCall(call);
            if (status != ReceiptStatus.Success)
            {
                return status;
            }
        }
        return CreateOutputs(body);
    }

    private ReceiptStatus RunCall(ProgramCall call)
    {
        if (call.Program != ProgramId.Bank)
        {
            return ReceiptStatus.UnknownProgram;
        }
        ulong limit = Math.Min(call.Gas, _transaction.Body.GasLimit - _gasUsed);
        if (limit < BankProgram.CallGas)
        {
            _gasUsed += limit;
            return ReceiptStatus.OutOfGas;
        }
        _gasUsed += BankProgram.CallGas;
        if (!BankProgram.TryParse(call, out BankCall bank))
        {
            return ReceiptStatus.BadCall;
        }
        if (!IsDeclared(bank))
        {
            return ReceiptStatus.UndeclaredAccess;
        }
        ReceiptStatus status = Move(bank);
        if (status == ReceiptStatus.Success)
        {
            _events.Add(new LedgerEvent(ProgramId.Bank, Topics(bank), call.Arguments));
        }
        return status;
    }

    // The state view's guard: whatever a program asks for, only declared objects are touched.
    private bool IsDeclared(BankCall bank) =>
        (bank.From is not { } from || AccessSet.AllowsWrite(_transaction.Body, from.AsObject))
        && (bank.To is not { } to || AccessSet.AllowsWrite(_transaction.Body, to.AsObject));

    private ReceiptStatus Move(BankCall bank)
    {
        bool taken = bank.From is { } from
            ? LedgerWriter.TryDebit(_effects, from, bank.Asset, bank.Amount)
            : _pool.TryTake(bank.Asset, bank.Amount);
        if (!taken)
        {
            return bank.From is null ? ReceiptStatus.NotConserved : ReceiptStatus.InsufficientBalance;
        }
        if (bank.To is { } to)
        {
            return LedgerWriter.TryCredit(_effects, to, bank.Asset, bank.Amount);
        }
        return _pool.TryAdd(bank.Asset, bank.Amount) ? ReceiptStatus.Success : ReceiptStatus.Overflow;
    }

    private static Hash256[] Topics(BankCall bank)
    {
        List<Hash256> topics = [];
        if (bank.From is { } from)
        {
            topics.Add(from.Value);
        }
        if (bank.To is { } to)
        {
            topics.Add(to.Value);
        }
        return [.. topics];
    }

    // Conservation: what came in through inputs and withdrawals leaves through deposits and outputs, to the unit.
    private ReceiptStatus CreateOutputs(TransactionBody body)
    {
        for (int index = 0; index < body.Outputs.Length; index++)
        {
            TransactionOutput output = body.Outputs[index];
            if (!_pool.TryTake(output.Asset, output.Amount))
            {
                return ReceiptStatus.NotConserved;
            }
            LedgerWriter.Create(_effects, new OutPoint(_transaction.Id, (uint)index), output);
        }
        return _pool.IsEmpty ? ReceiptStatus.Success : ReceiptStatus.NotConserved;
    }

    // SHA-256 over the transaction's writes in key order: key, then 0 or 1 with length and value.
    private static Hash256 DeltaHash(WriteSet writes)
    {
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData("aeth/delta/v1"u8);
        byte[] length = new byte[4];
        foreach (KeyValuePair<Hash256, byte[]?> change in writes.Changes)
        {
            hash.AppendData(change.Key.ToArray());
            hash.AppendData(change.Value is null ? [0] : [1]);
            if (change.Value is { } value)
            {
                BinaryPrimitives.WriteInt32LittleEndian(length, value.Length);
                hash.AppendData(length);
                hash.AppendData(value);
            }
        }
        return new Hash256(hash.GetHashAndReset());
    }
}
