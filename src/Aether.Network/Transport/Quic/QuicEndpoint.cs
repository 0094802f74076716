using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using Aether.Core;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.Native.Quic;

namespace Aether.Network.Transport.Quic;

/// <summary>Connections over QUIC: mutual TLS 1.3 with ed25519 identities, one UDP socket, one thread.</summary>
/// <remarks>
/// <b>Wire</b>: each class has one unidirectional stream: its number in one byte, then for each message its length in 4
/// bytes, little-endian, and its bytes. A request is a bidirectional stream: all bytes of one direction are the
/// request, those of the other the answer; a reset refuses or cancels. Datagrams are those of RFC 9221.
/// <b>Bounds</b>: <see cref="Limits.Network"/>. A peer that is not read gets no more credit; a peer that does not read
/// fills its queues, and sending to it is refused.
/// <b>Requests</b> that are open when their connection ends fail with its <see cref="PeerEventKind.Closed"/>.
/// <b>Source</b>: RFC 9000, 9001, 9002, 9221; <c>native/src/quic</c>.
/// </remarks>
public sealed class QuicEndpoint : IPeerTransport
{
    private readonly BlockPool _pool = new();
    private readonly Dictionary<ConnectionId, QuicPeer> _peers = [];
    private readonly QuicLoop _loop;
    private readonly int _maxConnections;
    private QuicEvent _lent;
    private ulong _nextDialled = 1;
    private ulong _nextRequest = 1;
    private long _refused;
    private bool _isDisposed;

    /// <summary>Binds a socket and begins to listen.</summary>
    /// <param name="options">Where and how much.</param>
    /// <param name="seed">The ed25519 seed of the identity, 32 bytes. Borrowed.</param>
    /// <exception cref="PlatformNotSupportedException">The native library is missing.</exception>
    /// <exception cref="QuicException">The address cannot be bound.</exception>
    public QuicEndpoint(QuicEndpointOptions options, ReadOnlySpan<byte> seed)
    {
        Span<byte> key = stackalloc byte[Ed25519.PublicKeyBytes];
        Ed25519.PublicKeyFromSeed(seed, key);
        Local = new PeerId(new PublicKey(new Hash256(key)));
        _maxConnections = options.MaxConnections;
        _loop = new QuicLoop(options, seed, _pool);
        _loop.Start();
    }

    /// <summary>Null when the native library is loaded; otherwise one sentence with the cause and the fix.</summary>
    public static string? NotSupportedReason => QuicSocket.NotSupportedReason;

    /// <summary>Whether endpoints can be created here.</summary>
    public static bool IsSupported => QuicSocket.IsSupported;

    /// <inheritdoc/>
    public PeerId Local { get; }

    /// <inheritdoc/>
    public IPEndPoint LocalAddress => _loop.Local;

    /// <inheritdoc/>
    public int MaxDatagramBytes => Limits.Network.MaxDatagramBytes;

    /// <summary>Blocks of messages that are somewhere between the threads and the network.</summary>
    internal int OutstandingBlocks => _pool.Outstanding;

    /// <summary>Managed bytes that the endpoint's thread has allocated.</summary>
    internal long AllocatedByThread => _loop.ReadAllocated();

    /// <inheritdoc/>
    public bool TryDial(IPEndPoint address, PeerId? expected, out ConnectionId connection)
    {
        connection = default;
        if (_isDisposed || _peers.Count >= _maxConnections || address.Port == 0
            || address.AddressFamily != LocalAddress.AddressFamily)
        {
            return false;
        }
        QuicPeer peer = new(new ConnectionId(_nextDialled), address, inbound: false) { Expected = expected };
        if (!_loop.TryCommand(new QuicCommand(QuicCommandKind.Dial, peer)))
        {
            return false;
        }
        _nextDialled += 2;
        _peers.Add(peer.Id, peer);
        connection = peer.Id;
        return true;
    }

