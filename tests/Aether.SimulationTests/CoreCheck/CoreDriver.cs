using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.TestKit.Specification;

namespace Aether.SimulationTests.CoreCheck;

/// <summary>One honest validator: a real <see cref="ChainCore"/> whose effects are carried out at once.</summary>
internal sealed class CoreDriver
{
    private const ushort Own = 0;

    private readonly CoreChain _chain;
    private readonly ConsensusRules _rules;
    private readonly SpecReplay? _spec;
    private readonly EffectBuffer _effects = new();
    private readonly List<Proposal> _stored = [];
    private SafetyRecord? _record;
    private Header _final;
    private ChainCore _core = null!;
    private long _nowMs;

    /// <summary>Starts a validator that never ran.</summary>
    public CoreDriver(CoreChain chain, ConsensusRules rules, bool usesSpec, int views)
    {
        _chain = chain;
        _rules = rules;
        _final = chain.First.RootHeader;
        _spec = usesSpec ? new SpecReplay("the core", chain.Crypto, chain.Genesis, Own) : null;
        Prevotes = new int[views + 2];
        Timeouts = new int[views + 2];
        Precommits = [];
        Start();
    }

    /// <summary>By view: number of the block prevoted, zero for none.</summary>
    public int[] Prevotes { get; }

    /// <summary>By view: number of the block whose certificate the timeout reports, plus one; zero for none.</summary>
    public int[] Timeouts { get; }

    /// <summary>Numbers of the blocks precommitted.</summary>
    public SortedSet<int> Precommits { get; }

    /// <summary>Current view.</summary>
    public int View => (int)_core.CurrentView;

    /// <summary>Number of the last final block.</summary>
    public int Final => _chain.NumberOf(_final.Hash);

    /// <summary>How often it was restarted.</summary>
    public int Restarts { get; private set; }

    /// <summary>What it did that no validator may do; null for nothing.</summary>
    public string? Fault { get; private set; }

    /// <summary>A fingerprint of the core and of all it has signed.</summary>
    public ulong Fingerprint(StateHash hash) => hash.Of(
        new object?[] { _core, Prevotes, Timeouts, Precommits, _final.Hash, Restarts, Fault is null }, 11);

    /// <summary>Lets something happen.</summary>
    public void Apply(CoreAction action)
    {
        switch (action.Kind)
        {
            case CoreActionKind.Proposal:
                Deliver(ConsensusMessage.Of(_chain[action.First].Proposal), CoreChain.Faulty);
                break;
            case CoreActionKind.Prevotes:
                foreach (ushort voter in new ushort[] { CoreChain.Faulty, 1, 2 })
                {
                    if (voter != 2 || Prevotes[_chain[action.First].View] != action.First)
                    {
                        Deliver(ConsensusMessage.Of(_chain.Prevote(action.First, voter)), voter);
                    }
                }
                break;
            case CoreActionKind.Commit:
                Deliver(ConsensusMessage.OfCommit(_chain.Certificate(VoteKind.Precommit, action.First)), 1);
                break;
            case CoreActionKind.Join:
                Deliver(ConsensusMessage.Of(_chain.Timeout(action.First, 0, CoreChain.Faulty)), CoreChain.Faulty);
                Deliver(ConsensusMessage.Of(_chain.Timeout(action.First, action.Second, 1)), 1);
                break;
            case CoreActionKind.Entry:
                EntryCertificate entry = new(null, _chain.TimeoutCertificate(action.First, action.Second));
                Deliver(ConsensusMessage.Of(entry), 1);
                break;
            case CoreActionKind.Timer:
                _nowMs += CoreChain.TimeoutMs;
                Step(new TickInput(_nowMs, _chain.WallMs));
                break;
            default:
                Restarts++;
                Start();
                break;
        }
    }

    private void Start()
    {
        Proposal[] pending = [.. _stored.Where(block => block.Header.View > _final.View)];
        RestoredState restored = new(_chain.First, _final, _record, pending);
        ChainConfig config = ChainConfig.OfGenesis(_chain.Genesis, Own, CoreChain.Timing);
        _core = new ChainCore(config, _chain.Crypto, restored, _rules);
        _spec?.Restart(restored);
        Step(new TickInput(_nowMs, _chain.WallMs));
    }

    private void Deliver(ConsensusMessage message, ushort peer) =>
        Step(new MessageInput(_nowMs, _chain.WallMs, peer, message));

    // The disk, the signer and execution answer at once, in the order they were asked.
    private void Step(ConsensusInput input)
    {
        Queue<ConsensusInput> inputs = new([input]);
        while (inputs.TryDequeue(out ConsensusInput? next))
        {
            _effects.Clear();
            _core.Step(next, _effects);
            _spec?.Step(next, _effects.Effects, _core);
            foreach (ConsensusEffect effect in _effects.Effects)
            {
                if (CarryOut(effect) is { } answer)
                {
                    inputs.Enqueue(answer);
                }
            }
        }
    }

    private ConsensusInput? CarryOut(ConsensusEffect effect)
    {
        switch (effect)
        {
            case Persist persist:
                _record = persist.Record;
                return new DurableInput(_nowMs, _chain.WallMs, persist.Position);
            case StoreBlock store:
                _stored.Add(store.Block);
                return new DurableInput(_nowMs, _chain.WallMs, store.Position);
            case Sign sign:
                Note(sign.Request);
                int bytes = sign.Request is VrfSignRequest ? VrfProof.Bytes : BlsSignature.Bytes;
                return new SignedInput(_nowMs, _chain.WallMs, sign.RequestId, new byte[bytes]);
            case Execute execute:
                return new ExecutedInput(_nowMs, _chain.WallMs, execute.Block.Hash, Valid: true);
            case Finalize final:
                _final = final.Blocks[^1].Block.Header;
                return null;
            case PenalisePeer { Peer: not CoreChain.Faulty } penalty:
                Fault = $"blames the honest validator {penalty.Peer}: {penalty.Reason}";
                return null;
            case Halt halt:
                Fault = $"stops: {halt.Reason}";
                return null;
            case Build:
                Fault = "builds a block in a view of another leader";
                return null;
            default:
                return null;
        }
    }

    private void Note(SignRequest request)
    {
        if (request is TimeoutSignRequest timeout)
        {
            int high = _chain.NumberOf(_record!.HighCertificate.BlockHash);
            Timeouts[timeout.View] = high + 1;
        }
        else if (request is VoteSignRequest vote)
        {
            int block = _chain.NumberOf(vote.BlockHash);
            if (vote.Kind == VoteKind.Precommit)
            {
                Precommits.Add(block);
            }
            else if (Prevotes[vote.View] != 0 && Prevotes[vote.View] != block)
            {
                Fault = $"prevotes two blocks of view {vote.View}";
            }
            else
            {
                Prevotes[vote.View] = block;
            }
        }
    }
}
