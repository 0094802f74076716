using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.Sequencing;
using Aether.Consensus.Slashing;
using Aether.Core;
using Aether.Core.Buffers;
using Aether.Core.Concurrency;
using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.Scheduling;
using Aether.Execution.Wasm.Compiler;
using Aether.Network.Transport;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.BlockProduction;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Propagation;
using Aether.Pipeline.Runtime;
using Aether.Pipeline.Stages;
using Aether.Pipeline.Status;

namespace Aether.Pipeline;

/// <summary>
/// The node on one page: every stage, link, depth, largest message, thread and owner of bytes, and what builds them.
/// </summary>
/// <remarks>
/// Four threads, and a fifth where gossip has to be judged. A transaction takes the ingress thread; a message of a
/// validator the consensus thread; a block the execution thread, asked by consensus and answering it; the sequence
/// thread hashes what the execution thread recorded as leader. Where proposals travel as shreds there is one more, no
/// stage but between the consensus thread and the transport: <see cref="PropagationLoop"/>. They share the mempool, the
/// published heads and the cache of verified witnesses, each behind its own short lock or a volatile reference.
/// </remarks>
public sealed partial class Topology
{
    private const string IngressThread = "ingress";
    private const string ConsensusThread = "consensus";
    private const string ExecutionThread = "execution";
    private const string SequenceThread = "sequence";
    private const string GossipThread = "gossip";
    private const string SyncThread = "sync";
    private const int SequenceEntryBytes = 56;
    private const string BrokenInvariant = "cannot be: consensus has no more open than the link holds; the node stops";

    private readonly NodeParts _parts;
    private readonly ITransport _transport;
    private readonly ShredTransport? _shreds;

    /// <summary>The stages in the order a transaction, then a block, meets them.</summary>
    public static IReadOnlyList<StageInfo> Stages { get; } =
    [
        new("IngressStage", IngressThread, "submit link, transactions channel", "batch", "rents a pinned block each"),
        new("DecodeStage", IngressThread, "batch", "batch", "returns the block; a transaction owns its copy"),
        new("DedupStage", IngressThread, "batch", "batch", "borrows"),
        new("ScreenStage", IngressThread, "batch", "batch", "borrows"),
        new("VerifyStage", IngressThread, "batch", "batch, verified witnesses", "borrows"),
        new("AdmitStage", IngressThread, "batch", "mempool, transactions channel", "moves into the mempool"),
        new("VoteStage", ConsensusThread, "consensus channel, answer link, timer",
            "request link, consensus channel", "owns"),
        new("ProposeStage", ExecutionThread, "request link, mempool", "answer link", "borrows; owns the payload"),
        new("ExecuteStage", ExecutionThread, "request link", "answer link", "borrows"),
        new("CommitStage", ExecutionThread, "request link", "chain store", "borrows"),
        new("SyncStage", SyncThread, "chain store", "CommitStage", "owns nothing"),
        new("FinalizeStage", ExecutionThread, "CommitStage", "mempool, subscribers", "borrows"),
        new("GossipStage", GossipThread, "gossip link", "consensus channel, verdicts", "borrows"),
        new("SequenceStage", SequenceThread, "sequence link", "sequence log", "owns"),
    ];

