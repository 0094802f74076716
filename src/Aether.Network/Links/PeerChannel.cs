using Aether.Core;
using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Network.Links;

/// <summary>What the network keeps of one usable connection.</summary>
internal sealed class PeerChannel(ConnectionId connection, PeerId peer, ValidatorBinding? binding, long nowMs)
{
    private TokenBucket _requests = new(
        Limits.Links.BlocksPerSecondOfStranger, Limits.Links.BlockBurstOfStranger, nowMs);

    private TokenBucket _offences = new(Limits.Network.OffencesPerSecond, Limits.Network.OffenceBurst, nowMs);
    private TokenBucket _messages = new(
        Limits.Network.ConsensusMessagesPerSecond, Limits.Network.ConsensusMessageBurst, nowMs);

    private int _asked;

    /// <summary>The connection.</summary>
    public ConnectionId Connection { get; } = connection;

    /// <summary>Who is there.</summary>
    public PeerId Peer { get; } = peer;

    /// <summary>The word of the validator whose node it is, checked.</summary>
    public ValidatorBinding? Binding { get; } = binding;

    /// <summary>Its number for the pipeline; 0 when there was none left.</summary>
    public ushort Slot { get; set; }

    /// <summary>The number that blocks by height are expected from: the one that asked for them.</summary>
    public ushort AnswersAs { get; set; }

    /// <summary>Share of the stake, of a million.</summary>
    public int StakePpm { get; set; }

    /// <summary>It is the node of a validator of the epoch.</summary>
    public bool IsValidator => StakePpm > 0;

    /// <summary>Blocks were asked of it.</summary>
    public void NoteAsked(int blocks) => _asked = Math.Min(_asked + blocks, Limits.Links.MaxAskedBlocks);

    /// <summary>A block came. False when fewer were asked for.</summary>
    public bool TryTakeAnswer() => _asked > 0 && _asked-- > 0;

    /// <summary>It asks for blocks. False when a peer without stake asks for too many.</summary>
    public bool TryAsk(long nowMs, int blocks) => IsValidator || _requests.TryTake(nowMs, blocks);

    /// <summary>It sent a message for this node alone. False for more than an honest node sends.</summary>
    public bool TryTakeMessage(long nowMs) => _messages.TryTake(nowMs, 1);

    /// <summary>It did what only a faulty peer does. False when that was too often.</summary>
    public bool TryOffend(long nowMs, int offences) => _offences.TryTake(nowMs, offences);
}
