using System.Text;
using Aether.Core;
using Aether.Native.Sockets;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Http;

/// <summary>Requests: received, answered at once or later, and sent.</summary>
internal sealed partial class RpcLoop
{
    private void Receive(LoopConnection connection)
    {
        bool stored = connection.StoredBytes > 0;
        long held = connection.Held;
        Span<byte> room = stored ? connection.RoomForMore() : _received;
        _held += connection.Held - held;
        int count = ReadinessQueue.Receive(connection.Descriptor, room);
        if (count == -1)
        {
            return;
        }
        if (count == 0 && stored)
        {
            // Half a request is all there will be: the full server says what that is.
            HandOver(connection);
            return;
        }
        if (count <= 0)
        {
            Close(connection);
            return;
        }
        if (stored)
        {
            connection.AddStored(count);
        }
        Answer(connection, stored ? connection.Stored : _received.AsMemory(0, count));
    }

    // All requests that are whole, in order; their answers go out together, and with those of other connections.
    private void Answer(LoopConnection connection, ReadOnlyMemory<byte> bytes)
    {
        // What is behind the last answers that are to be sent is of a connection that broke.
        _wire.Truncate(_toSendBytes);
        long held = connection.Held;
        bool away = false;
        bool fresh = connection.StoredBytes == 0;
        while (!bytes.IsEmpty && !connection.Closes && !away && _wire.Length < Limits.Rpc.MaxSentAtOnce)
        {
            HeadVerdict verdict = ReadHead(connection, bytes.Span, out RequestHead head);
            if (verdict == HeadVerdict.Odd || head.BodyBytes > Limits.Rpc.MaxBodyBytes)
            {
                connection.IsHandedOver = true;
                break;
            }
            if (verdict == HeadVerdict.Incomplete || bytes.Length < head.Bytes + head.BodyBytes)
            {
                break;
            }
            ReadOnlyMemory<byte> request = bytes[..(head.Bytes + head.BodyBytes)];
            bytes = bytes[request.Length..];
            connection.Closes = head.Closes || _draining;
            fresh = true;
            away = !TryAnswer(connection, request, head);
        }
        connection.Keep(bytes.Span);
        if (fresh)
        {
            // A request has its time from its first byte on, however slowly the others come.
            connection.Deadline = _now + (connection.StoredBytes > 0 ? Limits.Rpc.RequestMs : Limits.Rpc.IdleMs);
        }
        _held += connection.Held - held;
        if (_held > Limits.Rpc.MaxHeldBytes)
        {
            Refuse(connection, 503);
            Close(connection);
            return;
        }
        SendLater(connection, resume: _wire.Length >= Limits.Rpc.MaxSentAtOnce);
    }

    private static HeadVerdict ReadHead(LoopConnection connection, ReadOnlySpan<byte> bytes, out RequestHead head)
    {
        byte[] last = connection.LastHead;
        if (last.Length > 0 && bytes.StartsWith(last))
        {
            head = connection.LastRead;
            return HeadVerdict.Plain;
        }
        HeadVerdict verdict = RequestHead.Read(bytes, out head);
        if (verdict == HeadVerdict.Plain && head.Bytes <= Limits.Rpc.MaxKeptHeadBytes)
        {
            connection.LastHead = bytes[..head.Bytes].ToArray();
            connection.LastRead = head;
        }
        return verdict;
    }

    // False when a worker has the request now.
    private bool TryAnswer(LoopConnection connection, ReadOnlyMemory<byte> request, in RequestHead head)
    {
        ReadOnlySpan<byte> id = request.Span[head.RequestId];
        ReadOnlySpan<byte> trace = request.Span[head.TraceParent];
        string? traceParent = trace.IsEmpty ? null : Encoding.ASCII.GetString(trace);
        _answer.Reset();
        if (_front.TryHandleInline(
            request[head.Bytes..], connection.Client, _answer, out long retryAfterMs, out PassedCalls? passed,
            traceParent))
        {
            int status = retryAfterMs > 0 ? 429 : _answer.Length > 0 ? 200 : 204;
            _head.Write(_wire, status, _answer.Length, id, connection.Closes, retryAfterMs);
            _wire.Write(_answer.Written);
            return true;
        }
        connection.IsAway = true;
        byte[] body = request[head.Bytes..].ToArray();
        byte[] kept = id.ToArray();
        _ = Task.Run(() => AnswerAwayAsync(connection, body, kept, passed, traceParent));
        return false;
    }

