using Aether.Consensus.Epochs;
using Aether.Consensus.LeaderElection;
using Aether.Core.Types;
using Aether.TestKit.Simulation.Campaigns;
using Aether.TestKit.Simulation.Faults;

namespace Aether.TestKit.Simulation;

/// <summary>A whole network of validators on one thread in virtual time. The same settings give the same run.</summary>
public sealed class Simulation
{
    private readonly EventQueue _events = new();
    private readonly Dictionary<Hash256, Lottery> _lotteries = [];
    private readonly SimulatedNode[] _nodes;
    private readonly SimulatedNode[][] _endpoints;
    private readonly FaultInjector _injector;
    private readonly MemoryOracle _memory;
    private readonly LassoOracle _lasso;
    private readonly uint[] _steps;
    private long _faultsEndUs;

    /// <summary>Prepares a run.</summary>
    public Simulation(SimulationSettings settings)
    {
        Settings = settings;
        Genesis = SimulatedGenesis.Create(settings.Stakes, settings.EpochSlots, settings.Timing.SlotMs);
        GenesisHeader = SimulatedGenesis.CreateHeader(Genesis);
        FirstEpoch = EpochContext.First(Genesis, GenesisHeader);
        Epochs = new SimulatedEpochs(Genesis, settings);
        Crypto = new SimulatedCrypto(
            Genesis, settings.Seed, settings.Mutant == ShellMutant.CountMessages, settings.Leaders);
        Oracle = new SafetyOracle(this);
        _memory = new MemoryOracle(Genesis.Validators.Count);
        _lasso = new LassoOracle(this);
        Watcher = new StepWatcher(this);
        _nodes = CreateNodes();
        _steps = new uint[_nodes.Length];
        _endpoints = new SimulatedNode[Genesis.Validators.Count][];
        for (int index = 0; index < _endpoints.Length; index++)
        {
            _endpoints[index] = Array.FindAll(_nodes, node => node.Validator == index);
        }
        Network = new SimulatedNetwork(this, _nodes.Length);
        _injector = new FaultInjector(this, settings.Script ?? settings.DrawScript(_nodes.Length));
        Liveness = new LivenessOracle(this);
        _faultsEndUs = settings.FaultsEndUs;
    }

    /// <summary>What the run is made of.</summary>
    public SimulationSettings Settings { get; }

    /// <summary>The chain.</summary>
    public Genesis Genesis { get; }

    /// <summary>Block 0.</summary>
    public Header GenesisHeader { get; }

    /// <summary>Epoch 0.</summary>
    public EpochContext FirstEpoch { get; }

    /// <summary>What follows an epoch.</summary>
    public SimulatedEpochs Epochs { get; }

    /// <summary>Signatures.</summary>
    public SimulatedCrypto Crypto { get; }

    /// <summary>The checkers.</summary>
    public SafetyOracle Oracle { get; }

    /// <summary>Counts what cores do.</summary>
    internal StepWatcher Watcher { get; }

    /// <summary>What happened how often.</summary>
    public SimulationCoverage Coverage { get; } = new();

    /// <summary>Faults injected.</summary>
    public FaultCounts Faults { get; } = new();

    /// <summary>The script of the run.</summary>
    public IReadOnlyList<FaultEvent> Script => _injector.Script;

    /// <summary>Progress after the end of faults.</summary>
    public LivenessOracle Liveness { get; }

    /// <summary>The links.</summary>
    public SimulatedNetwork Network { get; }

    /// <summary>All nodes.</summary>
    public IReadOnlyList<SimulatedNode> Nodes => _nodes;

    /// <summary>Virtual time.</summary>
    public long NowUs { get; private set; }

    /// <summary>True before the end of faults.</summary>
    public bool FaultsLast => NowUs < _faultsEndUs;

    /// <summary>Events handled.</summary>
    public long Steps { get; private set; }

    /// <summary>Folds the state of every core after every step.</summary>
    public ulong Digest { get; private set; }

    /// <summary>
    /// Runs every round until the end of its faults and then until every honest node made progress.
    /// </summary>
    /// <exception cref="SimulationViolationException">A checker found a violation.</exception>
    public void Run()
    {
        foreach (SimulatedNode node in _nodes)
        {
            At(NowUs + (node.Endpoint * 700), node.Start);
        }
        for (int round = 0; round < Settings.Rounds; round++)
        {
            _faultsEndUs = NowUs + Settings.FaultsEndUs;
            Network.Begin();
            _injector.Begin();
            RunUntil(_faultsEndUs);
            _injector.End();
            Recover();
        }
    }

