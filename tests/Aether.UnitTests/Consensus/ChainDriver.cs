using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.TestKit.Simulation;

namespace Aether.UnitTests.Consensus;

/// <summary>Runs one node over epochs with a perfect disk, signer and executor, and keeps what it does.</summary>
/// <remarks>Closing blocks are valid with whatever transition they carry.</remarks>
internal sealed class ChainDriver
{
    private readonly VoteForge _forge;
    private readonly EffectBuffer _buffer = new();
    private readonly Dictionary<Hash256, Header> _executed = [];
    private readonly ushort? _own;

    public ChainDriver(VoteForge forge, ushort? own, RestoredState? restored = null)
    {
        _forge = forge;
        _own = own;
        ChainConfig config = ChainConfig.OfGenesis(forge.Genesis, own, ConsensusTiming.ForSlot(500));
        RestoredState state = restored ?? new(forge.Epoch, forge.GenesisHeader, null, []);
        Core = new ChainCore(config, forge.Crypto, state);
        _executed.Add(state.FinalizedHeader.Hash, state.FinalizedHeader);
    }

    public ChainCore Core { get; }

    public long NowMs { get; private set; }

    /// <summary>Everything asked for since the last <see cref="Clear"/>.</summary>
    public List<ConsensusEffect> Effects { get; } = [];

    public IEnumerable<ConsensusMessage> Sent =>
        Effects.OfType<Broadcast>().Select(effect => effect.Message);

    public IEnumerable<ulong> FinalHeights => Effects.OfType<Finalize>()
        .SelectMany(final => final.Blocks).Select(block => block.Block.Header.Height);

    private ulong WallMs => SimulatedGenesis.TimestampMs + 600_000 + (ulong)NowMs;

    public void Clear() => Effects.Clear();

    public ChainDriver At(long nowMs)
    {
        NowMs = nowMs;
        Step(new TickInput(NowMs, WallMs));
        return this;
    }

    public ChainDriver Receive(ushort peer, ConsensusMessage message)
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
            case StartEpoch start:
                return new DurableInput(NowMs, WallMs, start.Position);
            case Sign sign:
                return new SignedInput(NowMs, WallMs, sign.RequestId, _forge.Crypto.Sign(_own!.Value, sign.Request));
            case Execute execute:
                bool valid = SimulatedLedger.IsValid(_executed[execute.Block.Header.ParentHash], execute.Block);
                _executed[execute.Block.Hash] = execute.Block.Header;
                return new ExecutedInput(NowMs, WallMs, execute.Block.Hash, valid);
            default:
                return null;
        }
    }
}
