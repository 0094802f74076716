using Aether.Consensus.SlashingProtection;
using Aether.Core;
using Aether.Core.Types;
using Aether.Da.Shreds;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Aether.Native.RocksDb;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Node.Cli;
using Aether.Node.Devnet.Control;
using Aether.Node.Feed;
using Aether.Node.Firehose;
using Aether.Node.Firehose.Grpc;
using Aether.Node.Halting;
using Aether.Node.Indexing;
using Aether.Node.Lifecycle;
using Aether.Node.Logging;
using Aether.Node.Options;
using Aether.Node.Options.Model;
using Aether.Node.Rpc;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Rpc.Methods;
using Aether.Node.Rpc.Stories;
using Aether.Node.Signing;
using Aether.Node.Snapshots;
using Aether.Node.Storage;
using Aether.Node.Telemetry;
using Aether.Pipeline;
using Aether.Pipeline.Propagation;
using Aether.Pipeline.Status;

namespace Aether.Node;

/// <summary>Puts one node together: store, safety log, signer, pipeline, and JSON-RPC if asked for.</summary>
/// <remarks>
/// <b>Ownership</b>: owns everything it opens and the keys; not the transport or the folder's lock.
/// <b>Errors</b>: opening throws <see cref="NodeStartException"/> or <see cref="SafetyLogException"/> with a sentence.
/// </remarks>
internal sealed class NodeHost : IAsyncDisposable
{
    private readonly string _dataFolder;
    private readonly ITransport _transport;
    private readonly FileSafetyLog? _safetyLog;
    private readonly IDisposable? _signer;
    private readonly ShredSigner? _shredSigner;
    private readonly DevControl? _control;
    private readonly NodeConfig? _config;
    private readonly TaskCompletionSource<NodeFault> _faulted = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private RpcServer? _rpc;
    private RpcServer? _admin;
    private StoryKeeper? _stories;
    private SnapshotService? _snapshots;
    private bool _started;
    private bool _isDisposed;

    private NodeHost(
        NodeHostOptions options, NodeView view, FileSafetyLog? safetyLog, IDisposable? signer)
    {
        string dataFolder = options.DataFolder;
        Lifecycle = options.Lifecycle;
        Health = new HealthBoard(TimeProvider.System);
        _transport = options.Transport;
        NodeHealthChecks.Add(Health, this, view, options.Signer);
        Probes = new HealthProbes(Lifecycle, Health, () => NodeHealthChecks.SlotsBehind(view));
        _shredSigner = view.Pipeline.Parts.Shreds?.Signer;
        View = view;
        _dataFolder = dataFolder;
        _safetyLog = safetyLog;
        _signer = signer;
        _config = options.Config;
        _control = options.Clock is { } clock && view.Pipeline.Parts.Transport is WakingTransport waking
            ? new DevControl(view, clock, waking, options.Snapshots)
            : null;
        view.Pipeline.Faulted += OnFault;
    }

    /// <summary>Chain, store and pipeline.</summary>
    public NodeView View { get; }

    /// <summary>Other processes take part: the chain may be further than this node.</summary>
    public bool HasPeers => _transport is PeerLinks or PeerNetwork
        && (View.Genesis.Validators.Count > 1 || View.Pipeline.Parts.OwnIndex is null);

    /// <summary>Connected peers; null for a node without links to other processes.</summary>
    public int? ConnectedPeers => _transport switch
    {
        PeerLinks links => links.Connected,
        PeerNetwork network => network.Status.Connected,
        _ => null,
    };

    /// <summary>Where the node is between its start and its end.</summary>
    public NodeLifecycle Lifecycle { get; }

    /// <summary>How its parts are.</summary>
    public HealthBoard Health { get; }

    /// <summary>Answers probes, on every listener alike.</summary>
    public HealthProbes Probes { get; }

    /// <summary>Path of the admin socket; null where there is none.</summary>
    public string? AdminPath { get; private set; }

    /// <summary>Makes blocks at will, and copies; null on a chain that goes by its own clock.</summary>
    public DevControl? Control => _control;

    /// <summary>Completes when the node stopped itself.</summary>
    public Task<NodeFault> Faulted => _faulted.Task;

