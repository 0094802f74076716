using Aether.Core;
using Aether.Execution.Fees;
using Aether.Native;
using Aether.Native.Quic;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;
using Aether.Node.Lifecycle;
using Aether.Node.Rpc;
using Aether.Node.Telemetry.Tracing;
using Aether.Pipeline;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Propagation;
using Aether.Pipeline.Status;

namespace Aether.Node.Telemetry.Collecting;

/// <summary>
/// What metrics are read from. What costs more than a counter is read once for all metrics of a scrape.
/// </summary>
/// <remarks><b>Threads</b>: any.</remarks>
internal sealed class NodeSources
{
    private readonly string _dataFolder;
    private readonly uint? _kesStart;
    private readonly uint _kesPeriods;
    private readonly Aged<PipelineMetrics> _metrics;
    private readonly Aged<IReadOnlyList<ThreadSample>> _threads;
    private readonly Aged<ConsensusStatus> _consensus;
    private readonly Aged<List<(string Component, long Bytes)>> _folders;
    private readonly Aged<ProcessSample> _process;
    private readonly Aged<Waiting> _waiting;
    private readonly PendingAge _pendingAge;
    private readonly Dictionary<string, TimeSpan> _cpu = [];

    /// <summary>Reads a node.</summary>
    /// <param name="view">Its chain and pipeline.</param>
    /// <param name="dataFolder">Where its files are.</param>
    /// <param name="kesStart">First epoch of the KES key; null when this process has none.</param>
    /// <param name="kesPeriods">Epochs it covers.</param>
    public NodeSources(NodeView view, string dataFolder, uint? kesStart, uint kesPeriods)
    {
        View = view;
        Seats = new EpochSeats(view);
        _dataFolder = dataFolder;
        _kesStart = kesStart;
        _kesPeriods = kesPeriods;
        TimeProvider time = view.Time;
        _metrics = Aged<PipelineMetrics>.OfScrape(time, view.Pipeline.ReadMetrics);
        _threads = Aged<IReadOnlyList<ThreadSample>>.OfScrape(time, view.Pipeline.ReadThreads);
        _consensus = Aged<ConsensusStatus>.OfScrape(time, () => view.Pipeline.ConsensusStatus);
        _pendingAge = new PendingAge(time);
        _waiting = new Aged<Waiting>(time, Limits.Telemetry.WaitingAgeMs, LookAtWaiting);
        _process = Aged<ProcessSample>.OfScrape(time, ProcessSample.Read);
        _folders = new Aged<List<(string, long)>>(time, Limits.Telemetry.FolderSizeAgeMs, MeasureFolders);
    }

    /// <summary>Chain, store and pipeline.</summary>
    public NodeView View { get; }

    /// <summary>Stages, mempool and heads.</summary>
    public NodePipeline Pipeline => View.Pipeline;

    /// <summary>Requests and streams.</summary>
    public required RpcMetrics Rpc { get; init; }

    /// <summary>Where the node is between its start and its end.</summary>
    public required NodeLifecycle Lifecycle { get; init; }

    /// <summary>What became of spans.</summary>
    public required SpanCounters Spans { get; init; }

    /// <summary>Tells the configurations of nodes apart.</summary>
    public required Func<string> ConfigHash { get; init; }

    /// <summary>Series that were not kept.</summary>
    public required Func<long> LostSeries { get; init; }

    /// <summary>Counters of the stages.</summary>
    public PipelineMetrics Metrics => _metrics.Value;

    /// <summary>Threads with their stages.</summary>
    public IReadOnlyList<ThreadSample> Threads => _threads.Value;

    /// <summary>View, epoch and heads.</summary>
    public ConsensusStatus Consensus => _consensus.Value;

    /// <summary>The process.</summary>
    public ProcessSample Process => _process.Value;

    /// <summary>Pending transactions.</summary>
    public MempoolStatus Mempool => Metrics.Mempool;

