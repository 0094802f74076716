using System.Net;
using System.Net.Sockets;
using Aether.Native.Sockets;
using Aether.Node.Rpc.JsonRpc;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Server.Kestrel.Transport.Sockets;
using Microsoft.Extensions.Logging.Abstractions;

namespace Aether.Node.Rpc.Http;

/// <summary>
/// A transport of Kestrel that answers plain JSON-RPC posts itself and gives Kestrel all other connections.
/// </summary>
internal sealed class FastTransport : IConnectionListenerFactory, IConnectionListenerFactorySelector, IDisposable
{
    private const int Backlog = 512;

    private readonly RpcFront _front;
    private readonly RpcClients _clients;
    private readonly SocketConnectionContextFactory _contexts = new(
        new SocketConnectionFactoryOptions(), NullLogger<SocketConnectionContextFactory>.Instance);

    /// <summary>A transport whose posts go to a node.</summary>
    public FastTransport(RpcFront front, RpcClients clients)
    {
        _front = front;
        _clients = clients;
    }

    /// <summary>True where it works; elsewhere Kestrel's own transport serves all.</summary>
    public static bool IsSupported => ReadinessQueue.IsSupported;

    /// <inheritdoc/>
    public bool CanBind(EndPoint endpoint) => endpoint is IPEndPoint;

    /// <inheritdoc/>
    public ValueTask<IConnectionListener> BindAsync(EndPoint endpoint, CancellationToken cancellationToken = default)
    {
        Socket socket = new(endpoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        try
        {
            socket.Bind(endpoint);
            socket.Listen(Backlog);
        }
        catch (SocketException error) when (error.SocketErrorCode == SocketError.AddressAlreadyInUse)
        {
            socket.Dispose();
            throw new AddressInUseException(error.Message, error);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
        return ValueTask.FromResult<IConnectionListener>(new FastListener(socket, _front, _clients, _contexts));
    }

    /// <inheritdoc/>
    public void Dispose() => _contexts.Dispose();
}