    /// <summary>The bounded queues between threads.</summary>
    public static IReadOnlyList<LinkInfo> Links { get; } =
    [
        new("submit", "RPC threads", "IngressStage", Limits.Pipeline.SubmitLinkDepth,
            Limits.Transaction.MaxBytes, "refuse the submission: busy"),
        new("transactions channel", "peers", "IngressStage", Limits.Network.MaxTransactionMessages,
            Limits.Transaction.MaxBytes, "drop the oldest, counted"),
        new("consensus channel", "peers", "VoteStage", Limits.Network.MaxConsensusMessages,
            Limits.Consensus.MaxMessageBytes, "refuse the newest, counted; the core repeats"),
        new("gossip link", "peers", "GossipStage", Limits.Gossip.VotesInWork,
            Limits.Block.MaxHeaderBytes, "wait in the queues of gossip"),
        new("datagrams", "peers", "PropagationLoop", Limits.Network.DatagramRingBytes / Limits.Network.MaxDatagramBytes,
            Limits.Network.MaxDatagramBytes, "drop the newest, counted; parity and repair make up for it"),
        new("assembled", "PropagationLoop", "VoteStage", Limits.Network.MaxConsensusMessages,
            Limits.Consensus.MaxMessageBytes, "refuse the newest, counted; the core asks for the block"),
        new("request", "VoteStage", "execution stages", Limits.Pipeline.ExecuteLinkDepth,
            Limits.Consensus.MaxMessageBytes, BrokenInvariant),
        new("answer", "execution stages", "VoteStage", Limits.Pipeline.ExecuteLinkDepth,
            Limits.Block.MaxPayloadBytes, BrokenInvariant),
        new("sequence", "ProposeStage", "SequenceStage", Limits.Sequencing.RingEntries,
            SequenceEntryBytes, "lose the entry, counted in the record"),
    ];

    private readonly SpscLink<ExecutionRequest> _requests = new(Limits.Pipeline.ExecuteLinkDepth);
    private readonly SpscLink<ExecutionAnswer> _answers = new(Limits.Pipeline.ExecuteLinkDepth);
    private readonly SpscLink<SequenceEntry> _sequence;
    private readonly VerifiedWitnesses _verified;
    private readonly EpochArchive _archive;
    private readonly EpochDirectory _epochs;
    private readonly EvidencePool _evidence = new();

    internal Topology(
        NodeParts parts, IConsensusCryptoFactory crypto, Announcements announce, Action<NodeFault> halt)
    {
        _parts = parts;
        Mempool = new SharedMempool(parts.Options.Mempool);
        CheckedPayloads payloads = new(new PayloadReader(Mempool));
        crypto = new PayloadCryptoFactory(crypto, payloads);
        _archive = new EpochArchive(parts.Genesis, parts.Store);
        _epochs = new EpochDirectory(crypto, _archive.FindConvictable());
        _verified = new VerifiedWitnesses(parts.Options.SeenTransactions);
        IngressSignal = parts.Runtime.CreateSignal();
        ConsensusSignal = parts.Runtime.CreateSignal();
        PropagationSignal = parts.Runtime.CreateSignal();
        _shreds = parts.Shreds is { } shreds ? new ShredTransport(parts.Transport, shreds, PropagationSignal) : null;
        _transport = _shreds ?? parts.Transport;
        PropagationLoop = CreatePropagation(crypto);
        ExecuteSignal = parts.Runtime.CreateSignal();
        SyncSignal = parts.Runtime.CreateSignal();
        Sync = new SyncStage(parts.Store, ExecuteSignal);
        SequenceSignal = parts.Runtime.CreateSignal();
        _sequence = new SpscLink<SequenceEntry>(parts.Options.SequenceEntries);
        HeadView finalized = new(parts.Store.FinalizedHeader, parts.Store.FinalizedState, [], [], null);
        Heads = new ChainHeads(finalized);
        Slots = new SlotLog(finalized.Header.View);
        PinnedBlockPool blocks = new(parts.Options.IngressBlocks, Limits.Transaction.MaxBytes);
        Ingress = new IngressStage(blocks, _transport, IngressSignal, parts.Gossip);
        Vote = new VoteStage(CreateVoteContext(crypto, halt));
        GossipSignal = parts.Runtime.CreateSignal();
        Judge = parts.Gossip is { } gossip
            ? new GossipStage(parts.Genesis, gossip, crypto, _archive, () => Vote.Place)
            : null;
        IngressLoop = CreateIngressLoop();
        ExecutedBlocks executed = new(finalized);
        Modules = ModuleCache.Create(Compiler);
        Engine = new ExecutionEngine(parts.Genesis, parts.Options.ExecutionLanes, parts.Options.PinLanes, Modules)
        {
            CheckEvery = parts.Options.CheckExecutionEvery,
        };
        Execute = new ExecuteStage(parts.Genesis, _epochs, executed, _verified, parts.Rules, Engine)
        {
            Payloads = payloads,
        };
        ExecuteLoop = CreateExecuteLoop(executed, announce);
        Sequence = new SequenceStage(_sequence, parts.Genesis.Hash, (ushort)(parts.OwnIndex ?? 0), Sequences);
    }

