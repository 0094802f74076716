using System.Diagnostics.CodeAnalysis;
using Aether.Consensus.Epochs;
using Aether.Consensus.Votes;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Network.Transport;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.GossipChecks;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Propagation;
using Aether.Pipeline.Runtime;
using Aether.Pipeline.Stages;
using Aether.Pipeline.Status;

namespace Aether.Pipeline;

/// <summary>
/// One node without its edges: takes transactions and messages, finalises blocks. <see cref="Topology"/> shows its
/// parts.
/// </summary>
/// <remarks>
/// <b>Threads</b>: five of its own (ingress, consensus, execution, sync, sequence), one that judges gossip and one for
/// shreds; every member may be called from any thread.
/// <b>Errors</b>: whatever the node cannot recover from (a broken invariant, a failing disk, conflicting finality)
/// stops all of its threads and raises <see cref="Faulted"/> once. Nothing runs on after that.
/// </remarks>
public sealed class NodePipeline : IDisposable
{
    private readonly Topology _topology;
    private readonly IStageRunner[] _runners;
    private readonly Lock _lifecycle = new();
    private NodeFault? _fault;
    private bool _started;
    private bool _stopped;

    private NodePipeline(NodeParts parts, IConsensusCryptoFactory crypto)
    {
        Parts = parts;
        Announcements announce = new(block => BlockFinalized?.Invoke(block), head => SafeHeadMoved?.Invoke(head));
        _topology = new Topology(parts, crypto, announce, Fail);
        string name = parts.OwnIndex is { } index ? $"node {index}" : "observer";
        IStageRuntime runtime = parts.Runtime;
        _runners =
        [
            runtime.CreateRunner($"{name} ingress", _topology.IngressLoop, _topology.IngressSignal, Fail),
            runtime.CreateRunner($"{name} consensus", _topology.Vote, _topology.ConsensusSignal, Fail),
            runtime.CreateRunner($"{name} execution", _topology.ExecuteLoop, _topology.ExecuteSignal, Fail),
            runtime.CreateRunner($"{name} sync", _topology.Sync, _topology.SyncSignal, Fail),
            runtime.CreateRunner($"{name} sequence", _topology.Sequence, _topology.SequenceSignal, Fail),
            .. _topology.Judge is { } judge
                ? [runtime.CreateRunner($"{name} gossip", judge, _topology.GossipSignal, Fail)]
                : Array.Empty<IStageRunner>(),
            .. _topology.PropagationLoop is { } loop
                ? [runtime.CreateRunner($"{name} propagation", loop, _topology.PropagationSignal, Fail)]
                : (IStageRunner[])[],
        ];
    }

    /// <summary>
    /// A final block is durable. Raised on the execution thread, or by <see cref="Stop"/> once that has ended, in
    /// order; a handler returns soon and does not throw.
    /// </summary>
    public event Action<FinalBlock>? BlockFinalized;

    /// <summary>
    /// Another block is the highest certified one: a descendant of the last, or of another branch above the final head.
    /// Raised on the execution thread, in order with <see cref="BlockFinalized"/>; a handler returns soon and does not
    /// throw.
    /// </summary>
    public event Action<HeadView>? SafeHeadMoved;

    /// <summary>The node stopped itself. Raised once, on the thread that failed.</summary>
    public event Action<NodeFault>? Faulted;

    /// <summary>What the pipeline was made of.</summary>
    public NodeParts Parts { get; }

    /// <summary>Why the node stopped itself, or null.</summary>
    public NodeFault? Fault => Volatile.Read(ref _fault);

    /// <summary>The final, safe and latest block with their states.</summary>
    public ChainHeads Heads => _topology.Heads;

    /// <summary>Pending transactions.</summary>
    public SharedMempool Mempool => _topology.Mempool;

    /// <summary>
    /// Time from a block's first sight here to its finality here. See <see cref="FinalBlock.LatencyMs"/>.
    /// </summary>
    public LatencyHistogram FinalityLatency => _topology.Latency;

    /// <summary>Code of contracts that was called here.</summary>
    public ModuleCache Modules => _topology.Modules;

    /// <summary>Which slots ended with a final block.</summary>
    public SlotLog Slots => _topology.Slots;

    /// <summary>What this node did as leader, slot by slot.</summary>
    public SequenceLog Sequences => _topology.Sequences;

    /// <summary>What payloads as shreds came to; null where proposals travel whole.</summary>
    public ShredCounters? Shreds => _topology.PropagationLoop?.Counters;

    /// <summary>Where consensus stands.</summary>
    public ConsensusStatus ConsensusStatus
    {
        get
        {
            ViewStatus view = _topology.Vote.Status;
            return new ConsensusStatus(
                view.View, view.Epoch, view.Leader, Heads.Finalized.Header, Heads.Safe.Header, Heads.Latest.Header);
        }
    }

