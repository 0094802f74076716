using Aether.Core;
using Aether.Core.Types;
using Aether.Native.Quic;

namespace Aether.Network.Transport.Quic;

/// <summary>What the socket reports.</summary>
internal sealed partial class QuicLoop : IQuicEvents
{
    private const int Bidirectional = 0;
    private const int StreamKind = 2;

    /// <summary>Room that a message is first given; more follows the bytes that come.</summary>
    private const int FirstBlockBytes = 4_096;

    /// <inheritdoc/>
    public void OnConnected(ulong connection, ReadOnlySpan<byte> key, in QuicAddress address, bool inbound)
    {
        if (!_peers.TryGetValue(connection, out QuicPeer? peer))
        {
            peer = new QuicPeer(new ConnectionId(_nextInbound), address.ToEndPoint(), inbound: true)
            {
                Native = connection,
            };
            _nextInbound += 2;
            _peers.Add(connection, peer);
        }
        peer.Peer = new PeerId(new PublicKey(new Hash256(key)));
        _nextRttMs = long.MinValue;
        Publish(new QuicEvent(PeerEventKind.Connected, peer));
    }

    /// <inheritdoc/>
    public void OnClosed(ulong connection, QuicEnd end, ulong code)
    {
        if (!_peers.Remove(connection, out QuicPeer? peer))
        {
            return;
        }
        foreach (QuicRequest request in peer.Requests.Values)
        {
            if (request.DeadlineMs != 0 && !request.IsOver)
            {
                _late.Add(request);
            }
            else if (request.Block is Block part)
            {
                request.Block = null;
                DropPart(peer, part);
            }
            request.IsOver |= request.DeadlineMs == 0;
        }
        foreach (QuicRequest request in _late)
        {
            EndRequest(peer, request, null);
        }
        _late.Clear();
        while (peer.Waiting.TryDequeue(out QuicRequest? waiting))
        {
            FailWaiting(peer, waiting);
        }
        foreach (FrameReader reader in peer.Readers.Values)
        {
            if (reader.Block is Block part)
            {
                DropPart(peer, part);
            }
        }
        peer.RttUs = 0;
        peer.IsOver = true;
        Publish(new QuicEvent(PeerEventKind.Closed, peer)
        {
            Code = CloseCodes.From(end, code),
            IsPeersFault = CloseCodes.IsViolation(end, code) || (end == QuicEnd.ClosedHere && peer.IsBlamed),
        });
    }

    /// <inheritdoc/>
    public void OnStreamData(ulong connection, long stream, ReadOnlySpan<byte> data, bool isLast)
    {
        if (!_peers.TryGetValue(connection, out QuicPeer? peer))
        {
            return;
        }
        int bytes = data.Length;
        bool isGood = (stream & StreamKind) != Bidirectional
            ? !isLast && TryReadMessages(peer, stream, data)
            : TryReadRequest(peer, stream, data, isLast);
        if (!isGood)
        {
            Blame(peer, CloseCode.BadMessage);
            return;
        }
        GiveCredit(peer, stream, bytes);
        BoundMemory(peer);
    }

    /// <inheritdoc/>
    public void OnStreamReset(ulong connection, long stream, ulong code)
    {
        if (!_peers.TryGetValue(connection, out QuicPeer? peer))
        {
            return;
        }
        if ((stream & StreamKind) != Bidirectional)
        {
            Blame(peer, CloseCode.BadMessage);
            return;
        }
        // A stream that is taken back is charged to nobody above, and makes room for the next one.
        if (IsOpenedBy(peer, stream) && !peer.TakeCancelled(NowMs()))
        {
            Blame(peer, CloseCode.OverBudget);
            return;
        }
        // The other direction has no more use either.
        _socket.Reset(connection, stream, code);
        OnStreamClosed(connection, stream);
    }

    /// <inheritdoc/>
    public void OnStreamClosed(ulong connection, long stream)
    {
        if (!_peers.TryGetValue(connection, out QuicPeer? peer)
            || !peer.Requests.Remove(stream, out QuicRequest? request))
        {
            return;
        }
        peer.Owed.Remove(stream, out long owed);
        if (owed > 0)
        {
            _socket.Credit(connection, stream, 0, owed);
        }
        if (request.DeadlineMs != 0)
        {
            EndRequest(peer, request, null);
            return;
        }
        request.IsOver = true;
        if (request.Block is Block part)
        {
            request.Block = null;
            DropPart(peer, part);
        }
    }

    /// <inheritdoc/>
    public void OnStreamsAvailable(ulong connection)
    {
        if (_peers.TryGetValue(connection, out QuicPeer? peer))
        {
            OpenRequests(peer);
        }
    }

    /// <inheritdoc/>
    public void OnDatagram(ulong connection, ReadOnlySpan<byte> data)
    {
        if (!_peers.TryGetValue(connection, out QuicPeer? peer))
        {
            return;
        }
        // Half of the queue is kept for what must not be lost.
        if (_backlog.Count > 0 || _events.Count >= _events.Capacity / 2)
        {
            Interlocked.Increment(ref _droppedDatagrams);
            return;
        }
        Block block = _pool.Rent(data.Length);
        Interlocked.Add(ref _received, block.Capacity);
        data.CopyTo(block.Bytes);
        block.Length = data.Length;
        Publish(new QuicEvent(PeerEventKind.Datagram, peer) { Block = block });
    }

    /// <inheritdoc/>
    public void OnReleased(ulong connection, ulong cookie)
    {
        Block block = _sending.Take(cookie);
        if (block.Budget >= 0)
        {
            block.Owner!.Unacknowledged--;
            block.Owner.ProgressMs = NowMs();
        }
        Release(block);
    }

