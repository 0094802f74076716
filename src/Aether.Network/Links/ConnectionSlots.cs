using Aether.Core;
using Aether.Network.Transport;

namespace Aether.Network.Links;

/// <summary>Gives connections the numbers by which the pipeline knows peers.</summary>
/// <remarks>
/// Number 0 is this node. A number without a connection stands for one of those that there are, so that whoever asks
/// one number after the other asks one peer after the other. <b>Threads</b>: one.
/// </remarks>
internal sealed class ConnectionSlots
{
    private readonly PeerChannel?[] _channels = new PeerChannel?[Limits.Links.Slots];
    private readonly ConnectionId[] _stoodFor = new ConnectionId[Limits.Links.Slots];
    private readonly Dictionary<ConnectionId, PeerChannel> _byConnection = [];
    private readonly List<PeerChannel> _used = [];
    private ushort _last;

    /// <summary>Connections, those without a number too.</summary>
    public IReadOnlyCollection<PeerChannel> All => _byConnection.Values;

    /// <summary>Takes a connection in; it gets no number when all are taken.</summary>
    public void Add(PeerChannel channel)
    {
        _byConnection.Add(channel.Connection, channel);
        for (int step = 1; step < _channels.Length; step++)
        {
            // A number rests as long as possible: messages of its last peer may still wait.
            ushort slot = (ushort)(1 + ((_last + step - 1) % (_channels.Length - 1)));
            if (_channels[slot] is null)
            {
                _last = slot;
                channel.Slot = slot;
                channel.AnswersAs = slot;
                _channels[slot] = channel;
                _used.Add(channel);
                return;
            }
        }
    }

    /// <summary>Forgets a connection.</summary>
    public void Remove(ConnectionId connection)
    {
        if (_byConnection.Remove(connection, out PeerChannel? channel) && channel.Slot != 0)
        {
            _channels[channel.Slot] = null;
            _used.Remove(channel);
        }
    }

    /// <summary>The connection with this name; null when it is gone.</summary>
    public PeerChannel? Find(ConnectionId connection) => _byConnection.GetValueOrDefault(connection);

    /// <summary>The connection that has this number; null when none has.</summary>
    public PeerChannel? At(ushort slot) => slot < _channels.Length ? _channels[slot] : null;

    /// <summary>The connection that a number names or stands for; null while there is none.</summary>
    public PeerChannel? Resolve(ushort slot)
    {
        if (slot == 0 || slot >= _channels.Length)
        {
            return null;
        }
        if (_channels[slot] is { } own)
        {
            return own;
        }
        if (_used.Count == 0)
        {
            return null;
        }
        PeerChannel other = _used[slot % _used.Count];
        _stoodFor[slot] = other.Connection;
        return other;
    }

    /// <summary>The connection that a number named, or stood for last, when something came by it.</summary>
    public PeerChannel? Blamed(ushort slot) => slot >= _channels.Length ? null
        : _channels[slot] ?? Find(_stoodFor[slot]);
}
