using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.TestKit.Mutants;
using Aether.TestKit.Specification;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.Simulation;

/// <summary>
/// The shell of one core: carries out its effects as documented, on a disk that a crash leaves behind.
/// </summary>
public sealed partial class SimulatedNode
{
    private readonly Simulation _simulation;
    private readonly SimulationRandom _random;
    private readonly EffectBuffer _effects = new();
    private readonly Queue<PendingWrite> _writes = new();
    private readonly List<Sign> _waiting = [];
    private readonly Dictionary<Hash256, Header> _executed = [];
    private readonly Dictionary<uint, EpochContext> _epochs = [];
    private readonly MessageCounter _miscount;
    private readonly long _skewMs;
    private readonly long _driftPpm;
    private readonly PlantedBug? _bug;
    private readonly SpecReplay? _spec;
    private long _diskFreeUs;
    private long _signerFreeUs;
    private long _pausedUntilUs;
    private ulong _durable;
    private ulong _timer;
    private int _incarnation;

    internal SimulatedNode(Simulation simulation, int endpoint, ushort validator, ByzantineNode? byzantine)
    {
        _simulation = simulation;
        Endpoint = endpoint;
        Validator = validator;
        Byzantine = byzantine;
        _random = new SimulationRandom(simulation.Settings.Seed, "node" + endpoint);
        _skewMs = _random.Between(-simulation.Settings.ClockSkewMs, simulation.Settings.ClockSkewMs);
        _driftPpm = _random.Between(-simulation.Settings.DriftPpm, simulation.Settings.DriftPpm);
        _miscount = new MessageCounter(simulation.Genesis.Validators.Count);
        Disk = new SimulatedDisk(simulation.FirstEpoch);
        _bug = IsHonest ? simulation.Settings.Bug?.Invoke() : null;
        _spec = IsHonest && simulation.Settings.UsesSpec
            ? new SpecReplay($"node {endpoint}", simulation.Crypto, simulation.Genesis, validator)
            : null;
    }

    /// <summary>Position in the network.</summary>
    public int Endpoint { get; }

    /// <summary>The key this node holds, and its place among the peers: an index in the genesis set.</summary>
    public ushort Validator { get; }

    /// <summary>What makes it faulty; null for an honest node.</summary>
    public ByzantineNode? Byzantine { get; }

    /// <summary>True when the validator has one honest node.</summary>
    public bool IsHonest => Byzantine is null;

    /// <summary>What survives a crash.</summary>
    public SimulatedDisk Disk { get; }

    /// <summary>The running core; null while the node is down.</summary>
    public ChainCore? Core { get; private set; }

    /// <summary>Effects left until the node crashes between two of them; negative when no crash is planned.</summary>
    public int CrashAfterEffects { get; set; } = -1;

    /// <summary>How long it stays down after a planned crash.</summary>
    public long DownUs { get; set; }

    internal long NowMs => LocalUs(_simulation.NowUs) / 1000;

    internal ulong WallMs => (ulong)((long)SimulatedGenesis.TimestampMs + NowMs + _skewMs + JumpMs);

    /// <summary>Starts the core from the disk.</summary>
    public void Start()
    {
        if (Core is not null)
        {
            return;
        }
        SimulationSettings settings = _simulation.Settings;
        ConsensusTiming timing = _bug?.Timing(settings.Timing) ?? settings.Timing;
        ChainConfig config = ChainConfig.OfGenesis(_simulation.Genesis, Validator, timing) with
        {
            Lotteries = _simulation.LotteryOf,
        };
        RestoredState restored = Disk.Restore(IsHonest ? Recall(settings.Mutant) : null);
        restored = _bug?.Restore(restored) ?? restored;
        _simulation.Watcher.Started(this, restored);
        _epochs.Clear();
        foreach (EpochContext known in restored.Later.Append(restored.Epoch))
        {
            _epochs.Add(known.Epoch, known);
        }
        IConsensusCryptoFactory crypto = _bug is null
            ? _simulation.Crypto
            : new BentCryptoFactory(_simulation.Crypto, _bug);
        Core = new ChainCore(config, crypto, restored, settings.Rules);
        _spec?.Restart(restored);
        _executed.Clear();
        _executed.Add(Disk.Finalized.Hash, Disk.Finalized);
        _durable = 0;
        Step(new TickInput(NowMs, WallMs));
    }