    /// <summary>For how long the oldest pending transaction that could be included waits; zero for none.</summary>
    public TimeSpan OldestPending => _waiting.Value.Oldest;

    /// <summary>What a bid must be above to be taken, as a multiple of the minimum fee.</summary>
    public double MempoolFloor => _waiting.Value.Floor;

    /// <summary>Files of the data folder by what they hold.</summary>
    public IReadOnlyList<(string Component, long Bytes)> FolderSizes => _folders.Value;

    /// <summary>This node's place among the validators, and what became of its blocks.</summary>
    public EpochSeats Seats { get; }

    /// <summary>Validators of the epoch; 0 before its set is known.</summary>
    public int ValidatorCount => Seats.CountOf(Consensus.Epoch);

    /// <summary>Age of the last final block, by the clock that stamped it.</summary>
    public TimeSpan FinalizedAge => TimeSpan.FromMilliseconds(Math.Max(
        View.Time.GetUtcNow().ToUnixTimeMilliseconds() - (long)Consensus.Finalized.TimestampMs, 0));

    /// <summary>The price of the block.</summary>
    public double FeeMultiplier => (double)Pipeline.Heads.Latest.Prices.Block / FeeController.Unit;

    /// <summary>The price of the dearest object, that of the block included.</summary>
    public double FeeMultiplierMax
    {
        get
        {
            FeeMarkets prices = Pipeline.Heads.Latest.Prices;
            ulong most = FeeController.Unit;
            foreach (LocalMarket market in prices.Locals)
            {
                most = Math.Max(most, market.Multiplier);
            }
            return (double)FeeSchedule.Combine(prices.Block, most) / FeeController.Unit;
        }
    }

    /// <summary>Peers that messages can be sent to.</summary>
    public int ConnectedPeers => Transport switch
    {
        PeerNetwork network => network.Status.Connected,
        PeerLinks links => links.Connected,
        _ => Transport.PeerCount - 1,
    };

    /// <summary>Of them, those that dialled; 0 where nobody says.</summary>
    public int InboundPeers => Transport is PeerNetwork network
        ? Math.Min(network.Status.Peers.Count(peer => peer is { IsConnected: true, Inbound: true }), ConnectedPeers)
        : 0;

    private ITransport Transport => Inner ?? Pipeline.Parts.Transport;

    /// <summary>The transport below what the pipeline was given, if something is between.</summary>
    public ITransport? Inner { get; init; }

    /// <summary>Calls for every stage.</summary>
    public void EachStage(Action<StageSample> use)
    {
        foreach (StageSample stage in Threads.SelectMany(thread => thread.Stages))
        {
            use(stage);
        }
    }

    /// <summary>Calls for every link.</summary>
    public void EachLink(Action<LinkSample> use)
    {
        foreach (LinkSample link in Pipeline.ReadLinks())
        {
            use(link);
        }
    }

    /// <summary>Calls for every thread whose processor time is known; one that has ended keeps its last.</summary>
    public void EachThreadCpu(Action<string, TimeSpan> use)
    {
        lock (_cpu)
        {
            foreach (ThreadSample thread in Threads)
            {
                if (ThreadCpu.TryRead(thread.SystemThread, out TimeSpan time))
                {
                    _cpu[thread.Thread] = time;
                }
            }
            foreach ((string thread, TimeSpan time) in _cpu)
            {
                use(thread, time);
            }
        }
    }

    /// <summary>Calls with the period of the KES key and how many are left, where this process has one.</summary>
    public void EachKes(Action<uint, uint> use)
    {
        if (_kesStart is { } start)
        {
            uint period = Consensus.Epoch - Math.Min(Consensus.Epoch, start);
            use(period, _kesPeriods - Math.Min(period, _kesPeriods));
        }
    }

