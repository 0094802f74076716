using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.Fees;
using Aether.Execution.Programs;
using Aether.Execution.Rent;
using Aether.Execution.Scheduling;

namespace Aether.Execution.Ledger;

/// <summary>
/// Admits and runs one transaction after the other on a lane: its effects are kept whole or dropped whole, its fee is
/// charged either way.
/// </summary>
/// <remarks>
/// One implementation for blocks that run serially and in parallel. <b>Threads</b>: one lane. <b>Cost</b>: no
/// allocation once the lane's buffers have grown.
/// </remarks>
internal sealed class TransactionExecutor : IDisposable
{
    private readonly Genesis _genesis;
    private readonly SlotTable _slots;
    private readonly TransactionView _view;
    private readonly AccountEditor _accounts;
    private readonly LaneAdmission _admission;
    private readonly AssetPool _pool = new();
    private FeeMarkets _markets = FeeMarkets.Initial;
    private UInt128 _price;
    private BlockContext _context;
    private readonly LaneContracts _contracts;
    private ulong _gasUsed;

    /// <summary>Creates the executor of one lane.</summary>
    /// <param name="genesis">The chain.</param>
    /// <param name="slots">What the block's transactions touch.</param>
    /// <param name="modules">Code of contracts, shared by all lanes.</param>
    public TransactionExecutor(Genesis genesis, SlotTable slots, ModuleCache modules)
    {
        _genesis = genesis;
        _slots = slots;
        Loader = new LaneLoader(slots.Chunks);
        _view = new TransactionView(slots, Loader);
        _accounts = new AccountEditor(_view);
        _admission = new LaneAdmission(genesis);
        Objects = new ObjectEditor(genesis.Parameters, _view, _accounts);
        _contracts = new LaneContracts(modules, _view, _accounts, Objects, Receipts);
    }

    /// <summary>The lane's receipts.</summary>
    public LaneReceipts Receipts { get; } = new();

    /// <summary>The lane's part of the block's fees.</summary>
    public BlockFees Fees { get; } = new();

    /// <summary>The lane's way to values of the parent state.</summary>
    public LaneLoader Loader { get; }

    /// <summary>The lane's changes of objects.</summary>
    public ObjectEditor Objects { get; }

    /// <summary>True to only try transactions: without witnesses, nonce and fee. Never for blocks of a chain.</summary>
    public bool IsTrial { get; init; }

    /// <summary>What the last transaction's last call returned; empty when it was no call of a contract.</summary>
    public ReadOnlySpan<byte> Output => _contracts.Output;

    /// <summary>Why the last transaction's contract failed; null when it did not.</summary>
    public ContractFailure? Failure => _contracts.Failure;

    /// <summary>Starts a block.</summary>
    public void Reset(in BlockContext context, FeeMarkets markets)
    {
        _context = context;
        _markets = markets;
        Objects.BeginBlock(context.Epoch);
        _contracts.BeginBlock(context, _slots);
        Receipts.Reset();
        Fees.Clear();
        Loader.Arena.Reset();
    }

    /// <summary>Admits and executes; one that may not be included changes nothing.</summary>
    /// <param name="plan">The batch.</param>
    /// <param name="index">Index in it.</param>
    /// <param name="number">A positive number that no other transaction of the block has.</param>
    /// <param name="witnesses">Addresses of its witnesses.</param>
    /// <param name="receipt">Where its receipt starts among <see cref="Receipts"/>.</param>
    /// <param name="gasUsed">Gas it used.</param>
    public TransactionError Execute(
        BlockPlan plan,
        int index,
        int number,
        ReadOnlySpan<Hash256> witnesses,
        out int receipt,
        out ulong gasUsed)
    {
        _view.Begin(plan, index, number);
        _price = _markets.MultiplierOf(plan[index].Body);
        TransactionError error = IsTrial
            ? _admission.ValidateInputs(_view)
            : _admission.Validate(_view, _context, _price, witnesses);
        receipt = -1;
        gasUsed = 0;
        if (error != TransactionError.None)
        {
            return error;
        }
        Transaction transaction = plan[index];
        Receipts.BeginEvents();
        _pool.Clear();
        Objects.BeginTransaction();
        _contracts.BeginTransaction();
        _gasUsed = 0;
        // The worst fee is set aside first, so that effects can never spend what the fee needs.
        if (!IsTrial)
        {
            Reserve(transaction.Body);
        }
        int mark = _view.Mark();
        ReceiptStatus status = Run(transaction);
        if (status != ReceiptStatus.Success)
        {
            _view.RollBack(mark);
            Objects.RollBack();
        }
        UInt128 fee = IsTrial
            ? FeeSchedule.Total(_genesis.Parameters, transaction, _gasUsed, _price)
            : Settle(transaction);
        receipt = Receipts.Add(_slots, _view, transaction.Id, status, _gasUsed, fee, _contracts.ReturnHash);
        gasUsed = _gasUsed;
        _view.CountGas(gasUsed);
        return TransactionError.None;
    }

    /// <summary>Frees the memory of contracts.</summary>
    public void Dispose() => _contracts.Dispose();

    private void Reserve(TransactionBody body)
    {
        // First the nonce: a payer without any balance left would be an account that leaves no trace.
        _accounts.AdvanceNonce(body.FeePayer);
        ReceiptStatus reserved = _accounts.TryDebit(body.FeePayer, AssetId.Swr, body.MaxFee);
        Core.Diagnostics.Check.That(reserved is ReceiptStatus.Success);
    }

