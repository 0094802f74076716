using Aether.Consensus.Slashing;
using Aether.Core.Concurrency;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.Staking;
using Aether.Network.Transport;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Runtime;
using Aether.Pipeline.Status;

namespace Aether.Pipeline.Stages;

/// <summary>The execution thread: carries out the requests of consensus strictly in order and answers them.</summary>
/// <remarks>
/// <b>When full</b>: every answer has a request before it, so a full answer link is a broken invariant.
/// </remarks>
internal sealed class ExecuteLoop : IStageLoop
{
    private const int ExecuteCell = 0;
    private const int ProposeCell = 1;
    private const int CommitCell = 2;
    private const int FinalizeCell = 3;

    // What was begun and is not announced yet, oldest first; bounded as in CommitStage.
    private readonly Queue<(FinalizeItem Item, long Start)> _begun = new();
    private Hash256 _safeHash;

    /// <inheritdoc/>
    public ThreadMeter Meter { get; } = new(
        "execution", ["ExecuteStage", "ProposeStage", "CommitStage", "FinalizeStage"]);

    /// <summary>Takes the times of blocks.</summary>
    public WorkWatch Watch { get; init; } = WorkWatch.None;

    /// <summary>Requests from consensus.</summary>
    public required SpscLink<ExecutionRequest> Requests { get; init; }

    /// <summary>Answers to consensus.</summary>
    public required SpscLink<ExecutionAnswer> Answers { get; init; }

    /// <summary>Wakes the consensus thread.</summary>
    public required WakeSignal ConsensusSignal { get; init; }

    /// <summary>Executed blocks above the final head.</summary>
    public required ExecutedBlocks Executed { get; init; }

    /// <summary>Validator sets.</summary>
    public required EpochDirectory Epochs { get; init; }

    /// <summary>Evidence that waits for a block.</summary>
    public required EvidencePool Evidence { get; init; }

    /// <summary>Published heads.</summary>
    public required ChainHeads Heads { get; init; }

    /// <summary>Told of each new safe head; runs here and returns soon.</summary>
    public required Action<HeadView> SafeHeadMoved { get; init; }

    /// <summary>Builds.</summary>
    public required ProposeStage Propose { get; init; }

    /// <summary>Executes.</summary>
    public required ExecuteStage Execute { get; init; }

    /// <summary>Commits.</summary>
    public required CommitStage Commit { get; init; }

    /// <summary>Wakes the thread that brings commits to the disk; null to wait for the disk here.</summary>
    public WakeSignal? SyncSignal { get; init; }

    /// <summary>Announces.</summary>
    public required FinalizeStage Finalize { get; init; }

    /// <inheritdoc/>
    public bool TryRun()
    {
        bool finished = FinishCommits();
        if (!Requests.TryConsume(out ExecutionRequest request))
        {
            return finished || Prepare();
        }
        switch (request)
        {
            case BuildRequest build:
                Meter.Take(ProposeCell);
                bool isPrepared = Propose.IsPrepared(build);
                long buildStart = Watch.Begin(Epochs.Current.Epoch, build.View);
                BuiltAnswer built = Propose.Run(build);
                Watch.Done(PipelineWork.Propose, isPrepared || built.Block is null ? 0 : buildStart);
                Answer(built);
                break;
            case ExecuteRequest execute:
                Meter.Take(ExecuteCell);
                Header header = execute.Block.Header;
                long start = Watch.Begin(header.Epoch, header.View);
                ExecutedAnswer answer = Execute.Run(execute.Block);
                Watch.Done(PipelineWork.Execute, start);
                Publish(execute.Block.Hash);
                Answer(answer);
                break;
            case AdoptRequest adopt:
                Meter.Enter(ProposeCell);
                Propose.Adopt(adopt.Block.Header);
                Publish(adopt.Block.Hash);
                break;
            case SafeRequest safe:
                _safeHash = safe.Header.Hash;
                Publish(_safeHash);
                break;
            case EpochRequest epoch:
                Epochs.Add(epoch.Epoch);
                Evidence.Expire(FirstConvictable(epoch.Epoch.Epoch));
                break;
            case EvidenceRequest evidence:
                Evidence.TryAdd(evidence.Evidence, evidence.Convictions);
                break;
            case FinalizeRequest finalize:
                CommitAll(finalize.Blocks);
                break;
            default:
                throw new InvariantViolationException(request.GetType().Name);
        }
        return true;
    }

    /// <inheritdoc/>
    public int ParkMs() => -1;

    /// <summary>Announces what was begun, once it is on disk. For the end, when nothing runs here any more.</summary>
    public void SyncAndFinishCommits()
    {
        if (_begun.Count > 0)
        {
            Commit.Sync();
            FinishCommits();
        }
    }

    private static uint FirstConvictable(uint epoch) => epoch - Math.Min(epoch, StakingRules.UnbondingEpochs);

    // Nothing else is to be done here while others vote.
    private bool Prepare()
    {
        if (Propose.ToPrepareOn is not { } parent)
        {
            return false;
        }
        Meter.Enter(ProposeCell);
        long start = Watch.Begin(parent.Epoch, parent.View + 1);
        bool prepared = Propose.TryPrepare();
        Watch.Done(PipelineWork.Propose, prepared ? start : 0);
        return prepared;
    }

    private void CommitAll(FinalizeItem[] blocks)
    {
        foreach (FinalizeItem item in blocks)
        {
            Meter.Take(CommitCell);
            long start = Watch.Begin(item.Block.Header.Epoch, item.Block.Header.View);
            Commit.Begin(item);
            _begun.Enqueue((item, start));
        }
        if (SyncSignal is { } sync)
        {
            sync.Set();
        }
        else
        {
            Commit.Sync();
        }
        FinishCommits();
    }

    // Nothing is announced before it is on disk.
    private bool FinishCommits()
    {
        bool any = false;
        while (_begun.Count > 0 && Commit.TryFinish() is { } block)
        {
            any = true;
            (FinalizeItem item, long start) = _begun.Dequeue();
            Watch.Done(PipelineWork.Commit, start, block.View.Transactions.Length);
            Meter.Take(FinalizeCell);
            Finalize.Run(block, item.LatencyMs);
            Evidence.MarkPunished(block.Execution.Punished);
        }
        return any;
    }

    // A certificate can come before the block is executed here: the safe head then follows with the execution.
    private void Publish(Hash256 hash)
    {
        if (Executed.Find(hash)?.View is not { } view)
        {
            return;
        }
        if (view.Header.View > Heads.Latest.Header.View)
        {
            Heads.SetLatest(view);
        }
        if (hash == _safeHash && view.Header.View > Heads.Safe.Header.View)
        {
            Heads.SetSafe(view);
            SafeHeadMoved(view);
        }
    }

    private void Answer(ExecutionAnswer answer)
    {
        Check.That(Answers.TryPublish(answer));
        ConsensusSignal.Set();
    }
}