    /// <summary>Opens or creates the node's data and prepares the pipeline; nothing runs yet.</summary>
    public static NodeHost Open(NodeHostOptions options)
    {
        LocalSigner? local = null;
        FileSafetyLog? log = null;
        ChainStore? store = null;
        NodeTelemetry telemetry = options.Telemetry ?? new NodeTelemetry(options.Genesis, TimeProvider.System);
        options = options with { Telemetry = telemetry };
        try
        {
            ConflictFile.RequireNone(options.DataFolder);
            if (options.IsObserver)
            {
                return OpenObserver(options, out store);
            }
            ushort index = options.Keys is null ? options.SignerIndex : FindValidator(options.Genesis, options.Keys);
            // A new folder gets its log before its store: a crash in between leaves a log without a store, which is
            // safe, and never the other way round. An old folder's store says best whether the genesis is the right
            // one.
            // A store that was imported is new too: its mark goes once the log is there.
            string mark = Path.Combine(options.DataFolder, SnapshotImporter.MarkName);
            bool isNew = !Directory.Exists(NodeStore.StoreFolder(options.DataFolder)) || File.Exists(mark);
            bool hasChain = options.Store is not null || Directory.Exists(NodeStore.StoreFolder(options.DataFolder));
            store = hasChain ? OpenStore(options) : null;
            ulong? signsFrom = BeginAbstention(options, store, isNew);
            log = OpenSafetyLog(options, options.Genesis.Validators[index].BlsKey, isNew);
            File.Delete(mark);
            store ??= OpenStore(options);
            local = options.Keys is null ? null : new LocalSigner(
                options.Keys,
                options.Genesis.Hash,
                options.Genesis.Validators[index].KesStartEpoch,
                log.Load(),
                keys => ValidatorKeyFile.Replace(options.KeyFile, keys));
            AbstainingSigner? abstaining = local is null || signsFrom is not { } fromMs
                ? null
                : new AbstainingSigner(local, fromMs, () => EndAbstention(options.DataFolder));
            IValidatorSigner signer = abstaining ?? local ?? (IValidatorSigner)options.Signer!;
            NodePipeline pipeline = CreatePipeline(options, index, store, log, signer);
            pipeline.BlockFinalized += block => abstaining?.NoteFinal(block.Header.TimestampMs);
            IDisposable owned = local ?? (IDisposable)options.Signer!;
            return new NodeHost(options, ViewOf(options, store, pipeline), log, owned);
        }
        catch
        {
            (store ?? options.Store)?.Dispose();
            log?.Dispose();
            local?.Dispose();
            options.Keys?.Dispose();
            options.Signer?.Dispose();
            telemetry.Dispose();
            throw;
        }
    }

    /// <summary>Starts the pipeline's threads.</summary>
    public void Start()
    {
        _started = true;
        View.Pipeline.Start();
        View.Index?.Start();
        Lifecycle.Enter(HasPeers ? NodePhase.Peering : NodePhase.Running);
    }

    /// <summary>Makes a snapshot after every epoch from now on, at most so many bytes a second.</summary>
    /// <param name="bytesPerSecond">0 for no limit.</param>
    /// <param name="log">Told in sentences what was made.</param>
    public void KeepSnapshots(long bytesPerSecond, Action<string> log)
    {
        if (_snapshots is not null)
        {
            return;
        }
        FolderMirror folder = new(Path.Combine(_dataFolder, SnapshotOptions.FolderName));
        _snapshots = new SnapshotService(View.Store, View.Genesis.Hash, folder, bytesPerSecond, log);
        View.Pipeline.BlockFinalized += _snapshots.OnFinal;
    }

