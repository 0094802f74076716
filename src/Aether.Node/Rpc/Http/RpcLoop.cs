using System.Collections.Concurrent;
using System.Net.Sockets;
using Aether.Core;
using Aether.Native;
using Aether.Native.Sockets;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Http;

/// <summary>
/// Answers plain JSON-RPC posts of many connections on one thread: two system calls for a request, none of them
/// waits. Whatever is not plain it gives away, with all bytes that were not answered.
/// </summary>
/// <remarks>
/// <b>Threads</b>: one of its own. Heavy calls and batches run elsewhere, one at a time for each connection, which is
/// not read meanwhile. <b>Memory</b>: bounded for all connections together (<see cref="Limits.Rpc.MaxHeldBytes"/>); who
/// needs more when it is used up is cut. <b>Errors</b>: a connection that breaks is closed, the loop goes on.
/// </remarks>
internal sealed partial class RpcLoop : IAsyncDisposable
{
    private const long ListenerToken = 0;
    private const int SweepMs = 500;

    private readonly Socket _listener;
    private readonly RpcFront _front;
    private readonly RpcClients _clients;
    private readonly Action<Socket, ReadOnlyMemory<byte>> _handOver;
    private readonly ReadinessQueue _queue = new();
    private readonly Dictionary<long, LoopConnection> _connections = [];
    private readonly ConcurrentQueue<(LoopConnection Connection, RpcResponse Response, byte[] Id)> _answered = [];
    private readonly CancellationTokenSource _stopping = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly byte[] _received = new byte[Limits.Rpc.ReceiveBytes];
    private readonly RpcOutput _wire = new(int.MaxValue / 2);
    private readonly RpcOutput _answer = new(Limits.Rpc.MaxResponseBytes);
    private readonly ResponseHead _head = new();
    private readonly List<(LoopConnection Connection, int Start, bool Resume)> _toSend = [];
    private readonly Queue<LoopConnection> _resumed = [];
    private readonly Thread _thread;
    private long _lastToken;
    private long _held;
    private long _now;
    private int _toSendBytes;
    private int _sleeping;
    private volatile bool _draining;

    /// <summary>Serves a listening socket, which it takes over.</summary>
    /// <param name="listener">Bound and listening.</param>
    /// <param name="front">Answers.</param>
    /// <param name="clients">Budgets.</param>
    /// <param name="handOver">Gets connections that are not plain, with the bytes that were received.</param>
    public RpcLoop(
        Socket listener,
        RpcFront front,
        RpcClients clients,
        Action<Socket, ReadOnlyMemory<byte>> handOver)
    {
        _listener = listener;
        _front = front;
        _clients = clients;
        _handOver = handOver;
        _now = Environment.TickCount64;
        _queue.Add((int)listener.Handle, ListenerToken, read: true, write: false);
        _thread = new Thread(Run) { Name = "rpc", IsBackground = true };
        _thread.Start();
    }

    /// <summary>Connections that it serves itself.</summary>
    public int Count => _connections.Count;

    /// <summary>Takes no more connections, and closes those that ask nothing.</summary>
    public void Drain()
    {
        _draining = true;
        _queue.Wake();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Drain();
        Task ended = await Task.WhenAny(_ended.Task, Task.Delay(Limits.Rpc.DrainMs)).ConfigureAwait(false);
        if (ended != _ended.Task)
        {
            await _stopping.CancelAsync().ConfigureAwait(false);
            _queue.Wake();
            await _ended.Task.ConfigureAwait(false);
        }
    }

    private void Run()
    {
        // Under too much load the chain goes on and requests wait.
        ThreadNice.TryYield(Limits.Admission.RpcNice);
        Span<Readiness> ready = stackalloc Readiness[256];
        long sweep = 0;
        while (!_stopping.IsCancellationRequested && !(_draining && _connections.Count == 0))
        {
            // Whoever finishes a call wakes the loop only when it sleeps, or is about to.
            Volatile.Write(ref _sleeping, 1);
            Interlocked.MemoryBarrier();
            int count = _queue.Wait(ready, _answered.IsEmpty ? SweepMs : 0);
            Volatile.Write(ref _sleeping, 0);
            _now = Environment.TickCount64;
            for (int index = 0; index < count; index++)
            {
                Serve(ready[index]);
            }
            SendAll();
            while (_answered.TryDequeue(out (LoopConnection Connection, RpcResponse Response, byte[] Id) done))
            {
                TakeBack(done.Connection, done.Response, done.Id);
            }
            SendAll();
            while (_resumed.TryDequeue(out LoopConnection? connection))
            {
                Resume(connection);
            }
            if (_now >= sweep || _draining)
            {
                sweep = _now + SweepMs;
                Sweep();
            }
        }
        foreach (LoopConnection connection in _connections.Values)
        {
            connection.Socket.Dispose();
            connection.Free();
        }
        _connections.Clear();
        _listener.Dispose();
        _queue.Dispose();
        _wire.Dispose();
        _answer.Dispose();
        _ended.SetResult();
    }

