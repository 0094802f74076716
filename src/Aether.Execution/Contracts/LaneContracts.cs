using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Execution.Ledger;
using Aether.Execution.Rent;
using Aether.Execution.Scheduling;

namespace Aether.Execution.Contracts;

/// <summary>Contracts on one lane: calls of the contract program and of contracts.</summary>
/// <remarks><b>Threads</b>: one lane. <b>Ownership</b>: frees the memory of instances when disposed.</remarks>
internal sealed class LaneContracts : IDisposable
{
    private readonly TransactionView _view;
    private readonly LedgerRuntimeState _state;
    private readonly ContractRunner _runner;
    private readonly ContractProgram _program;
    private bool _hasResult;

    /// <summary>Makes the contracts of a lane.</summary>
    public LaneContracts(
        ModuleCache modules,
        TransactionView view,
        AccountEditor accounts,
        ObjectEditor objects,
        LaneReceipts receipts)
    {
        _view = view;
        _state = new LedgerRuntimeState(view, accounts, objects, receipts);
        _runner = new ContractRunner(modules);
        _program = new ContractProgram(view, objects, receipts, _state, _runner);
    }

    /// <summary>What the last call returned; empty when it was no call of a contract, or failed.</summary>
    public ReadOnlySpan<byte> Output => _hasResult ? _runner.Output : default;

    /// <summary>Why the last call failed; null when it was no call of a contract, or succeeded.</summary>
    public ContractFailure? Failure => _hasResult ? _runner.Failure : null;

    /// <summary>Hash of what the last call returned or failed with; zero for nothing.</summary>
    public Hash256 ReturnHash
    {
        get
        {
            ReadOnlySpan<byte> result = Failure is { } failure ? Ace.Encode(failure) : Output;
            if (result.IsEmpty)
            {
                return Hash256.Zero;
            }
            Span<byte> digest = stackalloc byte[Hash256.Bytes];
            System.Security.Cryptography.SHA256.HashData(result, digest);
            return new Hash256(digest);
        }
    }

    /// <summary>Gas of a call before what it runs: also of one that parses as nothing.</summary>
    public static ulong GasOf(ProgramCall call) =>
        ContractCall.TryParse(call, out ContractCall parsed) ? parsed.Gas : ContractCalls.GasOf(call.Arguments.Length);

    /// <inheritdoc/>
    public void Dispose() => _runner.Dispose();

    /// <summary>Starts a block.</summary>
    public void BeginBlock(in BlockContext context, SlotTable slots) => _state.BeginBlock(context, slots);

    /// <summary>Starts a transaction.</summary>
    public void BeginTransaction() => ForgetResult();

    /// <summary>Turns to the next call: nothing was returned by it yet.</summary>
    public void ForgetResult() => _hasResult = false;

    /// <summary>
    /// True for calls of the contract program and of whatever else the transaction declared: it may be a contract.
    /// </summary>
    public bool Concerns(ProgramCall call)
    {
        ObjectId program = new(call.Program.Value);
        if (call.Program == NativePrograms.Contract || AccessSet.AllowsRead(_view.Transaction.Body, program))
        {
            return true;
        }
        _hasResult = true;
        _runner.NoteUnknown(program);
        return false;
    }

    /// <summary>Runs a call that no other program takes.</summary>
    /// <param name="call">The call.</param>
    /// <param name="gas">Gas that what it runs may use.</param>
    /// <param name="used">Gas used by what it ran.</param>
    public ReceiptStatus Run(ProgramCall call, ulong gas, out ulong used)
    {
        uint pages = _view.Transaction.Body.MemoryLimit;
        used = 0;
        if (call.Program == NativePrograms.Contract)
        {
            if (!ContractCall.TryParse(call, out ContractCall parsed))
            {
                return ReceiptStatus.BadCall;
            }
            _hasResult = true;
            _runner.Forget();
            ReceiptStatus status = _program.Run(parsed, gas, pages, out used);
            _runner.NoteOutside(parsed.Id, status, _state);
            return status;
        }
        if (call.Method != ContractCalls.NamedMethod)
        {
            return ReceiptStatus.BadCall;
        }
        _hasResult = true;
        return _runner.Run(_state, new ObjectId(call.Program.Value), call.Arguments, gas, pages, out used);
    }
}
