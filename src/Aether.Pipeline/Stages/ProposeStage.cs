using Aether.Consensus.HotStuff;
using Aether.Consensus.Sequencing;
using Aether.Consensus.Slashing;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Fees;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.Execution.Staking;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.BlockProduction;
using Aether.Pipeline.Mempool;

namespace Aether.Pipeline.Stages;

/// <summary>
/// Takes evidence and the best transactions of the mempool, executes them on the parent, and offers the block to
/// consensus; at the end of an epoch it makes the closing block instead.
/// </summary>
/// <remarks>
/// A transaction that may not be included is left out; one that cannot be included on the final head either is
/// dropped from the mempool. The result is kept until consensus signs a header for it (<see cref="Adopt"/>), so it is
/// executed once.
/// </remarks>
internal sealed class ProposeStage
{
    // The lengths of both lists and the absence of a transition.
    private const int PayloadOverheadBytes = 4 + 4 + 1;

    private readonly Genesis _genesis;
    private readonly Address _proposer;
    private readonly int _maxTransactions;
    private readonly EpochDirectory _epochs;
    private readonly EvidencePool _evidence;
    private readonly ExecutedBlocks _executed;
    private readonly SharedMempool _mempool;
    private readonly PipelineRules _rules;
    private readonly ExecutionEngine _engine;
    private readonly ProposalOrder _order = new();
    private readonly AceWriter _writer = new();
    private BuiltCandidate? _candidate;
    // The block of the candidate, when nobody has asked for it yet.
    private (Hash256 Parent, uint Epoch, BuiltAnswer Answer)? _prepared;
    private long _built;

    /// <summary>Creates the stage for a validator that is paid at <paramref name="proposer"/>.</summary>
    public ProposeStage(
        Genesis genesis,
        Address proposer,
        int maxTransactions,
        EpochDirectory epochs,
        EvidencePool evidence,
        ExecutedBlocks executed,
        SharedMempool mempool,
        PipelineRules rules,
        ExecutionEngine engine)
    {
        _engine = engine;
        Check.That(maxTransactions is > 0 and <= Limits.Block.MaxTransactions);
        _genesis = genesis;
        _proposer = proposer;
        _maxTransactions = maxTransactions;
        _epochs = epochs;
        _evidence = evidence;
        _executed = executed;
        _mempool = mempool;
        _rules = rules;
    }

    /// <summary>Blocks built.</summary>
    public long Built => Volatile.Read(ref _built);

    /// <summary>Records what is decided and when; null where nobody leads.</summary>
    public SlotRecorder? Recorder { get; init; }

    /// <summary>
    /// Builds the block after the one adopted last before it is asked for, while that is voted for. Only a validator
    /// that has all the stake does, which leads the next view unless this one fails, and only while more is pending
    /// than fits into a block: otherwise what comes until then would miss it.
    /// </summary>
    public bool TryPrepare()
    {
        if (ToPrepareOn is not { } parent)
        {
            return false;
        }
        ToPrepareOn = null;
        if (_epochs.Current.Validators.Count > 1 || !IsBlockWaiting(parent))
        {
            return false;
        }
        BuiltAnswer answer = Build(new BuildRequest(parent.View + 1, parent, parent.TimestampMs));
        _prepared = (parent.Hash, _epochs.Current.Epoch, answer);
        return true;
    }

    /// <summary>True when the requested block is prepared.</summary>
    public bool IsPrepared(BuildRequest request) =>
        _prepared is { } prepared && prepared.Answer.View == request.View && prepared.Answer.Block is not null
            && prepared.Parent == request.Parent.Hash && prepared.Epoch == _epochs.Current.Epoch;

    /// <summary>The own block adopted last, until the next one is prepared or built.</summary>
    public Header? ToPrepareOn { get; private set; }

    /// <summary>Builds the requested block, unless it is prepared.</summary>
    public BuiltAnswer Run(BuildRequest request)
    {
        BuiltAnswer answer = IsPrepared(request) ? _prepared!.Value.Answer : Build(request);
        _prepared = null;
        ToPrepareOn = null;
        return answer;
    }

    private bool IsBlockWaiting(Header parent)
    {
        (int ready, int count, long bytes) = _mempool.Size;
        int left = ready - _executed.TransactionsDownFrom(parent.Hash).Length;
        return left >= _maxTransactions
            || (left > 0 && bytes / count * left >= _genesis.Parameters.BlockBytesMax);
    }

