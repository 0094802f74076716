using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Pipeline;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Status;
using Aether.TestKit.NodeSimulation.Gossip;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.NodeSimulation;

/// <summary>
/// A network of whole nodes on one thread in virtual time: pipeline, mempool, ledger, state tree and recovery as in
/// production, over simulated links, disks and clocks. The same settings give the same run.
/// </summary>
public sealed class NodeSimulation
{
    private const string ChainId = "aether-sim-2";
    private const ulong ClientBalance = 1_000_000_000_000;
    private const int Probes = 3;

    private readonly PriorityQueue<Action, (long TimeUs, long Order)> _events = new();
    private readonly NodeProcess[] _nodes;
    private readonly NodeFaults _faults;
    private readonly PartitionRounds _rounds;
    private long _faultsEndedUs = -1;
    private long _order;

    /// <summary>Prepares a run.</summary>
    public NodeSimulation(NodeSimulationSettings settings)
    {
        Settings = settings;
        Clients = new NodeClients(this);
        Keys = settings.RealSignatures
            ? new RealNodeKeys(settings.Stakes, ChainId)
            : new HashedNodeKeys(settings.Stakes, settings.Seed);
        Genesis = CreateGenesis();
        Keys.Bind(Genesis);
        Oracle = new NodeOracle(this);
        Votes = new VoteWatch(this);
        _nodes = [.. Enumerable.Range(0, settings.Stakes.Count).Select(index => new NodeProcess(this, index))];
        Links = new NodeLinks(this, _nodes.Length);
        Gossip = settings.UsesGossip ? new GossipNetwork(this) : null;
        _faults = new NodeFaults(this);
        _rounds = new PartitionRounds(this, _faults);
    }

    /// <summary>What the run is made of.</summary>
    public NodeSimulationSettings Settings { get; }

    /// <summary>The chain.</summary>
    public Genesis Genesis { get; }

    /// <summary>What happened how often.</summary>
    public NodeCoverage Coverage { get; } = new();

    /// <summary>Virtual time.</summary>
    public long NowUs { get; private set; }

    /// <summary>Events handled.</summary>
    public long Steps { get; private set; }

    /// <summary>Folds every step, answer and final block: equal for equal runs.</summary>
    public ulong TraceHash { get; private set; }

    /// <summary>The disruptions of the run, drawn or given.</summary>
    public IReadOnlyList<NodeDisruption> Script => _faults.Script;

    /// <summary>True before the end of faults.</summary>
    public bool FaultsLast => _faultsEndedUs < 0;

    internal NodeKeys Keys { get; }

    internal NodeOracle Oracle { get; }

    /// <summary>The highest final height anywhere, and its view.</summary>
    public (ulong Height, ulong View) Final => (Oracle.Height, Oracle.View);

    internal VoteWatch Votes { get; }

    internal NodeClients Clients { get; }

    internal NodeLinks Links { get; }

    internal GossipNetwork? Gossip { get; }

    internal INodeWires Wires => Gossip is { } gossip ? gossip : Links;

    internal bool ClientsAct { get; private set; } = true;

    internal IReadOnlyList<NodeProcess> Nodes => _nodes;

    /// <summary>Runs until the end of faults, then until every node made progress, then the last checks.</summary>
    /// <exception cref="SimulationViolationException">A checker found a violation.</exception>
    public void Run()
    {
        foreach (NodeProcess node in _nodes)
        {
            At(node.Index * 700, node.Start);
        }
        for (int index = 0; Gossip is not null && index < Settings.Strangers; index++)
        {
            int place = _nodes.Length + index;
            At(place * 700, () => _ = new StrangerNode(this, Gossip, place));
        }
        _faults.Begin();
        At(1_000, Clients.Begin);
        At(1_000_000, CheckBounds);
        if (_rounds.IsOver)
        {
            RunUntil(Settings.FaultsEndUs);
        }
        else
        {
            _rounds.Begin();
        }
        while (!_rounds.IsOver)
        {
            RunUntil(NowUs + 500_000);
        }
        _faultsEndedUs = NowUs;
        _faults.End();
        Recover();
        Probe();
        foreach (NodeProcess node in _nodes)
        {
            Oracle.CheckStored(node);
        }
    }

    /// <summary>The chain of a node as it stands; the simulation's.</summary>
    public ChainStore? ChainOf(int node) => _nodes[node].Store;

    /// <summary>Schedules an action. Actions of one time run in the order of their scheduling.</summary>
    internal void At(long timeUs, Action action) => _events.Enqueue(action, (timeUs, _order++));

    internal void Check(bool holds, string invariant, string what)
    {
        if (!holds)
        {
            throw new SimulationViolationException(invariant, $"at {NowUs / 1000} ms: {what}");
        }
    }

    internal void Trace(NodeProcess node, string what) => Settings.Trace?.Invoke(
        $"{NowUs / 1000,7} ms node {node.Index} final {node.Store?.FinalizedHeader.Height}: {what}");

    internal void Observe(NodeProcess node, int stage, bool worked)
    {
        if (worked)
        {
            Fold((ulong)((node.Index << 2) | stage), (ulong)NowUs);
        }
        if (stage == 0)
        {
            node.Poll();
        }
    }

