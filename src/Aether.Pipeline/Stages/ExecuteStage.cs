using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Ledger;
using Aether.Pipeline.BlockImport;

namespace Aether.Pipeline.Stages;

/// <summary>
/// Executes a proposed block on its parent and accepts it only if every byte and both roots are right.
/// </summary>
/// <remarks>
/// Order: cheap header rules, canonical payload, payload root, signatures that ingress has not verified, execution,
/// state root and receipts root. An invalid block is an answer, not an error; its reason is kept for the operator.
/// </remarks>
internal sealed class ExecuteStage
{
    private readonly Genesis _genesis;
    private readonly ExecutedBlocks _executed;
    private readonly VerifiedWitnesses _verified;
    private readonly PipelineRules _rules;
    private long _count;
    private long _invalid;
    private volatile string? _lastInvalid;

    /// <summary>Creates the stage.</summary>
    public ExecuteStage(
        Genesis genesis, ExecutedBlocks executed, VerifiedWitnesses verified, PipelineRules rules)
    {
        _genesis = genesis;
        _executed = executed;
        _verified = verified;
        _rules = rules;
    }

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
        BlockExecution execution = Validate(block, out Transaction[] transactions);
        if (execution.IsValid)
        {
            _executed.Add(block.Header, transactions, execution);
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
    public BlockExecution Validate(Proposal block, out Transaction[] transactions)
    {
        transactions = [];
        Header header = block.Header;
        HeadView? parent = _rules.FindParent(_executed, header.ParentHash);
        if (parent is null || !HasFixedFields(header) || header.Height != parent.Header.Height + 1)
        {
            return BlockExecution.Invalid(BlockError.MalformedPayload);
        }
        if (!Ace.TryDecode(block.Payload, out BlockPayload payload, out DecodeError _)
            || payload.Evidence.Length > 0 || payload.Transition is not null)
        {
            return BlockExecution.Invalid(BlockError.MalformedPayload);
        }
        transactions = payload.Transactions;
        if (PayloadCommitment.TransactionsRoot(transactions) != header.PayloadRoot)
        {
            return BlockExecution.Invalid(BlockError.PayloadRootMismatch);
        }
        int badSignature = FindBadSignature(transactions);
        return badSignature >= 0
            ? BlockExecution.Invalid(BlockError.BadSignature, TransactionError.BadSignature, badSignature)
            : _rules.Execute(_genesis, parent, header, transactions);
    }

    // Fields that this version of the protocol has only one value for.
    private bool HasFixedFields(Header header) =>
        header.FecProfile == Header.WholePayloadProfile
        && header.BaseFee == BlockContext.UnitBaseFee
        && header.EvidenceRoot.IsZero
        && header.Proposer < _genesis.Validators.Count
        && header.PayloadBytes <= _genesis.Parameters.BlockBytesMax;

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
        SignatureCheck.Verify(open, _genesis.Hash, valid);
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