    /// <summary>Makes no more snapshots, and leaves the one that is being made.</summary>
    public async Task EndSnapshotsAsync()
    {
        if (_snapshots is { } snapshots)
        {
            _snapshots = null;
            View.Pipeline.BlockFinalized -= snapshots.OnFinal;
            await snapshots.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Starts JSON-RPC; returns its address.</summary>
    /// <param name="port">On 127.0.0.1; 0 picks a free one.</param>
    /// <param name="faucet">Serves the development faucet; null for none.</param>
    /// <param name="options">Budgets of clients; null for none.</param>
    /// <exception cref="NodeStartException">The port is taken.</exception>
    public async Task<Uri> ServeRpcAsync(int port, Faucet? faucet, RpcServerOptions? options = null)
    {
        RpcFront front = new(NewDispatcher(faucet), ReadHealth, canChange: _control?.Snapshots is not null);
        _stories ??= new StoryKeeper(View);
        _rpc = await RpcServer.StartAsync(port, front, options).ConfigureAwait(false);
        return _rpc.Address;
    }

    /// <summary>Serves JSON-RPC where another node did, whose clients wait; returns the address.</summary>
    /// <param name="server">From <see cref="GiveRpcAsync"/> of that node; this one takes it over.</param>
    /// <param name="faucet">Serves the development faucet; null for none.</param>
    public Uri ServeRpc(RpcServer server, Faucet? faucet)
    {
        _stories ??= new StoryKeeper(View);
        _rpc = server;
        server.Front.Open(NewDispatcher(faucet), ReadHealth);
        return server.Address;
    }

    /// <summary>
    /// Gives the JSON-RPC server away once no call but the one that asked for it is under way. The caller disposes of
    /// it.
    /// </summary>
    public async Task<RpcServer> GiveRpcAsync()
    {
        RpcServer server = _rpc!;
        await server.Front.CloseAsync().ConfigureAwait(false);
        _rpc = null;
        return server;
    }

    /// <summary>Starts the Firehose; returns its address.</summary>
    /// <param name="port">On 127.0.0.1; 0 picks a free one.</param>
    /// <param name="orOther">Take a free port where that one is taken.</param>
    /// <param name="access">Who may ask, and how; null for everybody without TLS.</param>
    /// <exception cref="NodeStartException">The port is taken.</exception>
    public async Task<Uri> ServeFirehoseAsync(int port, bool orOther, GrpcAccess? access = null)
    {
        FirehoseChain chain = new(View.Genesis, View.Feed, () => _started && View.Pipeline.Fault is null);
        try
        {
            Firehose = await FirehoseServer.StartAsync(port, chain, LogFailure, access).ConfigureAwait(false);
        }
        catch (NodeStartException) when (orOther)
        {
            Firehose = await FirehoseServer.StartAsync(0, chain, LogFailure, access).ConfigureAwait(false);
        }
        Firehose.Counters.StreamsChanged = View.Telemetry.Rpc.ChangeStreams;
        return Firehose.Address;
    }

    /// <summary>The Firehose; null where it is off.</summary>
    public FirehoseServer? Firehose { get; private set; }

    /// <summary>Opens the admin socket in the data folder; says so in the log when it cannot.</summary>
    public async Task ServeAdminAsync()
    {
        string path = Path.GetFullPath(Path.Combine(_dataFolder, "admin", "node.sock"));
        try
        {
            AdminMethods admin = new(View, Health, _config, static () => NodeLog.Shared);
            JsonRpcDispatcher dispatcher = new(RpcMethodTable.CreateAdmin(View, admin), LogFailure);
            _admin = await RpcServer.StartOnSocketAsync(path, new RpcFront(dispatcher, ReadHealth))
                .ConfigureAwait(false);
            AdminPath = path;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException
            or System.Net.Sockets.SocketException)
        {
            NodeLog.Shared.Write(NodeEvents.NoAdmin, $"there is no admin socket at {path}: {error.Message}");
        }
    }

    /// <summary>Stops requests first, then the pipeline. The store stays open for reading.</summary>
    public async Task StopAsync()
    {
        if (_rpc is not null)
        {
            await _rpc.DisposeAsync().ConfigureAwait(false);
            _rpc = null;
        }
        if (Firehose is { } firehose)
        {
            await firehose.DisposeAsync().ConfigureAwait(false);
            Firehose = null;
        }
        if (_admin is not null)
        {
            await _admin.DisposeAsync().ConfigureAwait(false);
            _admin = null;
        }
        if (_stories is not null)
        {
            await _stories.DisposeAsync().ConfigureAwait(false);
            _stories = null;
        }
        View.Pipeline.Stop();
        // What became final last and is not in the index yet is read when the node starts again.
        View.Index?.Stop();
        await EndSnapshotsAsync().ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
        {
            return;
        }
        _isDisposed = true;
        await StopAsync().ConfigureAwait(false);
        Lifecycle.Enter(View.Pipeline.Fault is null ? NodePhase.Stopped : NodePhase.Failed);
        await View.Telemetry.DisposeAsync().ConfigureAwait(false);
        _control?.Dispose();
        View.Pipeline.Dispose();
        View.Index?.Dispose();
        View.Store.Dispose();
        _safetyLog?.Dispose();
        _signer?.Dispose();
        _shredSigner?.Dispose();
    }

    /// <summary>The exit code of a node that stopped itself.</summary>
    public static ExitCode CodeOf(NodeFault fault) => fault.Exception switch
    {
        null when fault.IsConflict => ExitCode.Conflict,
        RocksDbException or StateCorruptException or StateTooLargeException or IOException => ExitCode.Storage,
        SafetyLogException => ExitCode.Refused,
        _ => ExitCode.Unexpected,
    };

    private static ChainStore OpenStore(NodeHostOptions options) =>
        options.Store ?? NodeStore.Open(
            options.DataFolder,
            options.Genesis,
            options.Retention,
            options.StateBytes,
            options.Lifecycle,
            options.Telemetry!.Fsync);

    private static NodeView ViewOf(NodeHostOptions options, ChainStore store, NodePipeline pipeline)
    {
        NodeTelemetry telemetry = options.Telemetry!;
        NodeView view = new(options.Genesis, store, pipeline, TimeProvider.System)
        {
            Peers = options.Peers,
            Links = options.Transport as PeerLinks,
            Telemetry = telemetry,
            Phase = () => PhaseNames.Of(options.Lifecycle.Read().Current),
        };
        if (options.KeepsIndex)
        {
            view.Index = new AccountIndex(
                IndexFiles.Open(options.DataFolder),
                view.Feed,
                new StoredBlocks(store),
                options.Genesis.Hash,
                static text => NodeLog.Shared.Write(NodeEvents.Index, text));
        }
        telemetry.Attach(view, options.DataFolder, options.Transport, options.Keys?.Kes.PeriodCount, options.Lifecycle);
        return view;
    }

    // Signs nothing, so it needs no log of what it signed; a later start with keys finds none and is refused.
    private static NodeHost OpenObserver(NodeHostOptions options, out ChainStore? store)
    {
        store = OpenStore(options);
        NodePipeline pipeline = CreatePipeline(options, null, store, new NoSafetyLog(), null);
        return new NodeHost(options, ViewOf(options, store, pipeline), null, null);
    }

    private static ushort FindValidator(Genesis genesis, ValidatorKeys keys)
    {
        Validator own = keys.ToValidator(genesis.ChainId, 1);
        int index = genesis.Validators.IndexOf(own.Address);
        bool same = index >= 0 && genesis.Validators[index] is { } listed
            && listed.BlsKey == own.BlsKey && listed.VrfKey == own.VrfKey && listed.KesKey == own.KesKey;
        return same
            ? (ushort)index
            : throw new NodeStartException(
                ExitCode.Usage, "the keys are not those of a validator of this genesis; check --keys and --genesis.");
    }

    // A signer process remembers for itself, and one validator alone has nobody to contradict itself before.
    private static ulong? BeginAbstention(NodeHostOptions options, ChainStore? store, bool isNew)
    {
        if (options.Keys is null || options.Genesis.Validators.Count == 1)
        {
            return null;
        }
        if (isNew && store is { FinalizedHeader.Height: > 0 } && !File.Exists(SafetyLogPath(options)))
        {
            Abstention.Begin(options.DataFolder, DateTimeOffset.UtcNow);
        }
        ulong? fromMs = Abstention.Read(options.DataFolder);
        if (fromMs is not null)
        {
            NodeLog.Shared.Write(
                NodeEvents.Abstaining,
                "what these keys signed before is not known here, so nothing is signed until blocks that are "
                + $"{Limits.Joining.AbstentionMs / 1_000} s younger are final; if the chain cannot go on without this "
                + $"validator and its keys signed nothing, stop the node and remove {Abstention.Name} from "
                + $"{options.DataFolder}.");
        }
        return fromMs;
    }

    private static void EndAbstention(string dataFolder)
    {
        Abstention.End(dataFolder);
        NodeLog.Shared.Write(NodeEvents.SigningBegins, "signing begins");
    }

    private static string SafetyLogPath(NodeHostOptions options) => Path.Combine(options.DataFolder, "safety.log");

    private static FileSafetyLog OpenSafetyLog(NodeHostOptions options, BlsPublicKey blsKey, bool isNew)
    {
        try
        {
            Directory.CreateDirectory(options.DataFolder);
            return FileSafetyLog.OpenOrCreate(SafetyLogPath(options), options.Genesis.Hash, blsKey, mayCreate: isNew);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            throw new NodeStartException(
                ExitCode.Refused, $"cannot use the data folder {options.DataFolder}: {error.Message}");
        }
    }

    private static NodePipeline CreatePipeline(
        NodeHostOptions options, ushort? index, ChainStore store, ISafetyLog log, IValidatorSigner? signer)
    {
        ITransport transport = options.Signer is null || index is not { } own ? options.Transport : new OwnVoteWatch(
            options.Transport, options.Signer, options.Genesis.Hash, own, options.Genesis.Validators[own].BlsKey);
        NodeTelemetry telemetry = options.Telemetry!;
        if (options.Clock is { } clock)
        {
            // Its blocks may be dated later than now, and a block is never older than its parent.
            clock.CatchUp(DateTimeOffset.FromUnixTimeMilliseconds((long)store.FinalizedHeader.TimestampMs));
            transport = new WakingTransport(transport);
        }
        NodeParts parts = new()
        {
            Genesis = options.Genesis,
            Store = store,
            Transport = transport,
            Gossip = options.Peers,
            Shreds = ShredsOf(options),
            SafetyLog = telemetry.Measure(log),
            OwnIndex = index,
            Signer = signer is null ? null : telemetry.Measure(signer),
            Probe = telemetry.Probe,
            Time = options.Clock ?? TimeProvider.System,
            Options = options.Pipeline,
        };
        return NodePipeline.TryCreate(parts, out NodePipeline? pipeline, out string reason)
            ? pipeline
            : throw new NodeStartException(ExitCode.Usage, $"the genesis cannot be used: {reason}.");
    }

    // A signer process has no shred key: its node passes shreds on and sends its own proposals whole.
    private static ShredParts? ShredsOf(NodeHostOptions options) =>
        options.Transport is IDatagramLinks links
            ? new ShredParts
            {
                Links = links,
                PeerOf = options.Peers is { } network ? network.PeerOf : null,
                MinValidators = options.Proposals == ProposalForm.Shreds ? 2 : Limits.Shred.MinValidators,
                Signer = options is { Keys: { } keys, Proposals: not ProposalForm.Whole }
                    ? new ShredSigner(options.Genesis.Hash, keys.ShredSeed)
                    : null,
            }
            : null;

    private static void LogFailure(string method, Exception error) =>
        NodeLog.Shared.Write(
            NodeEvents.RpcFailed, $"{error.GetType().Name}: {error.Message}", ("method", method));

    // On the thread that failed: nothing else of the node runs on.
    private void OnFault(NodeFault fault)
    {
        try
        {
            if (fault.IsConflict)
            {
                string path = ConflictFile.Write(_dataFolder, ConflictReport.Create(View, fault), View.Genesis);
                NodeLog.Shared.Write(
                    NodeEvents.Conflict,
                    "two conflicting blocks are final; the file shows who signed both",
                    ("file", path));
            }
        }
        catch (Exception error)
        {
            NodeLog.Shared.Write(NodeEvents.Conflict, $"the conflict could not be written down: {error.Message}");
        }
        finally
        {
            _faulted.TrySetResult(fault);
        }
    }

    private JsonRpcDispatcher NewDispatcher(Faucet? faucet)
    {
        BlockLookup blocks = new(View);
        return new JsonRpcDispatcher(
            RpcMethodTable.Create(View, faucet, _control), LogFailure, () => blocks.Head)
        {
            Metrics = View.Telemetry.Rpc,
            Spans = View.Telemetry.StartRequest,
        };
    }

    private NodeHealth ReadHealth()
    {
        ConsensusStatus status = View.Pipeline.ConsensusStatus;
        NodeFault? fault = View.Pipeline.Fault;
        return new NodeHealth(
            _started && fault is null && Lifecycle.Phase is not NodePhase.Draining,
            View.Genesis.ChainId,
            View.Genesis.Hash.ToString(),
            status.View,
            status.Finalized.Height,
            fault?.Reason,
            _rpc?.Address)
        {
            Probes = Probes,
        };
    }
}