    private BuiltAnswer Build(BuildRequest request)
    {
        HeadView? parent = _rules.FindParent(_executed, request.Parent.Hash);
        if (parent is null)
        {
            return new BuiltAnswer(request.View, null);
        }
        Recorder?.Begin(request.View, request.Parent.Hash);
        using BlockBuilder builder = new(_genesis, parent.State, ContextOf(request, parent), _engine);
        Evidence[] evidence = builder.IsClosing ? [] : AddEvidence(builder);
        Transaction[] transactions = builder.IsClosing
            ? []
            : AddBest(builder, request.Parent.Hash, parent.Prices, BytesOf(evidence));
        BlockExecution execution = _rules.Finish(builder, parent);
        BlockPayload payload = new(transactions, evidence, execution.Transition);
        _writer.Clear();
        payload.Encode(_writer);
        byte[] bytes = GC.AllocateUninitializedArray<byte>(_writer.Count);
        _writer.WrittenSpan.CopyTo(bytes);
        // A transition is as large as its set: the limit of ordinary blocks is none for it.
        Check.That(bytes.Length <= (builder.IsClosing
            ? Limits.Block.MaxPayloadBytes
            : _genesis.Parameters.BlockBytesMax));
        _candidate = new BuiltCandidate(request.View, request.Parent.Hash, transactions, execution);
        Volatile.Write(ref _built, _built + 1);
        Hash256 payloadRoot = PayloadCommitment.PayloadRoot(payload);
        if (execution.Transition is { } transition)
        {
            Recorder?.Write(SequenceKind.Transition, transition.ComputeHash());
        }
        Recorder?.Write(SequenceKind.Built, payloadRoot);
        return new BuiltAnswer(
            request.View,
            new BuiltBlock(bytes, payloadRoot, execution.PostState!.Root, execution.ReceiptsRoot)
            {
                EvidenceRoot = PayloadCommitment.EvidenceRoot(evidence),
            });
    }

    /// <summary>Keeps the candidate as the executed block of its signed header.</summary>
    public void Adopt(Header header)
    {
        Check.That(_candidate is not null && _candidate.View == header.View);
        Check.That(_candidate.ParentHash == header.ParentHash);
        Check.That(_candidate.Execution.PostState!.Root == header.StateRoot);
        _executed.Add(header, _candidate.Transactions, _candidate.Execution);
        _candidate = null;
        ToPrepareOn = header;
        Recorder?.Seal(header.Hash);
    }

    private BlockContext ContextOf(BuildRequest request, HeadView parent)
    {
        ValidatorSet validators = _epochs.Current.Validators;
        BlockOrigin origin = new(_epochs.Current.Epoch, parent.Header, _rules.NonceOf(parent.Header), validators);
        ulong height = request.Parent.Height + 1;
        ulong price = FeeMarkets.Of(parent.State).Block;
        return new BlockContext(request.View, height, _proposer, price) { Origin = origin };
    }

    // What was punished on this branch already, or is too old by now, is left out.
    private Evidence[] AddEvidence(BlockBuilder builder)
    {
        int mostBytes = (int)_genesis.Parameters.BlockBytesMax / 2;
        List<Evidence> added = [];
        foreach (Evidence piece in _evidence.Take(Limits.Evidence.MaxPerBlock, mostBytes))
        {
            Conviction[] convictions = _epochs.Judge(piece);
            if (convictions.Length > 0 && builder.TryPunish(convictions))
            {
                added.Add(piece);
                Recorder?.Write(SequenceKind.Evidence, MerkleTree.LeafHash(Ace.Encode(piece)));
            }
        }
        return [.. added];
    }

    private static int BytesOf(Evidence[] evidence)
    {
        int bytes = 0;
        foreach (Evidence piece in evidence)
        {
            bytes += Ace.Encode(piece).Length;
        }
        return bytes;
    }

    // Prices may have risen since a bid was admitted: it waits for them to fall, and takes nobody's place meanwhile.
    private Func<Transaction, bool>? PayableAt(FeeMarkets prices) => prices.IsInitial
        ? null
        : transaction => transaction.Body.MaxFee >= FeeSchedule.Total(
            _genesis.Parameters, transaction, transaction.Body.GasLimit, prices.MultiplierOf(transaction.Body));

    private Transaction[] AddBest(BlockBuilder builder, Hash256 parent, FeeMarkets prices, int otherBytes)
    {
        ReadOnlySpan<Hash256> included = _executed.TransactionsDownFrom(parent);
        bool onFinalHead = parent == _executed.Finalized.Header.Hash;
        long maxBytes = _genesis.Parameters.BlockBytesMax - PayloadOverheadBytes - otherBytes;
        Transaction[] best = _order.Sort(_mempool.Select(included, maxBytes, _maxTransactions, PayableAt(prices)));
        TransactionError[] errors = new TransactionError[best.Length];
        builder.TryAddAll(best, errors);
        List<Transaction> added = new(best.Length);
        for (int index = 0; index < best.Length; index++)
        {
            Transaction transaction = best[index];
            TransactionError error = errors[index];
            if (error == TransactionError.None)
            {
                added.Add(transaction);
                Recorder?.Write(SequenceKind.Admit, transaction.WitnessId);
                continue;
            }
            // With nothing between it and the final state it is invalid there and not only in this order.
            bool drop = onFinalHead && added.Count == 0;
            Recorder?.Write(drop ? SequenceKind.Drop : SequenceKind.Skip, transaction.WitnessId, (ushort)error);
            if (drop)
            {
                _mempool.Drop(transaction.Id);
            }
        }
        return [.. added];
    }
}