    /// <inheritdoc/>
    public bool TrySend(ConnectionId connection, MessageClass messageClass, ReadOnlySpan<byte> message)
    {
        if (message.Length == 0 || message.Length > FrameReader.MaxBytes(messageClass)
            || !TryGetReady(connection, out QuicPeer? peer)
            || !TryRent(peer, (int)messageClass, FrameReader.HeaderBytes + message.Length, out Block? block))
        {
            return Refuse();
        }
        BinaryPrimitives.WriteInt32LittleEndian(block.Bytes, message.Length);
        message.CopyTo(block.Bytes.AsSpan(FrameReader.HeaderBytes));
        return TryGive(new QuicCommand(QuicCommandKind.Message, peer) { Block = block, Class = messageClass });
    }

    /// <inheritdoc/>
    public bool TrySendDatagram(ConnectionId connection, ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length == 0 || datagram.Length > MaxDatagramBytes
            || !TryGetReady(connection, out QuicPeer? peer) || !peer.TryQueueDatagram())
        {
            return Refuse();
        }
        Block block = _pool.Rent(datagram.Length);
        block.Owner = peer;
        block.Budget = -1;
        if (!_loop.TryReserve(block.Capacity))
        {
            peer.UnqueueDatagram();
            _pool.Return(block);
            return Refuse();
        }
        datagram.CopyTo(block.Bytes);
        block.Length = datagram.Length;
        return TryGive(new QuicCommand(QuicCommandKind.Datagram, peer) { Block = block });
    }

    /// <inheritdoc/>
    public bool TryRequest(ConnectionId connection, ReadOnlySpan<byte> request, out RequestId id)
    {
        id = default;
        if (request.Length == 0 || request.Length > Limits.Network.MaxRequestBytes
            || !TryGetReady(connection, out QuicPeer? peer)
            || peer.Asking.Count >= Limits.Network.MaxRequestsInFlight
            || !TryRent(peer, QuicPeer.AnswerBudget, request.Length, out Block? block))
        {
            return Refuse();
        }
        QuicRequest asked = new(new RequestId(_nextRequest));
        request.CopyTo(block.Bytes);
        if (!TryGive(new QuicCommand(QuicCommandKind.Request, peer) { Block = block, Request = asked }))
        {
            return false;
        }
        _nextRequest += 2;
        peer.Asking.Add(asked.Id, asked);
        id = asked.Id;
        return true;
    }

    /// <inheritdoc/>
    public bool TryRespond(ConnectionId connection, RequestId id, ReadOnlySpan<byte> response)
    {
        if (response.Length > Limits.Network.MaxResponseBytes || !TryGetReady(connection, out QuicPeer? peer)
            || !peer.Asked.TryGetValue(id, out QuicRequest? request))
        {
            return Refuse();
        }
        if (request.IsOver)
        {
            peer.Asked.Remove(id);
            return Refuse();
        }
        if (!TryRent(peer, QuicPeer.AnswerBudget, response.Length, out Block? block))
        {
            return Refuse();
        }
        response.CopyTo(block.Bytes);
        if (!TryGive(new QuicCommand(QuicCommandKind.Respond, peer) { Block = block, Request = request }))
        {
            return false;
        }
        peer.Asked.Remove(id);
        return true;
    }

    /// <inheritdoc/>
    public void Cancel(ConnectionId connection, RequestId id)
    {
        if (TryGetReady(connection, out QuicPeer? peer)
            && (peer.Asked.Remove(id, out QuicRequest? request) || peer.Asking.TryGetValue(id, out request)))
        {
            _loop.TryCommand(new QuicCommand(QuicCommandKind.Cancel, peer) { Request = request });
        }
    }

    /// <inheritdoc/>
    public void Close(ConnectionId connection, CloseCode code)
    {
        if (!_isDisposed && _peers.TryGetValue(connection, out QuicPeer? peer)
            && _loop.TryCommand(new QuicCommand(QuicCommandKind.Close, peer) { Code = code }))
        {
            peer.IsReady = false;
        }
    }

    /// <inheritdoc/>
    public long? ReadRttUs(ConnectionId connection) =>
        TryGetReady(connection, out QuicPeer? peer) && peer.RttUs is > 0 and long rttUs ? rttUs : null;

    /// <inheritdoc/>
    public bool TryReceive(out PeerEvent peerEvent)
    {
        peerEvent = default;
        if (_isDisposed)
        {
            return false;
        }
        _loop.GiveBack(_lent);
        if (!_loop.TryTake(out _lent))
        {
            return false;
        }
        Note(_lent);
        QuicPeer peer = _lent.Peer;
        bool isEdge = _lent.Kind is PeerEventKind.Connected or PeerEventKind.Closed;
        peerEvent = new PeerEvent(_lent.Kind, peer.Id, peer.Peer)
        {
            Address = isEdge ? peer.Address : null,
            Inbound = peer.Inbound,
            Class = _lent.Class,
            Request = _lent.Request?.Id ?? default,
            Close = _lent.Code,
            IsPeersFault = _lent.IsPeersFault,
            Bytes = _lent.Block is Block block ? block.Bytes.AsMemory(0, block.Length) : default,
        };
        return true;
    }

    /// <inheritdoc/>
    public void SetReceiveSignal(WakeSignal signal) => _loop.SetSignal(signal);

    /// <summary>A consistent-enough copy of the counters. From any thread.</summary>
    public QuicEndpointCounters ReadCounters() => _loop.ReadCounters(Interlocked.Read(ref _refused));

    /// <summary>Tells the peers that the node stops, and ends the thread.</summary>
    public void Dispose()
    {
        if (_isDisposed)
        {
            return;
        }
        _loop.GiveBack(_lent);
        _lent = default;
        _isDisposed = true;
        _loop.Stop();
        while (_loop.TryTake(out QuicEvent left))
        {
            _loop.GiveBack(left);
        }
    }

    /// <summary>Follows who is connected and what is asked.</summary>
    private void Note(in QuicEvent taken)
    {
        QuicPeer peer = taken.Peer;
        switch (taken.Kind)
        {
            case PeerEventKind.Connected:
                peer.IsReady = true;
                _peers[peer.Id] = peer;
                break;
            case PeerEventKind.Closed:
                peer.IsReady = false;
                _peers.Remove(peer.Id);
                break;
            case PeerEventKind.Request:
                peer.Asked.Add(taken.Request!.Id, taken.Request);
                break;
            case PeerEventKind.Response or PeerEventKind.RequestFailed:
                peer.Asking.Remove(taken.Request!.Id);
                break;
        }
    }

    private bool TryGetReady(ConnectionId connection, [NotNullWhen(true)] out QuicPeer? peer) =>
        _peers.TryGetValue(connection, out peer) && peer.IsReady && !peer.IsOver && !_isDisposed;

    private bool TryRent(QuicPeer peer, int budget, int bytes, [NotNullWhen(true)] out Block? block)
    {
        block = _pool.Rent(Math.Max(bytes, 1));
        if (!_loop.TryReserve(block.Capacity))
        {
            _pool.Return(block);
            block = null;
            return false;
        }
        if (!peer.TryQueue(budget, block.Capacity))
        {
            _loop.Unreserve(block.Capacity);
            _pool.Return(block);
            block = null;
            return false;
        }
        block.Owner = peer;
        block.Budget = budget;
        block.Length = bytes;
        return true;
    }

    /// <summary>Hands a block to the thread, or gives it back.</summary>
    private bool TryGive(in QuicCommand command)
    {
        if (_loop.TryCommand(command))
        {
            return true;
        }
        _loop.Release(command.Block!);
        return Refuse();
    }

    private bool Refuse()
    {
        Interlocked.Increment(ref _refused);
        return false;
    }
}
