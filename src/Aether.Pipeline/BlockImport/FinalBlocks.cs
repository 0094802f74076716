using Aether.Consensus.Epochs;
using Aether.Consensus.Votes;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.Execution.Storage;
using Aether.Pipeline.Stages;

namespace Aether.Pipeline.BlockImport;

/// <summary>
/// Executes blocks that are known to be final and commits them to a store, with everything a follower checks.
/// </summary>
/// <remarks>
/// For a chain that no pipeline runs on. The epoch that a closing block opens is stored before the block, as consensus
/// does. <b>Threads</b>: one. <b>Ownership</b>: the store stays the caller's.
/// </remarks>
public sealed class FinalBlocks : IDisposable
{
    private const int WitnessesRemembered = 1_024;

    private readonly Genesis _genesis;
    private readonly ChainStore _store;
    private readonly EpochArchive _archive;
    private readonly EpochDirectory _epochs;
    private readonly VerifiedWitnesses _verified = new(WitnessesRemembered);
    private readonly ExecutionEngine _engine;
    private readonly IConsensusCryptoFactory _crypto;

    private FinalBlocks(Genesis genesis, ChainStore store, IConsensusCryptoFactory crypto, int lanes)
    {
        _genesis = genesis;
        _store = store;
        _crypto = crypto;
        _engine = lanes > 1 ? new ExecutionEngine(genesis, lanes, pinned: false) : new ExecutionEngine(genesis);
        _archive = new EpochArchive(genesis, store);
        _epochs = new EpochDirectory(crypto, _archive.FindConvictable());
    }

    /// <summary>The last block committed.</summary>
    public Header Head => _store.FinalizedHeader;

    /// <summary>Starts on the final head of a store.</summary>
    /// <param name="genesis">The chain.</param>
    /// <param name="store">Where blocks go.</param>
    /// <param name="lanes">Processors that execute a block; 1 executes serially.</param>
    /// <exception cref="InvalidOperationException">The genesis set has keys that are not valid.</exception>
    public static FinalBlocks Open(Genesis genesis, ChainStore store, int lanes = 1) =>
        CommitteeCryptoFactory.TryCreate(genesis, out CommitteeCryptoFactory? crypto, out string reason)
            ? new FinalBlocks(genesis, store, crypto, lanes)
            : throw new InvalidOperationException(reason);

    /// <summary>True when the proposer of a header signed it; false too when its epoch did not begin here.</summary>
    public bool IsSigned(SignedHeader header) =>
        _archive.Find(header.Header.Epoch) is { } epoch
        && header.Header.Proposer < epoch.Validators.Count
        && _crypto.Create(epoch).VerifyHeader(header);

    /// <summary>Executes the next block and commits it.</summary>
    /// <param name="block">A final block.</param>
    /// <param name="proof">Shows it; null when it is not to be kept.</param>
    /// <returns>Null, or a sentence: what the block gives is not what its header says, or it does not follow.</returns>
    /// <exception cref="IOException">A disk failed.</exception>
    public string? Commit(Proposal block, FinalityProof? proof)
    {
        Header header = block.Header;
        if (header.Height != Head.Height + 1 || header.ParentHash != Head.Hash)
        {
            return $"block {header.Height} does not follow block {Head.Height}";
        }
        BlockExecution execution = Execute(block, out BlockPayload payload);
        if (!execution.IsValid)
        {
            return $"block {header.Height} {block.Hash} gives {execution.Error} {execution.TransactionError}";
        }
        bool opens = payload.Transition is not null && proof is not null;
        if (opens && !_store.TryGetEpoch(payload.Transition!.Epoch, out EpochProof? _))
        {
            _store.PutEpoch(new EpochProof(header, payload.Transition!, proof!));
        }
        _store.CommitFinal(block, execution, proof);
        return null;
    }

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    private BlockExecution Execute(Proposal block, out BlockPayload payload)
    {
        HeadView parent = new(_store.FinalizedHeader, _store.FinalizedState, [], [], null);
        if (_epochs.FindSet(block.Header.Epoch) is null && _archive.Find(block.Header.Epoch) is { } next)
        {
            _epochs.Add(next);
        }
        ExecuteStage stage = new(
            _genesis, _epochs, new ExecutedBlocks(parent), _verified, new PipelineRules(), _engine);
        return stage.Validate(block, out payload);
    }
}
