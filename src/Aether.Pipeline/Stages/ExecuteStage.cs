using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.Execution.Staking;
using Aether.Pipeline.BlockImport;

namespace Aether.Pipeline.Stages;

/// <summary>
/// Executes a proposed block on its parent and accepts it only if every byte and both roots are right.
/// </summary>
/// <remarks>
/// Order: cheap header rules, canonical payload, its roots, evidence, signatures that ingress has not verified,
/// execution, the transition of an epoch, state root and receipts root. An invalid block is an answer, not an error;
/// its reason is kept for the operator.
/// </remarks>
internal sealed class ExecuteStage
{
    private readonly Genesis _genesis;
    private readonly EpochDirectory _epochs;
    private readonly ExecutedBlocks _executed;
    private readonly VerifiedWitnesses _verified;
    private readonly PipelineRules _rules;
    private readonly ExecutionEngine _engine;
    private readonly SignatureMemory _memory = new(Limits.Signatures.CachedKeys);
    private long _count;
    private long _invalid;
    private volatile string? _lastInvalid;

    /// <summary>Creates the stage.</summary>
    public ExecuteStage(
        Genesis genesis,
        EpochDirectory epochs,
        ExecutedBlocks executed,
        VerifiedWitnesses verified,
        PipelineRules rules,
        ExecutionEngine engine)
    {
        _engine = engine;
        _genesis = genesis;
        _epochs = epochs;
        _executed = executed;
        _verified = verified;
        _rules = rules;
    }

    /// <summary>Decodes payloads.</summary>
    public CheckedPayloads Payloads { get; init; } = new(new PayloadReader(null));

    /// <summary>Blocks executed.</summary>
    public long Count => Volatile.Read(ref _count);

    /// <summary>Blocks found invalid.</summary>
    public long Invalid => Volatile.Read(ref _invalid);

    /// <summary>Why the last invalid block was refused, or null.</summary>
    public string? LastInvalid => _lastInvalid;

    /// <summary>Executes one block; a valid one is kept for its children and its commit.</summary>
    public ExecutedAnswer Run(Proposal block)
    {
        Volatile.Write(ref _count, _count + 1);
        BlockExecution execution = Validate(block, out BlockPayload payload);
        if (execution.IsValid)
        {
            _executed.Add(block.Header, payload.Transactions, execution);
        }
        else
        {
            Volatile.Write(ref _invalid, _invalid + 1);
            _lastInvalid = $"block {block.Hash} of view {block.Header.View}: {execution.Error}"
                + $" {execution.TransactionError} at {execution.ErrorIndex}";
        }
        return new ExecutedAnswer(block.Hash, execution.IsValid);
    }

    /// <summary>Judges a block without keeping it.</summary>
    public BlockExecution Validate(Proposal block, out BlockPayload payload)
    {
        payload = new BlockPayload([]);
        Header header = block.Header;
        HeadView? parent = _rules.FindParent(_executed, header.ParentHash);
        ValidatorSet? validators = _epochs.FindSet(header.Epoch);
        if (parent is null || validators is null || !HasFixedFields(header))
        {
            return BlockExecution.Invalid(BlockError.HeaderMismatch);
        }
        // A transition is as large as its set: the limit of ordinary blocks is none for it.
        if (Payloads.Read(block.Payload) is not { } read
            || (read.Payload.Transition is null && header.PayloadBytes > _genesis.Parameters.BlockBytesMax))
        {
            return BlockExecution.Invalid(BlockError.MalformedPayload);
        }
        payload = read.Payload;
        // What the header does not commit to is not worth the checks below.
        if (read.PayloadRoot != header.PayloadRoot)
        {
            return BlockExecution.Invalid(BlockError.PayloadRootMismatch);
        }
        if (read.EvidenceRoot != header.EvidenceRoot)
        {
            return BlockExecution.Invalid(BlockError.EvidenceRootMismatch);
        }
        if (!TryJudge(payload.Evidence, out Conviction[][] convictions, out int bad))
        {
            return BlockExecution.Invalid(BlockError.InvalidEvidence, index: bad);
        }
        int badSignature = FindBadSignature(payload.Transactions);
        if (badSignature >= 0)
        {
            return BlockExecution.Invalid(BlockError.BadSignature, TransactionError.BadSignature, badSignature);
        }
        BlockOrigin origin = new(header.Epoch, parent.Header, _rules.NonceOf(parent.Header), validators);
        return _rules.Execute(_genesis, parent, header, payload, origin, convictions, _engine);
    }

    // Fields that this version of the protocol has only one value for.
    private bool HasFixedFields(Header header) =>
        header.FecProfile == Header.WholePayloadProfile
        && header.BaseFee == BlockContext.UnitBaseFee
        && header.PayloadBytes <= Limits.Block.MaxPayloadBytes;

    private bool TryJudge(Evidence[] evidence, out Conviction[][] convictions, out int bad)
    {
        convictions = new Conviction[evidence.Length][];
        for (bad = 0; bad < evidence.Length; bad++)
        {
            convictions[bad] = _epochs.Judge(evidence[bad]);
            if (convictions[bad].Length == 0)
            {
                return false;
            }
        }
        return true;
    }

    private int FindBadSignature(Transaction[] transactions)
    {
        List<int> unknown = [];
        for (int index = 0; index < transactions.Length; index++)
        {
            if (!_verified.Contains(transactions[index].WitnessId))
            {
                unknown.Add(index);
            }
        }
        Transaction[] open = new Transaction[unknown.Count];
        for (int index = 0; index < open.Length; index++)
        {
            open[index] = transactions[unknown[index]];
        }
        bool[] valid = new bool[open.Length];
        SignatureCheck.Verify(open, _genesis.Hash, valid, _memory);
        int bad = Array.IndexOf(valid, false);
        for (int index = 0; index < open.Length; index++)
        {
            if (valid[index])
            {
                _verified.Insert(open[index].WitnessId);
            }
        }
        return bad < 0 ? -1 : unknown[bad];
    }
}