    private async Task AnswerAwayAsync(
        LoopConnection connection, byte[] body, byte[] requestId, PassedCalls? passed, string? traceParent)
    {
        RpcResponse response = default;
        try
        {
            response = await _front.HandleAsync(body, connection.Client, passed, traceParent, _stopping.Token)
                .ConfigureAwait(false);
        }
        finally
        {
            _answered.Enqueue((connection, response, requestId));
            Interlocked.MemoryBarrier();
            if (Interlocked.Exchange(ref _sleeping, 0) == 1)
            {
                _queue.Wake();
            }
        }
    }

    private void TakeBack(LoopConnection connection, RpcResponse response, byte[] requestId)
    {
        using RpcOutput? body = response.Body;
        connection.IsAway = false;
        connection.Deadline = _now + Limits.Rpc.IdleMs;
        if (connection.IsGone)
        {
            Close(connection);
            return;
        }
        try
        {
            _wire.Truncate(_toSendBytes);
            connection.Closes |= _draining;
            int length = body?.Length ?? 0;
            _head.Write(_wire, response.Status, length, requestId, connection.Closes, response.RetryAfterMs);
            _wire.Write(body is null ? default : body.Written);
            SendLater(connection, resume: true);
        }
        catch (Exception error) when (error is System.ComponentModel.Win32Exception or RpcException)
        {
            Close(connection);
        }
    }

    // Answers are sent when all that is ready has been answered: sent one by one, each would wake a client that waits,
    // which costs more than the rest of the call; sent together, the first wakes it for all.
    private void SendLater(LoopConnection connection, bool resume)
    {
        _toSend.Add((connection, _toSendBytes, resume));
        _toSendBytes = _wire.Length;
        if (_toSendBytes >= Limits.Rpc.MaxSentAtOnce)
        {
            SendAll();
        }
    }

    private void SendAll()
    {
        for (int index = 0; index < _toSend.Count; index++)
        {
            (LoopConnection connection, int start, bool resume) = _toSend[index];
            int end = index + 1 < _toSend.Count ? _toSend[index + 1].Start : _toSendBytes;
            if (connection.IsClosed)
            {
                continue;
            }
            try
            {
                Send(connection, _wire.Written[start..end], resume);
            }
            catch (System.ComponentModel.Win32Exception)
            {
                Close(connection);
            }
        }
        _toSend.Clear();
        _toSendBytes = 0;
        _wire.Reset();
    }

    // Sends the answers, keeps what there is no room for, and goes on with what the connection waits for.
    private void Send(LoopConnection connection, ReadOnlySpan<byte> rest, bool resume)
    {
        bool waits = rest.IsEmpty || connection.UnsentBytes > 0;
        int sent = waits ? 0 : ReadinessQueue.Send(connection.Descriptor, rest);
        rest = rest[Math.Max(sent, 0)..];
        if (sent == -2 || (!rest.IsEmpty && _held + rest.Length > Limits.Rpc.MaxHeldBytes))
        {
            Close(connection);
        }
        else if (!rest.IsEmpty)
        {
            long held = connection.Held;
            connection.KeepUnsent(rest);
            _held += connection.Held - held;
            connection.Deadline = _now + Limits.Rpc.SlowReaderMs;
            WaitFor(connection, read: false, write: true);
        }
        else if (connection.UnsentBytes == 0)
        {
            GoOn(connection, resume);
        }
    }

    private void SendRest(LoopConnection connection)
    {
        int sent = ReadinessQueue.Send(connection.Descriptor, connection.Unsent);
        if (sent == -1)
        {
            return;
        }
        if (sent < 0)
        {
            Close(connection);
            return;
        }
        long held = connection.Held;
        connection.Sent(sent);
        _held += connection.Held - held;
        // Time for a slow reader grows with what it reads: the deadline is that of a pause.
        connection.Deadline = _now + Limits.Rpc.SlowReaderMs;
        if (connection.UnsentBytes == 0)
        {
            GoOn(connection, resume: true);
        }
    }

    private void GoOn(LoopConnection connection, bool resume)
    {
        if (connection.IsAway)
        {
            WaitFor(connection, read: false, write: false);
        }
        else if (connection.Closes)
        {
            Close(connection);
        }
        else if (connection.IsHandedOver)
        {
            HandOver(connection);
        }
        else
        {
            WaitFor(connection, read: true, write: false);
            if (resume && connection.StoredBytes > 0)
            {
                _resumed.Enqueue(connection);
            }
        }
    }

    private void HandOver(LoopConnection connection)
    {
        _connections.Remove(connection.Token);
        connection.IsClosed = true;
        _held -= connection.Held;
        _queue.Remove(connection.Descriptor);
        _handOver(connection.Socket, connection.Stored);
        connection.Free();
    }
}