    private UInt128 Settle(Transaction transaction)
    {
        TransactionBody body = transaction.Body;
        UInt128 basePart = FeeSchedule.BaseFee(
            _genesis.Parameters, transaction.Bytes.Length, _gasUsed, body.MemoryLimit, _price);
        UInt128 tip = FeeSchedule.Tip(body, _gasUsed);
        UInt128 fee = basePart + tip;
        Core.Diagnostics.Check.That(fee <= body.MaxFee);
        if (fee < body.MaxFee)
        {
            // The refund was the payer's a moment ago, and every account keeps a place for SWR: this cannot fail.
            ReceiptStatus refunded = _accounts.TryCredit(body.FeePayer, AssetId.Swr, body.MaxFee - fee);
            Core.Diagnostics.Check.That(refunded is ReceiptStatus.Success);
        }
        Fees.Add(basePart, tip);
        if (Objects.RentPaid != 0)
        {
            Fees.Add(Objects.RentPaid, 0);
        }
        return fee;
    }

    private ReceiptStatus Run(Transaction transaction)
    {
        TransactionBody body = transaction.Body;
        foreach (ref readonly OutPoint input in body.Inputs.AsSpan())
        {
            ReadResult found = _view.TryReadOutput(input, out ReadOnlySpan<byte> spent);
            Core.Diagnostics.Check.That(found is ReadResult.Found);
            bool fits = _pool.TryAdd(OutputBytes.AssetOf(spent), OutputBytes.AmountOf(spent));
            _view.RemoveOutput(input);
            if (!fits)
            {
                return ReceiptStatus.Overflow;
            }
        }
        foreach (ProgramCall call in body.Calls)
        {
            ReceiptStatus status = RunCall(call, body.GasLimit);
            if (status != ReceiptStatus.Success)
            {
                return status;
            }
        }
        return CreateOutputs(transaction);
    }

    private ReceiptStatus RunCall(ProgramCall call, ulong gasLimit)
    {
        bool isBank = call.Program == ProgramId.Bank;
        bool isNative = isBank || NativeCall.Concerns(call);
        // Only the last call's result counts.
        _contracts.ForgetResult();
        if (!isNative && !_contracts.Concerns(call))
        {
            return ReceiptStatus.UnknownProgram;
        }
        ulong cost = isBank ? BankProgram.CallGas : isNative ? NativeCall.GasOf(call) : LaneContracts.GasOf(call);
        ulong limit = Math.Min(call.Gas, gasLimit - _gasUsed);
        if (limit < cost)
        {
            _gasUsed += limit;
            return ReceiptStatus.OutOfGas;
        }
        _gasUsed += cost;
        if (isNative)
        {
            return isBank ? RunBank(call) : RunNative(call);
        }
        ReceiptStatus status = _contracts.Run(call, limit - cost, out ulong used);
        _gasUsed += used;
        return status;
    }

    private ReceiptStatus RunNative(ProgramCall call)
    {
        if (!NativeCall.TryParse(call, out NativeCall native))
        {
            return ReceiptStatus.BadCall;
        }
        return native.IsAsset
            ? AssetProgram.Run(ref native, Objects, _accounts, Receipts)
            : ObjectProgram.Run(ref native, Objects, Receipts);
    }

    private ReceiptStatus RunBank(ProgramCall call)
    {
        if (!BankProgram.TryParse(call, out BankCall bank))
        {
            return ReceiptStatus.BadCall;
        }
        ReceiptStatus status = Move(bank);
        if (status == ReceiptStatus.Success)
        {
            Receipts.AddEvent(ProgramId.Bank, bank.From?.Value, bank.To?.Value, null, call.Arguments);
        }
        return status;
    }

    // The view is the guard: whatever a program asks for, only declared objects are touched.
    private ReceiptStatus Move(in BankCall bank)
    {
        if (bank.From is { } from)
        {
            ReceiptStatus taken = _accounts.TryDebit(from, bank.Asset, bank.Amount);
            if (taken != ReceiptStatus.Success)
            {
                return taken;
            }
        }
        else if (!_pool.TryTake(bank.Asset, bank.Amount))
        {
            return ReceiptStatus.NotConserved;
        }
        if (bank.To is { } to)
        {
            return _accounts.TryCredit(to, bank.Asset, bank.Amount);
        }
        return _pool.TryAdd(bank.Asset, bank.Amount) ? ReceiptStatus.Success : ReceiptStatus.Overflow;
    }

    // Conservation: what came in through inputs and withdrawals leaves through deposits and outputs, to the unit.
    private ReceiptStatus CreateOutputs(Transaction transaction)
    {
        ReadOnlySpan<TransactionOutput> outputs = transaction.Body.Outputs;
        Span<byte> encoded = stackalloc byte[OutputBytes.MaxBytes];
        for (int index = 0; index < outputs.Length; index++)
        {
            ref readonly TransactionOutput output = ref outputs[index];
            if (!_pool.TryTake(output.Asset, output.Amount))
            {
                return ReceiptStatus.NotConserved;
            }
            int length = OutputBytes.Write(output, encoded);
            _view.WriteOutput(new OutPoint(transaction.Id, (uint)index), encoded[..length]);
        }
        return _pool.IsEmpty ? ReceiptStatus.Success : ReceiptStatus.NotConserved;
    }
}