    /// <summary>How full the mempool is.</summary>
    public MempoolStatus MempoolStatus => Mempool.Status;

    /// <summary>Why this node last refused a proposed block, or null.</summary>
    public string? LastInvalidBlock => _topology.Execute.LastInvalid;

    /// <summary>Prepares a pipeline; false with a reason when the genesis set has keys that are not valid.</summary>
    public static bool TryCreate(NodeParts parts, [NotNullWhen(true)] out NodePipeline? pipeline, out string reason)
    {
        Check.That(parts.OwnIndex is null == parts.Signer is null);
        Check.That(parts.Store.GenesisHeader.TimestampMs == parts.Genesis.TimestampMs);
        if (parts.Crypto is { } given)
        {
            reason = "";
            pipeline = new NodePipeline(parts, given);
            return true;
        }
        bool ok = CommitteeCryptoFactory.TryCreate(parts.Genesis, out CommitteeCryptoFactory? crypto, out reason);
        pipeline = ok ? new NodePipeline(parts, new SharedCryptoFactory(crypto!)) : null;
        return ok;
    }

    /// <summary>Starts the threads. Once.</summary>
    public void Start()
    {
        lock (_lifecycle)
        {
            Check.That(!_started);
            _started = true;
            _topology.ConnectTransport();
            foreach (IStageRunner runner in _runners)
            {
                runner.Start();
            }
        }
    }

    /// <summary>Refuses transactions from now on; the rest goes on. Any thread.</summary>
    public void StopAdmitting() => _topology.Ingress.Refuse();

    /// <summary>
    /// Ends the threads after their current work, brings commits under way to their end and answers every waiting
    /// submitter. Safe to repeat; not for handlers of <see cref="BlockFinalized"/>.
    /// </summary>
    public void Stop()
    {
        lock (_lifecycle)
        {
            if (_stopped)
            {
                return;
            }
            _stopped = true;
        }
        foreach (IStageRunner runner in _runners)
        {
            runner.RequestStop();
        }
        foreach (IStageRunner runner in _runners)
        {
            runner.Join();
        }
        FinishCommits();
        _topology.IngressLoop.Close();
        _topology.Ingress.Close();
        _topology.Engine.Dispose();
        _topology.Compiler.Dispose();
    }

    /// <summary>
    /// Judges a transaction and, if it may be included, takes it and sends it to the other validators.
    /// </summary>
    /// <param name="transaction">Its canonical bytes, borrowed for the call.</param>
    public Task<SubmitResult> SubmitAsync(ReadOnlySpan<byte> transaction) => _topology.Ingress.Submit(transaction);

    /// <summary>As <see cref="SubmitAsync"/>, waiting for the verdict. The node must have been started.</summary>
    public SubmitResult Submit(ReadOnlySpan<byte> transaction) => SubmitAsync(transaction).GetAwaiter().GetResult();

    /// <summary>
    /// Judges the transactions of a batch as <see cref="SubmitAsync"/> does each, with one hand-over for all of them.
    /// The batch is always answered: <see cref="SubmissionBatch.WaitAsync"/>.
    /// </summary>
    public void Submit(SubmissionBatch batch) => _topology.Ingress.Submit(batch);

    /// <summary>Copies all counters.</summary>
    public PipelineMetrics ReadMetrics() => _topology.ReadMetrics();

    /// <summary>What the transactions of final blocks came to.</summary>
    public ReceiptTally Receipts => _topology.ExecuteLoop.Finalize.Receipts;

    /// <summary>Lanes that execute a block.</summary>
    public int Lanes => _topology.Engine.Lanes;

    /// <summary>What the threads of the node do, and the stages they run.</summary>
    public IReadOnlyList<ThreadSample> ReadThreads() => _topology.ReadThreads();

    /// <summary>How full the links are.</summary>
    public IReadOnlyList<LinkSample> ReadLinks() => _topology.ReadLinks();

    /// <summary>What stages did not pass on, and why. The rows are always the same.</summary>
    public IReadOnlyList<DropSample> ReadDrops() => _topology.ReadDrops();

    /// <inheritdoc/>
    public void Dispose() => Stop();

    // What the next start finds final in the log is announced by this one: nobody else ever would.
    private void FinishCommits()
    {
        if (Fault is not null)
        {
            return;
        }
        try
        {
            _topology.ExecuteLoop.SyncAndFinishCommits();
        }
        catch (Exception exception)
        {
            Fail("commit at the end", exception);
        }
    }

    private void Fail(string source, Exception exception) => Fail(new NodeFault(source, exception.Message, exception));

    private void Fail(NodeFault fault)
    {
        if (Interlocked.CompareExchange(ref _fault, fault, null) is not null)
        {
            return;
        }
        foreach (IStageRunner runner in _runners)
        {
            runner.RequestStop();
        }
        _topology.Ingress.Refuse();
        Faulted?.Invoke(fault);
    }
}
