using Aether.Execution.Storage;
using Aether.Native.RocksDb;
using Aether.Network.Transport;
using Aether.Pipeline;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Status;
using Aether.TestKit.NodeSimulation.Gossip;
using Aether.TestKit.Simulation;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.NodeSimulation;

/// <summary>
/// One machine: a disk and clocks that stay, and the whole node that lives on it from crash to crash.
/// </summary>
internal sealed class NodeProcess
{
    private const int SmallPool = 96;

    private readonly Queue<(Task<SubmitResult> Task, Action<SubmitResult> Answered)> _waiting = new();

    /// <summary>A machine that never ran.</summary>
    public NodeProcess(NodeSimulation simulation, int index)
    {
        NodeSimulationSettings settings = simulation.Settings;
        Simulation = simulation;
        Index = index;
        Random = new SimulationRandom(settings.Seed, "node" + index);
        int drift = (int)Random.Between(-settings.DriftPpm, settings.DriftPpm);
        Clock = new VirtualClock(simulation, drift, Random.Between(-settings.ClockSkewMs, settings.ClockSkewMs));
    }

    /// <summary>The run.</summary>
    public NodeSimulation Simulation { get; }

    /// <summary>Index in the genesis set.</summary>
    public int Index { get; }

    /// <summary>Draws of this machine.</summary>
    public SimulationRandom Random { get; }

    /// <summary>What a crash leaves.</summary>
    public NodeDisk Disk { get; } = new();

    /// <summary>Its clocks.</summary>
    public VirtualClock Clock { get; }

    /// <summary>Lives begun.</summary>
    public int Incarnation { get; private set; }

    /// <summary>The running node; null while it is down.</summary>
    public NodePipeline? Pipeline { get; private set; }

    /// <summary>Its store.</summary>
    public ChainStore? Store { get; private set; }

    /// <summary>Its end of the links.</summary>
    public NodeTransport? Transport { get; private set; }

    /// <summary>Its network, when the run has one as in production.</summary>
    public GossipNode? Gossip { get; private set; }

    /// <summary>The peers that it dials first after a restart.</summary>
    public byte[] Anchors { get; set; } = [];

    /// <summary>Nothing of it runs before.</summary>
    public long PausedUntilUs { get; set; }

    /// <summary>Effects left until it crashes at one; negative when no crash is planned.</summary>
    public int CrashAfterEffects { get; set; } = -1;

    /// <summary>How long it stays down after a planned crash or a fault.</summary>
    public long DownUs { get; set; } = 500_000;

    /// <summary>Power fails with the next crash; else only the process ends.</summary>
    public bool LosesPower { get; set; } = true;

    /// <summary>Pending transactions that others have displaced in this life.</summary>
    public long Displaced => Pipeline?.MempoolStatus.Counters is { } count ? count.Replaced + count.Evicted : 0;

    /// <summary>As many as when the node last answered.</summary>
    public long DisplacedBefore { get; private set; }

    /// <summary>Recovers from the disk and runs.</summary>
    public void Start()
    {
        if (Pipeline is not null)
        {
            return;
        }
        Incarnation++;
        Simulation.Coverage.Restarts += Incarnation > 1 ? 1 : 0;
        try
        {
            ChainStoreOptions options = new();
            StoreOpenError error = ChainStore.TryOpen(
                new SimulatedStore(this), Simulation.Genesis, options, out ChainStore? store, out string reason);
            Simulation.Check(error == StoreOpenError.None, "I-2", $"node {Index} does not open its store: {reason}");
            Store = store;
        }
        catch (SimulatedCrashException)
        {
            Crash("while it opens its store");
            return;
        }
        catch (RocksDbException failure)
        {
            Fail(failure);
            return;
        }
        Launch();
    }

    /// <summary>Stops at once and starts again later.</summary>
    public void Crash(string where)
    {
        Simulation.Trace(this, "crash " + where);
        Simulation.Coverage.Faults.Add(FaultKind.Crash);
        Leave();
    }

    /// <summary>The node stopped itself: only a failing disk may make it.</summary>
    public void Faulted(Exception exception) => Fail(exception);

    /// <summary>The node is asked to stop for a reason of consensus: never with honest validators.</summary>
    public void Halted(NodeFault fault) => Simulation.Check(
        fault.Exception is not null, "I-19", $"node {Index} halts: {fault.Reason}");