    /// <summary>Calls with the room on the disk and its size.</summary>
    public void Disk(Action<long, long> use)
    {
        try
        {
            DriveInfo drive = new(Path.GetFullPath(_dataFolder));
            use(drive.AvailableFreeSpace, drive.TotalSize);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A disk that cannot be asked has no value.
        }
    }

    /// <summary>Calls with the age of the newest snapshot, if there is one.</summary>
    public void EachSnapshotAge(Action<TimeSpan> use)
    {
        try
        {
            DirectoryInfo folder = new(Path.Combine(_dataFolder, Cli.SnapshotOptions.FolderName));
            if (folder.Exists && folder.EnumerateFileSystemInfos().Any())
            {
                DateTime newest = folder.EnumerateFileSystemInfos().Max(entry => entry.LastWriteTimeUtc);
                TimeSpan age = View.Time.GetUtcNow().UtcDateTime - newest;
                use(age < TimeSpan.Zero ? TimeSpan.Zero : age);
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            // A folder that cannot be read has no value.
        }
    }

    /// <summary>Calls with the node's place among its peers, where it finds them itself.</summary>
    public void EachPeerStatus(Action<PeerNetworkStatus> use)
    {
        if (Transport is PeerNetwork network)
        {
            use(network.Status);
        }
    }

    /// <summary>Calls with the round-trip times of the peers in seconds, sorted, where any is known.</summary>
    public void EachRtt(Action<double[]> use)
    {
        IEnumerable<long?> known = Transport switch
        {
            PeerNetwork network => network.Status.Peers.Select(peer => peer.RttUs),
            PeerLinks links => links.Status.Select(link => link.RttUs),
            _ => [],
        };
        double[] sorted = [.. known.OfType<long>().Order().Select(rttUs => rttUs / 1e6)];
        if (sorted.Length > 0)
        {
            use(sorted);
        }
    }

    /// <summary>Calls with what shreds came to, where there are any.</summary>
    public void EachShreds(Action<ShredCounters> use)
    {
        if (Pipeline.Shreds is { } shreds)
        {
            use(shreds);
        }
    }

    /// <summary>Calls with what datagrams came to, where there are any.</summary>
    public void EachDatagrams(Action<DatagramCounters> use)
    {
        if (Transport is IDatagramLinks links)
        {
            use(links.ReadDatagramCounters());
        }
    }

    /// <summary>Calls with what the QUIC socket has done, where there is one.</summary>
    public void EachSocket(Action<QuicCounters> use)
    {
        if (Transport is PeerNetwork { Transport: QuicEndpoint endpoint })
        {
            use(endpoint.ReadCounters().Socket);
        }
        else if (Transport is PeerLinks links)
        {
            use(links.ReadSocketCounters());
        }
    }

    private Waiting LookAtWaiting()
    {
        MempoolWaiting waiting = Pipeline.Mempool.Waiting;
        return new Waiting(_pendingAge.Look(waiting), (double)waiting.FloorPrice / MempoolWaiting.LeastPrice);
    }

    private List<(string Component, long Bytes)> MeasureFolders() =>
    [
        ("db", SizeOf(Storage.NodeStore.StoreFolder(_dataFolder))),
        ("log", SizeOf(Storage.NodeStore.LogFolder(_dataFolder))),
        ("index", SizeOf(Path.Combine(_dataFolder, Indexing.IndexFiles.FolderName))),
        ("snapshots", SizeOf(Path.Combine(_dataFolder, Cli.SnapshotOptions.FolderName))),
    ];

    // Files come and go while they are counted.
    private static long SizeOf(string folder)
    {
        long bytes = 0;
        try
        {
            DirectoryInfo info = new(folder);
            if (info.Exists)
            {
                foreach (FileInfo file in info.EnumerateFiles("*", SearchOption.AllDirectories))
                {
                    bytes += file.Exists ? file.Length : 0;
                }
            }
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return bytes;
        }
        return bytes;
    }

    private sealed record Waiting(TimeSpan Oldest, double Floor);
}
