using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.TestKit.Simulation;

namespace Aether.UnitTests.Consensus;

/// <summary>Runs one core with a perfect disk, signer and executor, and keeps what it does.</summary>
internal sealed class CoreDriver
{
    private readonly VoteForge _forge;
    private readonly EffectBuffer _buffer = new();
    private readonly Dictionary<Hash256, Header> _executed = [];
    private readonly ushort? _own;

    public CoreDriver(VoteForge forge, ushort? own, SafetyRecord? safety = null, Header? final = null)
    {
        _forge = forge;
        _own = own;
        RestoredState restored = new(forge.Epoch, final ?? forge.GenesisHeader, safety, []);
        ConsensusConfig config = new(forge.Genesis, own, ConsensusTiming.ForSlot(500));
        Core = new ConsensusCore(config, forge.Crypto, restored);
        _executed.Add(forge.GenesisHeader.Hash, forge.GenesisHeader);
    }

    public ConsensusCore Core { get; }

    public long NowMs { get; private set; }

    /// <summary>True while the signer refuses everything.</summary>
    public bool SignerIsAway { get; set; }

    /// <summary>Everything asked for since the last <see cref="Clear"/>.</summary>
    public List<ConsensusEffect> Effects { get; } = [];

    public IEnumerable<ConsensusMessage> Sent =>
        Effects.OfType<Broadcast>().Select(effect => effect.Message);

    public IEnumerable<PenalisePeer> Penalties => Effects.OfType<PenalisePeer>();

    private ulong WallMs => SimulatedGenesis.TimestampMs + (ulong)NowMs;

    public void Clear() => Effects.Clear();

    public CoreDriver At(long nowMs)
    {
        NowMs = nowMs;
        Step(new TickInput(NowMs, WallMs));
        return this;
    }

    public CoreDriver Receive(ushort peer, ConsensusMessage message)
    {
        Step(new MessageInput(NowMs, WallMs, peer, message));
        return this;
    }

    /// <summary>Hands in one input and whatever the effects of it answer at once.</summary>
    public void Step(ConsensusInput first)
    {
        Queue<ConsensusInput> inputs = new([first]);
        while (inputs.TryDequeue(out ConsensusInput? input))
        {
            _buffer.Clear();
            Core.Step(input, _buffer);
            foreach (ConsensusEffect effect in _buffer.Effects)
            {
                Effects.Add(effect);
                if (Answer(effect) is { } answer)
                {
                    inputs.Enqueue(answer);
                }
            }
        }
    }

    private ConsensusInput? Answer(ConsensusEffect effect)
    {
        switch (effect)
        {
            case Persist persist:
                return new DurableInput(NowMs, WallMs, persist.Position);
            case StoreBlock store:
                return new DurableInput(NowMs, WallMs, store.Position);
            case Sign sign:
                if (sign.Request is HeaderSignRequest header)
                {
                    _executed[header.Header.Hash] = header.Header;
                }
                byte[]? answer = SignerIsAway ? null : _forge.Crypto.Sign(_own!.Value, sign.Request);
                return new SignedInput(NowMs, WallMs, sign.RequestId, answer);
            case Execute execute:
                bool valid = SimulatedLedger.IsValid(_executed[execute.Block.Header.ParentHash], execute.Block);
                _executed[execute.Block.Hash] = execute.Block.Header;
                return new ExecutedInput(NowMs, WallMs, execute.Block.Hash, valid);
            case Build build:
                BuiltBlock built = SimulatedLedger.Build(build.Parent, [1, 2, 3, 4]);
                return new BuiltInput(NowMs, WallMs, build.View, built);
            default:
                return null;
        }
    }
}