    /// <summary>An effect is about to happen or has happened: a planned crash may come here.</summary>
    public void Boundary(int incarnation)
    {
        Simulation.Check(incarnation == Incarnation, "shell", $"node {Index} acts after its death");
        if (CrashAfterEffects >= 0 && CrashAfterEffects-- == 0)
        {
            Simulation.Coverage.EffectCrashes++;
            throw new SimulatedCrashException();
        }
    }

    /// <summary>A message arrives.</summary>
    public void Arrive(ushort peer, TransportChannel channel, ReadOnlyMemory<byte> message) =>
        Transport?.Arrive(peer, channel, message);

    /// <summary>
    /// Gives a transaction to the running node; <paramref name="answered"/> is called unless it dies.
    /// </summary>
    public void Submit(byte[] transaction, Action<SubmitResult> answered)
    {
        Task<SubmitResult> task = Pipeline!.SubmitAsync(transaction);
        _waiting.Enqueue((task, answered));
        Poll();
    }

    /// <summary>Tells submitters what the node has answered.</summary>
    public void Poll()
    {
        while (_waiting.TryPeek(out (Task<SubmitResult> Task, Action<SubmitResult> Answered) first)
            && first.Task.IsCompleted)
        {
            _waiting.Dequeue();
            first.Answered(first.Task.GetAwaiter().GetResult());
        }
        DisplacedBefore = Displaced;
    }

    private void Launch()
    {
        Transport = Simulation.Gossip is null ? new NodeTransport(this) : null;
        Gossip = Simulation.Gossip is { } ways
            ? new GossipNode(this, ways, Store!.FinalizedHeader.Height)
            : null;
        NodeParts parts = new()
        {
            Genesis = Simulation.Genesis,
            Store = Store!,
            Transport = Gossip is { } gossip ? new GossipTransport(this, gossip.Network) : Transport!,
            Gossip = Gossip?.Network,
            SafetyLog = new SimulatedSafetyLog(this),
            OwnIndex = (ushort)Index,
            Signer = new SimulatedSigner(this),
            Time = Clock,
            Options = new PipelineOptions
            {
                Timing = Simulation.Settings.Timing,
                Mempool = new MempoolOptions { MaxTransactions = SmallPool },
                SeenTransactions = 1_024,
                IngressBlocks = 16,
            },
            Crypto = Simulation.Keys.Crypto,
            Runtime = new PumpRuntime(this),
            Rules = new NodeRules(Simulation.Settings.Mutant, Simulation.Keys),
            TagKey = ((UInt128)Simulation.Settings.Seed << 64) | (uint)((Index << 1) | 1),
        };
        bool created = NodePipeline.TryCreate(parts, out NodePipeline? pipeline, out string reason);
        Simulation.Check(created, "shell", reason);
        Pipeline = pipeline;
        Pipeline!.BlockFinalized += Finalized;
        Pipeline.Faulted += Halted;
        Simulation.Oracle.Started(this);
        Pipeline.Start();
    }

    private void Finalized(FinalBlock block)
    {
        Simulation.Oracle.Finalized(this, block);
        Gossip?.Network.SetFinal(block.Header.Height);
    }

    private void Fail(Exception exception)
    {
        bool injected = exception is IOException or RocksDbException { IsCorruption: false };
        Simulation.Check(injected, "I-19", $"node {Index} failed: {exception}");
        Simulation.Trace(this, "stopped itself: " + exception.Message);
        Leave();
    }

    private void Leave()
    {
        Simulation.Oracle.Stopped(this);
        Incarnation++;
        Pipeline = null;
        Store = null;
        Transport = null;
        Gossip?.Stop();
        Gossip = null;
        DisplacedBefore = 0;
        CrashAfterEffects = -1;
        PausedUntilUs = 0;
        _waiting.Clear();
        if (LosesPower)
        {
            Simulation.Coverage.Faults.Add(FaultKind.DiskLost, Disk.LosePower(Random, out bool torn));
            Simulation.Coverage.Faults.Add(FaultKind.DiskTorn, torn ? 1 : 0);
        }
        else
        {
            Disk.Settle();
        }
        Disk.FailNextSync = false;
        Simulation.At(Simulation.NowUs + DownUs, Start);
    }
}
