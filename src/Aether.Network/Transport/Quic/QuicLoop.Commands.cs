using Aether.Core.Types;
using Aether.Native.Quic;

namespace Aether.Network.Transport.Quic;

/// <summary>What the caller asks, carried out.</summary>
internal sealed partial class QuicLoop
{
    /// <summary>Requests and answers are written after every class.</summary>
    private const uint AnswerPriority = QuicPeer.Classes;

    private void Execute(in QuicCommand command)
    {
        QuicPeer peer = command.Peer;
        if (peer.IsOver)
        {
            if (command.Block is Block block)
            {
                Release(block);
            }
            return;
        }
        switch (command.Kind)
        {
            case QuicCommandKind.Dial:
                Dial(peer);
                break;
            case QuicCommandKind.Close:
                _socket.Close(peer.Native, (ulong)command.Code);
                break;
            case QuicCommandKind.Message:
                SendMessage(peer, command.Class, command.Block!);
                break;
            case QuicCommandKind.Datagram:
                ulong cookie = _sending.Add(command.Block!);
                if (_socket.SendDatagram(peer.Native, command.Block!.Pointer, command.Block.Length, cookie)
                    != QuicStatus.Ok)
                {
                    Release(_sending.Take(cookie));
                }
                break;
            case QuicCommandKind.Request:
                BeginRequest(peer, command.Request!, command.Block!);
                break;
            case QuicCommandKind.Respond:
                Respond(peer, command.Request!, command.Block!);
                break;
            case QuicCommandKind.Cancel:
                Cancel(peer, command.Request!);
                break;
        }
    }

    private void Dial(QuicPeer peer)
    {
        Span<byte> key = stackalloc byte[Hash256.Bytes];
        peer.Expected.GetValueOrDefault().Key.Value.Span.CopyTo(key);
        if (_socket.Dial(peer.Address, peer.Expected is null ? default : key, out ulong native) != QuicStatus.Ok)
        {
            peer.IsOver = true;
            Publish(new QuicEvent(PeerEventKind.Closed, peer) { Code = CloseCode.TransportError });
            return;
        }
        peer.Native = native;
        _peers.Add(native, peer);
    }

    private void SendMessage(QuicPeer peer, MessageClass messageClass, Block block)
    {
        ref long stream = ref peer.ClassStreams[(int)messageClass];
        if (stream < 0)
        {
            if (_socket.Open(peer.Native, false, (uint)messageClass, out stream) != QuicStatus.Ok)
            {
                stream = -1;
                Release(block);
                return;
            }
            _socket.Send(peer.Native, stream, s_classPrefixes[(int)messageClass].Pointer, 1, false, 0);
        }
        SendBlock(peer, stream, block, isLast: false);
    }

    private bool SendBlock(QuicPeer peer, long stream, Block block, bool isLast)
    {
        ulong cookie = _sending.Add(block);
        if (peer.Unacknowledged++ == 0)
        {
            peer.ProgressMs = NowMs();
        }
        if (_socket.Send(peer.Native, stream, block.Pointer, block.Length, isLast, cookie) == QuicStatus.Ok)
        {
            return true;
        }
        peer.Unacknowledged--;
        Release(_sending.Take(cookie));
        return false;
    }

    private void BeginRequest(QuicPeer peer, QuicRequest request, Block block)
    {
        request.DeadlineMs = NowMs() + _options.RequestTimeoutMs;
        request.Block = block;
        _ownRequests++;
        peer.Waiting.Enqueue(request);
        OpenRequests(peer);
    }

    /// <summary>Opens streams for the requests that wait, as many as the peer allows.</summary>
    private void OpenRequests(QuicPeer peer)
    {
        while (peer.Waiting.TryPeek(out QuicRequest? request))
        {
            if (!request.IsOver)
            {
                QuicStatus status = _socket.Open(peer.Native, true, AnswerPriority, out long stream);
                if (status == QuicStatus.Full)
                {
                    return;
                }
                if (status == QuicStatus.Ok)
                {
                    Block block = request.Block!;
                    request.Block = null;
                    request.Stream = stream;
                    peer.Requests.Add(stream, request);
                    SendBlock(peer, stream, block, isLast: true);
                }
                else
                {
                    FailWaiting(peer, request);
                }
            }
            peer.Waiting.Dequeue();
        }
    }

    private void FailWaiting(QuicPeer peer, QuicRequest request)
    {
        if (request.IsOver)
        {
            return;
        }
        Release(request.Block!);
        request.Block = null;
        EndRequest(peer, request, null);
    }

    private void Respond(QuicPeer peer, QuicRequest request, Block block)
    {
        if (request.IsOver || _socket.Accept(peer.Native, request.Stream, AnswerPriority) != QuicStatus.Ok)
        {
            Release(block);
            return;
        }
        request.IsOver = true;
        if (block.Length > 0)
        {
            SendBlock(peer, request.Stream, block, isLast: true);
            return;
        }
        _socket.Send(peer.Native, request.Stream, block.Pointer, 0, true, 0);
        Release(block);
    }

    private void Cancel(QuicPeer peer, QuicRequest request)
    {
        if (request.IsOver)
        {
            return;
        }
        if (request.Stream >= 0)
        {
            _socket.Reset(peer.Native, request.Stream, (ulong)CloseCode.Done);
        }
        if (request.DeadlineMs == 0)
        {
            request.IsOver = true;
        }
        else if (request.Stream >= 0)
        {
            EndRequest(peer, request, null);
        }
        else
        {
            FailWaiting(peer, request);
        }
    }

    /// <summary>An own request is over: answered, or failed when there is no answer.</summary>
    private void EndRequest(QuicPeer peer, QuicRequest request, Block? answer)
    {
        request.IsOver = true;
        peer.Requests.Remove(request.Stream);
        _ownRequests--;
        if (answer is null && request.Block is Block part)
        {
            request.Block = null;
            DropPart(peer, part);
        }
        if (answer is null)
        {
            Publish(new QuicEvent(PeerEventKind.RequestFailed, peer) { Request = request });
        }
        else
        {
            PublishWhole(PeerEventKind.Response, peer, answer, default, request);
        }
    }

    /// <summary>Gives back a block that was to be sent, and its place in the budgets. From either thread.</summary>
    internal void Release(Block block)
    {
        QuicPeer owner = block.Owner!;
        if (block.Budget < 0)
        {
            owner.UnqueueDatagram();
        }
        else
        {
            owner.Unqueue(block.Budget, block.Capacity);
        }
        Unreserve(block.Capacity);
        _pool.Return(block);
    }
}