    internal WakeSignal IngressSignal { get; }

    internal WakeSignal ConsensusSignal { get; }

    internal WakeSignal ExecuteSignal { get; }

    internal WakeSignal SyncSignal { get; }

    internal WakeSignal PropagationSignal { get; }

    internal WakeSignal SequenceSignal { get; }

    internal WakeSignal GossipSignal { get; }

    internal SequenceLog Sequences { get; } = new();

    internal ChainHeads Heads { get; }

    internal SharedMempool Mempool { get; }

    internal SlotLog Slots { get; }

    internal LatencyHistogram Latency { get; } = new();

    internal IngressStage Ingress { get; }

    internal IngressLoop IngressLoop { get; }

    internal VoteStage Vote { get; }

    internal GossipStage? Judge { get; }

    internal PropagationLoop? PropagationLoop { get; }

    internal ExecuteStage Execute { get; }

    internal ExecutionEngine Engine { get; }

    internal CompileQueue Compiler { get; } = new();

    internal ModuleCache Modules { get; }

    internal ExecuteLoop ExecuteLoop { get; }

    internal SyncStage Sync { get; }

    internal SequenceStage Sequence { get; }

    internal void ConnectTransport()
    {
        _transport.SetReceiveSignal(TransportChannel.Transactions, IngressSignal);
        _transport.SetReceiveSignal(TransportChannel.Consensus, ConsensusSignal);
        _parts.Gossip?.SetGossipSignal(GossipSignal);
        _parts.Shreds?.Links.SetDatagramSignal(PropagationSignal);
    }

    internal PipelineMetrics ReadMetrics() => new()
    {
        Ingested = Ingress.Ingested,
        IngressRefused = Ingress.Refused,
        Malformed = IngressLoop.Decode.Malformed,
        Duplicates = IngressLoop.Dedup.Duplicates,
        Inadmissible = IngressLoop.Screen.Inadmissible,
        SignaturesVerified = IngressLoop.Verify.Signatures,
        BadSignatures = IngressLoop.Verify.Bad,
        Gossiped = IngressLoop.Admit.Gossiped,
        SubmitHighWater = Ingress.HighWater,
        ConsensusMessages = Vote.Metrics.Messages,
        ConsensusMalformed = Vote.Metrics.Malformed,
        Signed = Vote.Metrics.Signed,
        SignRefused = Vote.Metrics.SignRefused,
        SafetyRecords = Vote.Metrics.SafetyRecords,
        Evidence = Vote.Metrics.Evidence,
        Penalties = Vote.Metrics.Penalties,
        ProposalsYielded = Vote.Metrics.Yielded,
        BlocksBuilt = ExecuteLoop.Propose.Built,
        BlocksExecuted = Execute.Count,
        BlocksInvalid = Execute.Invalid,
        BlocksFinalized = ExecuteLoop.Finalize.Blocks,
        TransactionsFinalized = ExecuteLoop.Finalize.Transactions,
        ExecuteHighWater = _requests.HighWater,
        Mempool = Mempool.Status,
        ConsensusTransport = _transport.ReadCounters(TransportChannel.Consensus),
        TransactionTransport = _transport.ReadCounters(TransportChannel.Transactions),
    };