    internal void Fold(ulong left, ulong right)
    {
        ulong state = TraceHash ^ left ^ ulong.RotateLeft(right, 17);
        TraceHash = SimulationRandom.SplitMix(ref state);
    }

    private Genesis CreateGenesis()
    {
        GenesisAccount[] accounts = [.. Clients.Addresses
            .Select(address => new GenesisAccount(address, ClientBalance, 0))
            .OrderBy(account => account.Address)];
        ChainParameters parameters = new()
        {
            SlotMs = (uint)Settings.Timing.SlotMs,
            EpochSlots = Settings.EpochSlots,
            KesDepth = RealNodeKeys.KesDepth,
        };
        return new Genesis(ChainId, SimulatedGenesis.TimestampMs, parameters, Keys.Validators, accounts);
    }

    private void RunUntil(long timeUs)
    {
        while (true)
        {
            bool any = _events.TryPeek(out _, out (long TimeUs, long Order) next) && next.TimeUs <= timeUs;
            if (Gossip is { } gossip && gossip.TryAdvance(any ? next.TimeUs : timeUs))
            {
                // Something came to a node, which may have scheduled a turn before the next event.
                NowUs = gossip.Peers.NowUs;
                continue;
            }
            if (!any)
            {
                break;
            }
            Action action = _events.Dequeue();
            NowUs = next.TimeUs;
            Steps++;
            action();
        }
        NowUs = timeUs;
    }

    // L-1, L-2 and L-5: from whatever the faults left behind, every node reaches new heights.
    private void Recover()
    {
        ulong goal = Oracle.Height + (ulong)Settings.RequiredHeights;
        long deadline = _faultsEndedUs + Settings.RecoveryUs;
        while (NowUs < deadline && LowestFinal() < goal)
        {
            RunUntil(Math.Min(deadline, NowUs + 100_000));
        }
        Coverage.WorstRecoveryUs = NowUs - _faultsEndedUs;
        Check(LowestFinal() >= goal, "L-1",
            $"{Settings.RecoveryUs / 1000} ms after all faults height {LowestFinal()} of {goal} is final");
    }

    // I-13: a fresh transfer is known everywhere at once and final soon, although a forged copy came first.
    private void Probe()
    {
        ClientsAct = false;
        long pulls = Gossip is null ? 1_000_000 : 4_000_000;
        long wait = pulls + (2 * Settings.LatencyUs) + (2 * Settings.JitterUs) + (2 * Settings.ExecuteUs);
        RunUntil(NowUs + wait);
        for (int count = 0; count < Probes; count++)
        {
            NodeProcess entry = _nodes[count % _nodes.Length];
            Transaction transaction = Clients.Probe(entry);
            RunUntil(NowUs + wait);
            SubmitResult? answer = Clients.AnswerTo(transaction);
            Check(answer is { IsAccepted: true }, "I-13", $"a plain transfer is not accepted: {answer}");
            foreach (NodeProcess node in _nodes)
            {
                bool known = Oracle.Find(transaction.Id) is not null
                    || node.Pipeline!.Mempool.Contains(transaction.Id);
                Check(known, "I-13", $"node {node.Index} never heard of {transaction.Id} of {entry.Index}: "
                    + $"{node.Pipeline!.ReadMetrics()}");
            }
            AwaitFinal(transaction);
        }
    }

    private void AwaitFinal(Transaction transaction)
    {
        long deadline = NowUs + Settings.RecoveryUs;
        while (NowUs < deadline && Oracle.Find(transaction.Id) is null)
        {
            RunUntil(NowUs + 100_000);
        }
        Check(Oracle.Find(transaction.Id) is not null, "I-13", $"{transaction.Id} is not final in time");
    }

    // I-13 in sum and I-17: every transaction taken is accounted for, and no queue is longer than it may be.
    private void CheckBounds()
    {
        foreach (NodeProcess node in _nodes)
        {
            if (node.Pipeline is { } pipeline)
            {
                PipelineMetrics metrics = pipeline.ReadMetrics();
                CheckMempool(node.Index, metrics.Mempool);
                bool within = metrics.SubmitHighWater <= Limits.Pipeline.SubmitLinkDepth
                    && metrics.ExecuteHighWater <= Limits.Pipeline.ExecuteLinkDepth
                    && metrics.ConsensusTransport.HighWater <= Limits.Network.MaxConsensusMessages
                    && metrics.TransactionTransport.HighWater <= Limits.Network.MaxTransactionMessages;
                Check(within, "I-17", $"a queue of node {node.Index} is over its limit: {metrics}");
            }
        }
        At(NowUs + 1_000_000, CheckBounds);
    }

    private void CheckMempool(int node, MempoolStatus status)
    {
        MempoolCounters count = status.Counters;
        long gone = count.Replaced + count.Evicted + count.Expired + count.Included + count.Dropped;
        Check(count.Added == status.Transactions + gone, "I-13", $"node {node} lost a transaction: {status}");
        bool within = status.Transactions <= status.MaxTransactions && status.Bytes <= status.MaxBytes;
        Check(within, "I-17", $"the mempool of node {node} is over its limit: {status}");
    }

    private ulong LowestFinal() => _nodes.Min(node => node.Store?.FinalizedHeader.Height ?? 0);
}
