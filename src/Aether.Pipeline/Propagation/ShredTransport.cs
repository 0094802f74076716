using Aether.Consensus.Epochs;
using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Pipeline.Status;

namespace Aether.Pipeline.Propagation;

/// <summary>The node's transport, with long proposals as shreds: its users send and receive whole ones.</summary>
/// <remarks>
/// Own proposals go to the propagation loop, which sends them; heads go to it too, and proposals come back from it.
/// Everything else passes as it is. <b>Ownership</b>: the inner transport stays the caller's. <b>Threads</b>: as
/// <see cref="ITransport"/> says; <see cref="TryTakeOwn"/> and <see cref="TryTakeReceived"/> are the loop's.
/// </remarks>
internal sealed class ShredTransport : ITransport, IPropagationOutlet
{
    // Tags of ConsensusMessage.
    private const byte Proposal = 0;
    private const byte BlockResponse = 6;
    private const int MaxOwnMessages = 16;

    private readonly ITransport _inner;
    private readonly IDatagramLinks _links;
    private readonly int _minBytes;
    private readonly WakeSignal _signal;
    private readonly MessageQueue _own = new(
        MaxOwnMessages, Limits.Network.MaxConsensusBytes, FullQueuePolicy.RefuseNewest);

    private readonly MessageQueue _received = CreateQueue();
    private readonly MessageQueue _assembled = CreateQueue();
    private volatile ChainPlace? _place;

    /// <summary>Creates the transport.</summary>
    /// <param name="inner">What carries messages.</param>
    /// <param name="parts">What carries datagrams, and from which length on.</param>
    /// <param name="signal">Wakes the propagation loop.</param>
    public ShredTransport(ITransport inner, ShredParts parts, WakeSignal signal)
    {
        _inner = inner;
        _links = parts.Links;
        _minBytes = parts.MinPayloadBytes;
        _signal = signal;
    }

    /// <inheritdoc/>
    public ushort LocalPeer => _inner.LocalPeer;

    /// <inheritdoc/>
    public int PeerCount => _inner.PeerCount;

    /// <summary>Where the chain stands; null before the consensus thread ran.</summary>
    public ChainPlace? Place => _place;

    /// <summary>Proposals that were put together and wait for consensus.</summary>
    public LinkSample Assembled => new(
        "assembled", _assembled.Count, Limits.Network.MaxConsensusMessages, _assembled.ReadCounters().HighWater);

    /// <summary>Proposals that were put together and that consensus had no room for.</summary>
    public long Lost => _assembled.ReadCounters().Refused;

    /// <inheritdoc/>
    public bool Send(ushort peer, TransportChannel channel, ReadOnlyMemory<byte> message) =>
        _inner.Send(peer, channel, message);

    /// <inheritdoc/>
    public int Broadcast(TransportChannel channel, ReadOnlyMemory<byte> message)
    {
        bool mayBeCut = channel == TransportChannel.Consensus
            && message.Length >= _minBytes && message.Span[0] == Proposal;
        if (mayBeCut && _own.TryAdd(new TransportMessage(LocalPeer, message)))
        {
            _signal.Set();
            return PeerCount - 1;
        }
        return _inner.Broadcast(channel, message);
    }

    /// <inheritdoc/>
    public void Announce(ReadOnlyMemory<byte> message) => _inner.Announce(message);

    /// <inheritdoc/>
    public bool TryReceive(TransportChannel channel, out TransportMessage message)
    {
        if (channel != TransportChannel.Consensus)
        {
            return _inner.TryReceive(channel, out message);
        }
        if (_assembled.TryTake(out message))
        {
            return true;
        }
        while (_inner.TryReceive(channel, out message))
        {
            byte tag = message.Bytes.IsEmpty ? byte.MaxValue : message.Bytes.Span[0];
            bool isBlock = tag is Proposal or BlockResponse && message.Bytes.Length >= _minBytes;
            if (isBlock || tag == ProposalHead.Tag)
            {
                _received.TryAdd(message);
                _signal.Set();
            }
            if (tag != ProposalHead.Tag)
            {
                return true;
            }
        }
        return false;
    }

    /// <inheritdoc/>
    public void SetReceiveSignal(TransportChannel channel, WakeSignal signal)
    {
        _inner.SetReceiveSignal(channel, signal);
        if (channel == TransportChannel.Consensus)
        {
            _assembled.SetSignal(signal);
        }
    }

    /// <inheritdoc/>
    public void Report(ushort peer) => _inner.Report(peer);

    /// <inheritdoc/>
    public TransportCounters ReadCounters(TransportChannel channel) => _inner.ReadCounters(channel);

    /// <inheritdoc/>
    public void Dispose()
    {
        // The inner transport is the caller's.
    }

    /// <summary>Notes where the chain stands. The consensus thread's.</summary>
    public void Note(ChainCore core) => Note(core.Epoch, core.FinalizedHeader.View, core.CurrentView);

    /// <summary>The same, from its parts.</summary>
    public void Note(EpochContext epoch, ulong finalView, ulong currentView)
    {
        ChainPlace? last = _place;
        if (last?.CurrentView != currentView || last.FinalView != finalView || last.Epoch.Epoch != epoch.Epoch)
        {
            _place = new ChainPlace(epoch, finalView, currentView);
            _signal.Set();
        }
    }

    /// <summary>Takes an own proposal that is to be sent.</summary>
    public bool TryTakeOwn(out TransportMessage message) => _own.TryTake(out message);

    /// <summary>Takes a head, or a copy of a whole block that consensus was given.</summary>
    public bool TryTakeReceived(out TransportMessage message) => _received.TryTake(out message);

    /// <inheritdoc/>
    void IPropagationOutlet.Send(ReadOnlySpan<ushort> peers, ReadOnlySpan<byte> datagram) =>
        _links.TrySend(peers, datagram);

    /// <inheritdoc/>
    void IPropagationOutlet.SendMessage(ushort peer, byte[] message) =>
        _inner.Send(peer, TransportChannel.Consensus, message);

    /// <inheritdoc/>
    void IPropagationOutlet.Broadcast(ReadOnlyMemory<byte> message) =>
        _inner.Broadcast(TransportChannel.Consensus, message);

    /// <inheritdoc/>
    void IPropagationOutlet.Deliver(ushort peer, byte[] message)
    {
        Check.That(peer < PeerCount);
        _assembled.TryAdd(new TransportMessage(peer, message));
    }

    /// <inheritdoc/>
    void IPropagationOutlet.Report(ushort peer) => _inner.Report(peer);

    private static MessageQueue CreateQueue() => new(
        Limits.Network.MaxConsensusMessages, Limits.Network.MaxConsensusBytes, FullQueuePolicy.RefuseNewest);
}