    private VoteStageContext CreateVoteContext(IConsensusCryptoFactory crypto, Action<NodeFault> halt)
    {
        Genesis genesis = _parts.Genesis;
        ConsensusTiming timing = _parts.Options.Timing ?? ConsensusTiming.ForSlot(genesis.Parameters.SlotMs);
        RestoredState restored = new(
            _archive.FindCurrent(),
            _parts.Store.FinalizedHeader,
            _parts.OwnIndex is null ? null : _parts.SafetyLog.Load(),
            _parts.Store.LoadPending())
        {
            Previous = _archive.Current == 0 ? null : _archive.Find(_archive.Current - 1),
            Later = _archive.FindLater(),
        };
        return new VoteStageContext
        {
            Core = new ChainCore(ConfigOf(genesis, timing), crypto, restored),
            SafetyLog = _parts.SafetyLog,
            Signer = _parts.Signer,
            Leads = _parts.OwnIndex is { } own
                ? new LeadGate(genesis, genesis.Validators[own].Address, crypto, timing)
                : null,
            Archive = new ChainArchive(_parts.Store, SyncSignal),
            Transport = _transport,
            Place = _shreds is { } shreds ? shreds.Note : null,
            Clock = new MonotonicClock(_parts.Time),
            Watch = new WorkWatch(_parts.Probe, _parts.Time),
            Requests = _requests,
            Answers = _answers,
            ExecuteSignal = ExecuteSignal,
            Halt = halt,
        };
    }

    // Peers are the transport's, whoever they are; validators among them are known by what they sign.
    private ChainConfig ConfigOf(Genesis genesis, ConsensusTiming timing) => new(
        genesis,
        _parts.OwnIndex is { } own ? genesis.Validators[own].Address : null,
        timing,
        _parts.Transport.PeerCount,
        _parts.Transport.LocalPeer);

    private PropagationLoop? CreatePropagation(IConsensusCryptoFactory crypto)
    {
        if (_shreds is not { } shreds)
        {
            return null;
        }
        Address? own = _parts.OwnIndex is { } index ? _parts.Genesis.Validators[index].Address : null;
        PropagationCore core = new(_parts.Genesis, own, shreds.PeerCount, _parts.Shreds!, crypto, shreds);
        return new PropagationLoop(shreds, _parts.Shreds!.Links, core, new MonotonicClock(_parts.Time));
    }

    private IngressLoop CreateIngressLoop()
    {
        TagCache seen = new(_parts.Options.SeenTransactions, _parts.TagKey);
        DedupStage dedup = new(seen, Mempool, _parts.Rules);
        return new IngressLoop
        {
            Watch = new WorkWatch(_parts.Probe, _parts.Time),
            Ingress = Ingress,
            Decode = new DecodeStage(),
            Dedup = dedup,
            Screen = new ScreenStage(_parts.Genesis, Heads, Mempool, () => Vote.Status.View),
            Verify = new VerifyStage(_parts.Genesis.Hash, _verified, dedup),
            Admit = new AdmitStage(_parts.Genesis.Parameters, Heads, Mempool, _transport, _parts.Rules),
        };
    }

    private ExecuteLoop CreateExecuteLoop(ExecutedBlocks executed, Announcements announce)
    {
        Address proposer = _parts.OwnIndex is { } own ? _parts.Genesis.Validators[own].Address : default;
        WorkWatch watch = new(_parts.Probe, _parts.Time);
        Engine.StateRootWatch = watch.IsOn ? watch.OnStateRoot : null;
        return new ExecuteLoop
        {
            Watch = watch,
            Requests = _requests,
            Answers = _answers,
            ConsensusSignal = ConsensusSignal,
            SyncSignal = SyncSignal,
            Executed = executed,
            Heads = Heads,
            SafeHeadMoved = announce.SafeHead,
            Propose = new ProposeStage(
                _parts.Genesis,
                proposer,
                _parts.Options.MaxBlockTransactions,
                _epochs,
                _evidence,
                executed,
                Mempool,
                _parts.Rules,
                Engine)
            {
                Recorder = _parts.OwnIndex is null
                    ? null
                    : new SlotRecorder(new SequenceWriter(_sequence), _parts.Time, SequenceSignal),
            },
            Execute = Execute,
            Epochs = _epochs,
            Evidence = _evidence,
            Commit = new CommitStage(_parts.Store, executed, Heads, _parts.Rules),
            Finalize = new FinalizeStage(Mempool, Slots, Latency, announce.Final),
        };
    }
}