    private void Serve(in Readiness ready)
    {
        if (ready.Token == ListenerToken)
        {
            Accept();
            return;
        }
        if (!_connections.TryGetValue(ready.Token, out LoopConnection? connection))
        {
            return;
        }
        try
        {
            if (connection.Writes && ready is { CanWrite: true, IsBroken: false })
            {
                SendRest(connection);
            }
            else if (connection.IsAway)
            {
                // It ended while a worker has its request: its end would be told again and again.
                _queue.Remove(connection.Descriptor);
                connection.IsGone = true;
            }
            else if (connection.Writes)
            {
                Close(connection);
            }
            else if (ready.CanRead || ready.IsBroken)
            {
                Receive(connection);
            }
        }
        catch (Exception error) when (error is SocketException or IOException or ObjectDisposedException
            or System.ComponentModel.Win32Exception or RpcException)
        {
            Close(connection);
        }
    }

    // Goes on with requests that were received before the connection had to wait.
    private void Resume(LoopConnection connection)
    {
        if (connection is { IsClosed: true } or { IsAway: true } or { UnsentBytes: > 0 })
        {
            return;
        }
        try
        {
            Answer(connection, connection.Stored);
        }
        catch (RpcException)
        {
            Close(connection);
        }
        SendAll();
    }

    private void Accept()
    {
        Socket? socket = null;
        try
        {
            if (_draining)
            {
                _queue.Remove((int)_listener.Handle);
                return;
            }
            socket = _listener.Accept();
            if (_connections.Count >= Limits.Rpc.MaxConnections)
            {
                socket.Dispose();
                return;
            }
            socket.NoDelay = true;
            RpcClient client = _clients.Of(LoopConnection.AddressOf(socket));
            LoopConnection connection = new(socket, ++_lastToken, client)
            {
                Deadline = _now + Limits.Rpc.IdleMs,
            };
            _queue.Add(connection.Descriptor, connection.Token, read: true, write: false);
            _connections.Add(connection.Token, connection);
        }
        catch (Exception error) when (error is SocketException or ObjectDisposedException
            or System.ComponentModel.Win32Exception)
        {
            // The client left again, or there are no descriptors: the next one may do better.
            socket?.Dispose();
        }
    }

    private void Sweep()
    {
        List<LoopConnection>? late = null;
        foreach (LoopConnection connection in _connections.Values)
        {
            bool idle = connection is { StoredBytes: 0, UnsentBytes: 0, IsAway: false };
            if ((!connection.IsAway && _now >= connection.Deadline) || (_draining && idle))
            {
                (late ??= []).Add(connection);
            }
        }
        foreach (LoopConnection connection in late ?? [])
        {
            if (connection is { StoredBytes: > 0, UnsentBytes: 0 })
            {
                Refuse(connection, 408);
            }
            Close(connection);
        }
        if (_draining)
        {
            _queue.Remove((int)_listener.Handle);
        }
    }

    // As far as there is room at once: the connection ends in any case.
    private void Refuse(LoopConnection connection, int status)
    {
        _answer.Reset();
        _head.Write(_answer, status, 0, default, closes: true, retryAfterMs: 0);
        _ = ReadinessQueue.Send(connection.Descriptor, _answer.Written);
    }

    private void Close(LoopConnection connection)
    {
        if (!_connections.Remove(connection.Token))
        {
            return;
        }
        connection.IsClosed = true;
        _held -= connection.Held;
        _queue.Remove(connection.Descriptor);
        connection.Free();
        connection.Socket.Dispose();
    }

    private void WaitFor(LoopConnection connection, bool read, bool write)
    {
        if (connection.Reads != read || connection.Writes != write)
        {
            connection.Reads = read;
            connection.Writes = write;
            _queue.Change(connection.Descriptor, connection.Token, read, write);
        }
    }
}