    /// <summary>Schedules an action. Actions of one time run in the order of their scheduling.</summary>
    public void At(long timeUs, Action action) => _events.Add(
        timeUs, new SimulatedEvent(SimulatedEventKind.Action, null, 0, 0, 0, false, action));

    /// <summary>The nodes that hold a validator's key.</summary>
    public IReadOnlyList<SimulatedNode> EndpointsOf(ushort validator) => _endpoints[validator];

    internal void Trace(SimulatedNode node, string what) => Settings.Trace?.Invoke(
        $"{NowUs / 1000,7} ms node {node.Endpoint} view {node.Core?.CurrentView} "
        + $"final {node.Disk.Finalized.Height}: {what}");

    internal void Observe(SimulatedNode node)
    {
        ulong state = Digest ^ node.Core!.StateDigest();
        Digest = SimulationRandom.SplitMix(ref state);
        _memory.Observe(node, ++_steps[node.Endpoint]);
    }

    internal void Schedule(long timeUs, in SimulatedEvent what) => _events.Add(timeUs, what);

    /// <summary>One lottery for all nodes: its answers are the same for all, and dear.</summary>
    internal Lottery LotteryOf(EpochContext epoch)
    {
        if (!_lotteries.TryGetValue(epoch.RootHash, out Lottery? lottery))
        {
            lottery = new Lottery(Genesis, epoch.Validators, epoch.Randomness, remembers: true);
            _lotteries.Add(epoch.RootHash, lottery);
        }
        return lottery;
    }

    private void RunUntil(long timeUs)
    {
        while (_events.Count > 0 && _events.FirstUs <= timeUs)
        {
            _lasso.Next(_events.FirstUs > NowUs);
            NowUs = _events.FirstUs;
            SimulatedEvent next = _events.Take();
            Steps++;
            if (next.Node is { } node)
            {
                node.Handle(next);
            }
            else
            {
                ((Action)next.Content!)();
            }
        }
        NowUs = timeUs;
    }

    private void Recover()
    {
        long ended = NowUs;
        ulong goal = HighestFinal() + (ulong)Settings.RequiredHeights;
        long deadline = ended + Settings.RecoveryUs;
        Liveness.Begin();
        _lasso.Begin();
        Coverage.Add(RareEvent.FarBehind, LowestFinal() + 100 < HighestFinal());
        while (NowUs < deadline && !IsReached(goal))
        {
            RunUntil(Math.Min(deadline, NowUs + 100_000));
            Liveness.Observe();
            _lasso.Observe();
        }
        Coverage.WorstRecoveryUs = Math.Max(Coverage.WorstRecoveryUs, NowUs - ended);
        if (!IsReached(goal))
        {
            throw new SimulationViolationException(
                "L-1", $"{Settings.RecoveryUs / 1000} ms after all faults height {LowestFinal()} of {goal} is final; "
                + string.Join(", ", _nodes.Select(node => node.Describe())));
        }
        Liveness.End();
        Array.ForEach(_nodes, _memory.LookInside);
    }

    private SimulatedNode[] CreateNodes()
    {
        List<SimulatedNode> nodes = [];
        for (ushort validator = 0; validator < Genesis.Validators.Count; validator++)
        {
            bool faulty = Settings.Byzantine.TryGetValue(validator, out ByzantineKind kind);
            int copies = faulty && kind == ByzantineKind.Twins ? 2 : 1;
            for (int copy = 0; copy < copies; copy++)
            {
                ByzantineNode? behaviour = faulty ? new ByzantineNode(this, validator, kind) : null;
                nodes.Add(new SimulatedNode(this, nodes.Count, validator, behaviour));
            }
        }
        return [.. nodes];
    }

    private bool IsReached(ulong goal) => LowestFinal() >= goal && (Settings.UntilView == 0
        || Array.TrueForAll(_nodes, node => !node.IsHonest || node.Core?.CurrentView >= Settings.UntilView));

    private ulong LowestFinal() => _nodes.Where(node => node.IsHonest).Min(node => node.Disk.Finalized.Height);

    private ulong HighestFinal() => _nodes.Where(node => node.IsHonest).Max(node => node.Disk.Finalized.Height);
}
