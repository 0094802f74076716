using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.TestKit.Mutants;
using Aether.TestKit.Specification;

namespace Aether.TestKit.Simulation;

/// <summary>
/// The shell of one core: carries out its effects as documented, on a disk that a crash leaves behind.
/// </summary>
public sealed class SimulatedNode
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
    private readonly PlantedBug? _bug;
    private readonly SpecReplay? _spec;
    private long _diskFreeUs;
    private long _signerFreeUs;
    private long _pausedUntilUs;
    private ulong _durable;
    private long _timer;
    private int _incarnation;

    internal SimulatedNode(Simulation simulation, int endpoint, ushort validator, ByzantineNode? byzantine)
    {
        _simulation = simulation;
        Endpoint = endpoint;
        Validator = validator;
        Byzantine = byzantine;
        _random = new SimulationRandom(simulation.Settings.Seed, "node" + endpoint);
        _skewMs = _random.Between(-simulation.Settings.ClockSkewMs, simulation.Settings.ClockSkewMs);
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

    internal long NowMs => _simulation.NowUs / 1000;

    internal ulong WallMs => (ulong)((long)SimulatedGenesis.TimestampMs + NowMs + _skewMs);

    /// <summary>Starts the core from the disk.</summary>
    public void Start()
    {
        if (Core is not null)
        {
            return;
        }
        SimulationSettings settings = _simulation.Settings;
        ConsensusTiming timing = _bug?.Timing(settings.Timing) ?? settings.Timing;
        ChainConfig config = ChainConfig.OfGenesis(_simulation.Genesis, Validator, timing);
        RestoredState restored = Disk.Restore(IsHonest ? Recall(settings.Mutant) : null);
        restored = _bug?.Restore(restored) ?? restored;
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

    /// <summary>Stops at once. Each write under way is on disk or not, in order.</summary>
    public void Crash()
    {
        _simulation.Trace(this, "crash");
        _simulation.Coverage.Crashes++;
        Core = null;
        _incarnation++;
        CrashAfterEffects = -1;
        int survivors = _writes.Count == 0 ? 0 : _random.Below(_writes.Count + 1);
        for (int index = 0; index < survivors; index++)
        {
            Apply(_writes.Dequeue().Effect);
        }
        _writes.Clear();
        _waiting.Clear();
        _pausedUntilUs = 0;
        _diskFreeUs = 0;
        _signerFreeUs = 0;
    }

    /// <summary>Stands still for a while.</summary>
    public void Pause(long untilUs) => _pausedUntilUs = untilUs;

    /// <summary>Takes a message from the network.</summary>
    public void Receive(ushort peer, ConsensusMessage message)
    {
        if (Core is null)
        {
            return;
        }
        Byzantine?.Received(this, message);
        if (_simulation.Settings.Mutant == ShellMutant.CountMessages && message.Vote is { } vote)
        {
            message = _miscount.Recount(vote);
        }
        Step(new MessageInput(NowMs, WallMs, peer, message));
    }

    /// <summary>Schedules something that dies with this incarnation of the node.</summary>
    internal void After(long delayUs, Action action)
    {
        int incarnation = _incarnation;
        _simulation.At(_simulation.NowUs + delayUs, () =>
        {
            if (incarnation == _incarnation)
            {
                action();
            }
        });
    }

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
            After(_pausedUntilUs - _simulation.NowUs, () => Step(Refresh(input)));
            return;
        }
        ConsensusInput? heard = _bug is null ? input : _bug.Hear(input);
        if (heard is null)
        {
            return;
        }
        _effects.Clear();
        Core!.Step(heard, _effects);
        _simulation.Observe(this);
        IReadOnlyList<ConsensusEffect> effects = _bug?.Do(_effects.Effects) ?? _effects.Effects;
        _spec?.Step(heard, effects, Core);
        for (int index = 0; index < effects.Count; index++)
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

    private static string? Describe(ConsensusEffect effect) => effect switch
    {
        Sign { Request: VoteSignRequest vote } => $"{vote.Kind} {vote.View} {Short(vote.BlockHash)}",
        Sign { Request: TimeoutSignRequest timeout } => $"timeout {timeout.View} with certificate {timeout.HighView}",
        Sign { Request: HeaderSignRequest { Header: { } header } } =>
            $"propose {header.View} {Short(header.Hash)} on {header.Justify.View} by {header.LeadKind}",
        Broadcast { Message.Entry: { } entry } => $"enter {entry.EnteredView}",
        Send { Message.BlockRequest: { } hash } send => $"ask {send.Peer} for {Short(hash)}",
        Execute execute => $"execute {execute.Block.Header.View} {Short(execute.Block.Hash)}",
        Finalize final => $"final up to view {final.Blocks[^1].Block.Header.View}",
        PenalisePeer penalty => $"blame {penalty.Peer}: {penalty.Reason}",
        _ => null,
    };

    private static string Short(Hash256 hash) => hash.ToString()[..10];

    private ConsensusInput Refresh(ConsensusInput input) => input with { NowMs = NowMs, WallMs = WallMs };

    private void CarryOut(ConsensusEffect effect)
    {
        switch (effect)
        {
            case Persist persist:
                Write(effect, persist.Position);
                break;
            case StoreBlock store:
                Write(effect, store.Position);
                break;
            case StartEpoch start:
                _epochs[start.Epoch.Epoch] = start.Epoch;
                _simulation.Oracle.Started(this, start.Epoch);
                Write(effect, start.Position);
                break;
            case Sign sign:
                _waiting.Add(sign);
                SignWhatMayBe();
                break;
            case Broadcast broadcast:
                SendToAll(broadcast.Message);
                break;
            case Send send:
                SendTo(send.Peer, send.Message);
                break;
            case ServeBlock serve when Disk.Find(serve.BlockHash) is { } block:
                _simulation.Coverage.BlocksServed++;
                SendTo(serve.Peer, ConsensusMessage.OfBlockResponse(block));
                break;
            case ServeBlocks serve:
                Serve(serve);
                break;
            case ServeEpochProof serve when Disk.FindEpoch(serve.ClosedEpoch + 1)?.ToProof() is { } proof:
                SendTo(serve.Peer, ConsensusMessage.Of(proof));
                break;
            case SetTimer timer:
                Schedule(timer.DeadlineMs);
                break;
            case Execute execute:
                Run(execute);
                break;
            case Build build:
                Run(build);
                break;
            case Finalize final:
                _simulation.Oracle.Finalized(this, final);
                Disk.Commit(final.Blocks);
                break;
            case EvidenceFound found:
                _simulation.Oracle.Convicted(this, found);
                break;
            case PenalisePeer penalty:
                _simulation.Oracle.Penalised(this, penalty);
                break;
            case Halt halt:
                _simulation.Oracle.Halted(this, halt.Reason);
                break;
        }
    }

    private void SendToAll(ConsensusMessage message)
    {
        for (ushort peer = 0; peer < _simulation.Genesis.Validators.Count; peer++)
        {
            if (peer != Validator)
            {
                SendTo(peer, message);
            }
        }
    }

    private void SendTo(ushort peer, ConsensusMessage message)
    {
        if (Byzantine is not null)
        {
            Byzantine.Send(this, peer, message);
            return;
        }
        _simulation.Oracle.Sent(this, message);
        _simulation.Network.Send(this, peer, message);
    }

    private void Write(ConsensusEffect effect, ulong position)
    {
        long due = Math.Max(_diskFreeUs, _simulation.NowUs) + _random.Between(20, _simulation.Settings.DiskUs);
        _diskFreeUs = due;
        if (_simulation.Settings.Mutant == ShellMutant.ReportBeforeWrite && IsHonest && effect is Persist)
        {
            After(0, () => OnDurable(position));
            After(due - _simulation.NowUs + 200_000, () => Apply(effect));
            return;
        }
        _writes.Enqueue(new PendingWrite(effect, position));
        After(due - _simulation.NowUs, () =>
        {
            Apply(_writes.Dequeue().Effect);
            OnDurable(position);
        });
    }

    private void Apply(ConsensusEffect effect)
    {
        if (_bug?.IsLost(effect) == true)
        {
            return;
        }
        if (effect is Persist persist)
        {
            Disk.Write(persist.Record);
        }
        else if (effect is StoreBlock store)
        {
            Disk.Write(store.Block);
        }
        else if (effect is StartEpoch start)
        {
            Disk.Write(start.Epoch);
        }
    }

    private void Serve(ServeBlocks serve)
    {
        for (int index = 0; index < serve.Count; index++)
        {
            if (Disk.FindFinal(serve.FirstHeight + (ulong)index) is not { } block)
            {
                return;
            }
            _simulation.Coverage.BlocksServed++;
            SendTo(serve.Peer, ConsensusMessage.OfBlockResponse(block));
        }
    }

    private void OnDurable(ulong position)
    {
        _durable = Math.Max(_durable, position);
        Step(new DurableInput(NowMs, WallMs, position));
        SignWhatMayBe();
    }

    private void SignWhatMayBe()
    {
        for (int index = 0; index < _waiting.Count; index++)
        {
            Sign sign = _waiting[index];
            if (sign.AfterPosition > _durable)
            {
                continue;
            }
            _waiting.RemoveAt(index--);
            // One signer, one request after the other.
            _signerFreeUs = Math.Max(_signerFreeUs, _simulation.NowUs) + _random.Between(10, 200);
            After(_signerFreeUs - _simulation.NowUs, () =>
            {
                _simulation.Oracle.Signed(this, sign.Request);
                if (sign.Request is HeaderSignRequest own)
                {
                    _executed[own.Header.Hash] = own.Header;
                }
                byte[] signature = _simulation.Crypto.Sign(Validator, sign.Request);
                Step(new SignedInput(NowMs, WallMs, sign.RequestId, signature));
            });
        }
    }

    private void Schedule(long deadlineMs)
    {
        if (deadlineMs == long.MaxValue)
        {
            _timer++;
            return;
        }
        long timer = ++_timer;
        After(Math.Max(0, (deadlineMs * 1000) - _simulation.NowUs), () =>
        {
            if (timer == _timer)
            {
                Step(new TickInput(NowMs, WallMs));
            }
        });
    }

    private void Run(Execute execute)
    {
        Proposal block = execute.Block;
        if (!_executed.TryGetValue(block.Header.ParentHash, out Header? parent))
        {
            throw new SimulationViolationException("shell", "executed a block whose parent was not executed");
        }
        bool valid = SimulatedLedger.IsValid(parent, block, TransitionOf(block.Header.Epoch, parent, execute.Role));
        if (valid)
        {
            _executed[block.Hash] = block.Header;
        }
        After(_random.Between(100, _simulation.Settings.ExecuteUs), () =>
            Step(new ExecutedInput(NowMs, WallMs, block.Hash, valid)));
    }

    private void Run(Build build)
    {
        BuiltBlock built = TransitionOf(Core!.Epoch.Epoch, build.Parent, build.Role) is { } transition
            ? SimulatedLedger.BuildClosing(build.Parent, transition)
            : SimulatedLedger.Build(build.Parent, BitConverter.GetBytes(_random.Bits()));
        After(_random.Between(100, _simulation.Settings.ExecuteUs), () =>
        {
            // The proposer executed its own block by building it.
            Step(new BuiltInput(NowMs, WallMs, build.View, built));
        });
    }

    private EpochTransition? TransitionOf(uint epoch, Header parent, BlockRole role) =>
        role == BlockRole.Closing ? _simulation.Epochs.After(_epochs[epoch], parent) : null;

    private readonly record struct PendingWrite(ConsensusEffect Effect, ulong Position);
}
