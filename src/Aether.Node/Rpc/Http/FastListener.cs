using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;
using Aether.Core;
using Aether.Node.Rpc.JsonRpc;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;

namespace Aether.Node.Rpc.Http;

/// <summary>Hands Kestrel the connections that <see cref="RpcLoop"/> does not serve itself.</summary>
internal sealed class FastListener : IConnectionListener
{
    private readonly Channel<ConnectionContext> _handed =
        Channel.CreateBounded<ConnectionContext>(Limits.Rpc.MaxConnections);
    private readonly SocketConnectionContextFactory _contexts;
    private readonly RpcLoop _loop;

    /// <summary>Listens on a bound socket, which it takes over.</summary>
    public FastListener(
        Socket socket, RpcFront front, RpcClients clients, SocketConnectionContextFactory contexts)
    {
        _contexts = contexts;
        EndPoint = socket.LocalEndPoint!;
        _loop = new RpcLoop(socket, front, clients, HandOver);
    }

    /// <inheritdoc/>
    public EndPoint EndPoint { get; }

    /// <inheritdoc/>
    public async ValueTask<ConnectionContext?> AcceptAsync(CancellationToken cancellationToken = default) =>
        await _handed.Reader.WaitToReadAsync(cancellationToken).ConfigureAwait(false)
            && _handed.Reader.TryRead(out ConnectionContext? connection)
            ? connection
            : null;

    /// <inheritdoc/>
    public ValueTask UnbindAsync(CancellationToken cancellationToken = default)
    {
        _loop.Drain();
        _handed.Writer.TryComplete();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _handed.Writer.TryComplete();
        return _loop.DisposeAsync();
    }

    private void HandOver(Socket socket, ReadOnlyMemory<byte> received)
    {
        HandedConnection connection = new(_contexts.Create(socket), received.Span);
        if (!_handed.Writer.TryWrite(connection))
        {
            _ = connection.DisposeAsync().AsTask();
        }
    }
}
