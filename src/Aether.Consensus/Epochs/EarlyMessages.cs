using Aether.Core;
using Aether.Core.Types;

namespace Aether.Consensus.Epochs;

/// <summary>
/// Messages of the next epoch that came before this node entered it. Bounded; nothing in it is trusted.
/// </summary>
/// <remarks>What does not fit is dropped: whoever sent it repeats it.</remarks>
internal sealed class EarlyMessages(int peers)
{
    private readonly List<(ushort Peer, ConsensusMessage Message)> _messages = [];
    private readonly int[] _perPeer = new int[peers];
    private long _bytes;

    /// <summary>Messages held.</summary>
    public int Count => _messages.Count;

    /// <summary>Keeps a message if there is room for it.</summary>
    public void Add(ushort peer, ConsensusMessage message)
    {
        long bytes = message.Proposal?.Payload.Length ?? 0;
        if (_messages.Count >= Limits.Consensus.MaxEarlyMessages
            || _perPeer[peer] >= Limits.Consensus.MaxEarlyMessagesPerPeer
            || _bytes + bytes > Limits.Consensus.MaxEarlyPayloadBytes)
        {
            return;
        }
        _messages.Add((peer, message));
        _perPeer[peer]++;
        _bytes += bytes;
    }

    /// <summary>Gives what is held, in the order of arrival, and forgets it.</summary>
    public (ushort Peer, ConsensusMessage Message)[] Take()
    {
        (ushort Peer, ConsensusMessage Message)[] all = [.. _messages];
        _messages.Clear();
        Array.Clear(_perPeer);
        _bytes = 0;
        return all;
    }
}