    /// <summary>Takes a message from the network.</summary>
    public void Receive(ushort peer, ConsensusMessage message)
    {
        if (Core is null)
        {
            _simulation.Faults.Add(FaultKind.PacketCut);
            return;
        }
        Byzantine?.Received(this, message);
        if (_simulation.Settings.Mutant == ShellMutant.CountMessages && message.Vote is { } vote)
        {
            message = _miscount.Recount(vote);
        }
        Step(new MessageInput(NowMs, WallMs, peer, message));
    }

    /// <summary>Handles an event of this node.</summary>
    internal void Handle(in SimulatedEvent what)
    {
        if (what.Kind == SimulatedEventKind.Deliver)
        {
            _corruptedFrom |= what.Flag ? 1UL << what.Peer : 0;
            Receive(what.Peer, (ConsensusMessage)what.Content!);
            return;
        }
        if (what.Incarnation != _incarnation)
        {
            return;
        }
        switch (what.Kind)
        {
            case SimulatedEventKind.Written:
                OnWritten();
                break;
            case SimulatedEventKind.Reported:
                OnDurable(what.Number);
                break;
            case SimulatedEventKind.Signed:
                OnSigned((Sign)what.Content!);
                break;
            case SimulatedEventKind.Timer:
                OnTimer(what);
                break;
            case SimulatedEventKind.Executed:
                Step(new ExecutedInput(NowMs, WallMs, ((Proposal)what.Content!).Hash, what.Flag));
                break;
            case SimulatedEventKind.Built:
                // The proposer executed its own block by building it.
                Step(new BuiltInput(NowMs, WallMs, what.Number, (BuiltBlock)what.Content!));
                break;
            case SimulatedEventKind.Resumed:
                Step(Refresh((ConsensusInput)what.Content!));
                break;
            case SimulatedEventKind.OwnAction:
                ((Action)what.Content!)();
                break;
        }
    }

    /// <summary>Schedules something that dies with this incarnation of the node.</summary>
    internal void After(long delayUs, Action action) =>
        After(delayUs, SimulatedEventKind.OwnAction, 0, flag: false, action);

    private void After(long delayUs, SimulatedEventKind kind, ulong number, bool flag, object? content) =>
        _simulation.Schedule(_simulation.NowUs + delayUs, new SimulatedEvent(
            kind, this, _incarnation, number, 0, flag, content));

    /// <summary>Where the node stands, for the message of a failure.</summary>
    internal string Describe() => $"node {Endpoint}{(IsHonest ? "" : " (faulty)")}: "
        + (Core is null ? "down" : $"epoch {Core.Epoch.Epoch} view {Core.CurrentView} final {Disk.Finalized.Height}"
        + (_simulation.NowUs < _pausedUntilUs ? " paused" : ""));

    private Func<SafetyRecord, SafetyRecord>? Recall(ShellMutant mutant) => mutant switch
    {
        ShellMutant.ForgetVotes => static record => record with { PrevotedView = 0, PrecommittedView = 0 },
        ShellMutant.ForgetLock => record => record with
        {
            HighCertificate = Disk.FindEpoch(record.Epoch)!.RootCertificate,
            Entry = null,
        },
        _ => null,
    };

    private void Step(ConsensusInput input)
    {
        if (_simulation.NowUs < _pausedUntilUs)
        {
            After(_pausedUntilUs - _simulation.NowUs, SimulatedEventKind.Resumed, 0, flag: false, input);
            return;
        }
        ConsensusInput? heard = _bug is null ? input : _bug.Hear(input);
        if (heard is null)
        {
            return;
        }
        _effects.Clear();
        _simulation.Watcher.Before(this, heard);
        Core!.Step(heard, _effects);
        _simulation.Observe(this);
        _simulation.Watcher.After(this, heard, _effects.Effects);
        IReadOnlyList<ConsensusEffect> effects = _bug?.Do(_effects.Effects) ?? _effects.Effects;
        _spec?.Step(heard, effects, Core);
        int incarnation = _incarnation;
        for (int index = 0; index < effects.Count && incarnation == _incarnation; index++)
        {
            if (CrashAfterEffects >= 0 && CrashAfterEffects-- == 0)
            {
                long down = DownUs;
                Crash();
                _simulation.At(_simulation.NowUs + down, Start);
                return;
            }
            if (_simulation.Settings.Trace is not null && Describe(effects[index]) is { } line)
            {
                _simulation.Trace(this, line);
            }
            CarryOut(effects[index]);
        }
    }

    private ConsensusInput Refresh(ConsensusInput input) => input with { NowMs = NowMs, WallMs = WallMs };

    private readonly record struct PendingWrite(ConsensusEffect Effect, ulong Position);
}