    private bool TryReadMessages(QuicPeer peer, long stream, ReadOnlySpan<byte> data)
    {
        if (!peer.Readers.TryGetValue(stream, out FrameReader? reader))
        {
            reader = new FrameReader();
            peer.Readers.Add(stream, reader);
        }
        while (data.Length > 0)
        {
            bool isNew = reader.Class is null;
            if (!reader.TryRead(ref data, out ReadOnlySpan<byte> body) || (isNew && IsTaken(peer, reader)))
            {
                return false;
            }
            if (body.Length == 0)
            {
                continue;
            }
            reader.Block = Append(peer, reader.Block, body);
            if (reader.IsWhole)
            {
                Block whole = reader.Block;
                reader.Block = null;
                PublishWhole(PeerEventKind.Message, peer, whole, reader.Class!.Value, null);
            }
        }
        return true;
    }

    /// <summary>A class has one stream.</summary>
    private static bool IsTaken(QuicPeer peer, FrameReader newest)
    {
        foreach (FrameReader reader in peer.Readers.Values)
        {
            if (reader != newest && reader.Class == newest.Class)
            {
                return true;
            }
        }
        return false;
    }

    private static bool IsOpenedBy(QuicPeer peer, long stream) => (stream & 1) != (peer.Inbound ? 1 : 0);

    /// <summary>Bytes of a request of the peer, or of an answer to an own one.</summary>
    private bool TryReadRequest(QuicPeer peer, long stream, ReadOnlySpan<byte> data, bool isLast)
    {
        if (!peer.Requests.TryGetValue(stream, out QuicRequest? request))
        {
            if (!IsOpenedBy(peer, stream))
            {
                // Given up meanwhile.
                return true;
            }
            request = new QuicRequest(new RequestId(_nextInbound)) { Stream = stream };
            _nextInbound += 2;
            peer.Requests.Add(stream, request);
        }
        bool isAnswer = request.DeadlineMs != 0;
        int most = isAnswer ? Limits.Network.MaxResponseBytes : Limits.Network.MaxRequestBytes;
        if ((request.Block?.Length ?? 0) + data.Length > most)
        {
            _socket.Reset(peer.Native, stream, (ulong)CloseCode.BadMessage);
            OnStreamClosed(peer.Native, stream);
            return true;
        }
        if (data.Length > 0 || request.Block is null)
        {
            request.Block = Append(peer, request.Block, data);
        }
        if (!isLast)
        {
            return true;
        }
        Block whole = request.Block;
        request.Block = null;
        if (isAnswer)
        {
            EndRequest(peer, request, whole);
        }
        else
        {
            PublishWhole(PeerEventKind.Request, peer, whole, default, request);
        }
        return true;
    }

    /// <summary>Adds bytes to a block, or to a larger one that takes its place.</summary>
    private Block Append(QuicPeer peer, Block? block, ReadOnlySpan<byte> data)
    {
        int length = block?.Length ?? 0;
        if (block is null || length + data.Length > block.Capacity)
        {
            Block larger = _pool.Rent(Math.Max(length + data.Length, length == 0 ? 1 : FirstBlockBytes));
            if (block is not null)
            {
                block.Bytes.AsSpan(0, length).CopyTo(larger.Bytes);
                DropPart(peer, block);
            }
            Interlocked.Add(ref _received, larger.Capacity);
            peer.Partial += larger.Capacity;
            block = larger;
        }
        data.CopyTo(block.Bytes.AsSpan(length));
        block.Length = length + data.Length;
        return block;
    }

    private void DropPart(QuicPeer peer, Block part)
    {
        peer.Partial -= part.Capacity;
        Interlocked.Add(ref _received, -part.Capacity);
        _pool.Return(part);
    }

    private void PublishWhole(
        PeerEventKind kind, QuicPeer peer, Block whole, MessageClass messageClass, QuicRequest? request)
    {
        peer.Partial -= whole.Capacity;
        peer.AddPending(whole.Capacity);
        Publish(new QuicEvent(kind, peer) { Block = whole, Class = messageClass, Request = request });
    }

    /// <summary>
    /// The bytes of parts are credited at once, or a message longer than the window never came; those of whole
    /// messages too until too many wait for the caller.
    /// </summary>
    private void GiveCredit(QuicPeer peer, long stream, int bytes)
    {
        if (!peer.IsHeld && peer.Pending <= Limits.Network.HoldReceivedBytes)
        {
            _socket.Credit(peer.Native, stream, bytes, bytes);
            return;
        }
        if (!peer.IsHeld)
        {
            peer.IsHeld = true;
            _held.Add(peer);
        }
        peer.Owed.TryGetValue(stream, out long owed);
        peer.Owed[stream] = owed + bytes;
    }

    private void BoundMemory(QuicPeer peer)
    {
        if (peer.Pending > Limits.Network.MaxReceivedBytesOfPeer)
        {
            Blame(peer, CloseCode.OverBudget);
            return;
        }
        if (Interlocked.Read(ref _received) <= Limits.Network.MaxReceivedBytes)
        {
            return;
        }
        QuicPeer greatest = peer;
        foreach (QuicPeer other in _peers.Values)
        {
            if (other.Pending + other.Partial > greatest.Pending + greatest.Partial)
            {
                greatest = other;
            }
        }
        // Whoever holds most has not done wrong: this node may be slow.
        _socket.Close(greatest.Native, (ulong)CloseCode.OverBudget);
    }
}
