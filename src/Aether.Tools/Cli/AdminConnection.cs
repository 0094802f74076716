using System.Net.Sockets;
using Aether.Sdk.Client;

namespace Aether.Tools.Cli;

/// <summary>A client of a node's admin socket: whoever may open the file may use it.</summary>
internal sealed class AdminConnection : IDisposable
{
    private readonly HttpClient _http;

    /// <summary>Prepares a connection with the socket at a path.</summary>
    public AdminConnection(string path)
    {
        SocketsHttpHandler handler = new()
        {
            ConnectCallback = async (_, cancellation) =>
            {
                Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
                try
                {
                    await socket.ConnectAsync(new UnixDomainSocketEndPoint(path), cancellation).ConfigureAwait(false);
                    return new NetworkStream(socket, ownsSocket: true);
                }
                catch
                {
                    socket.Dispose();
                    throw;
                }
            },
        };
        _http = new HttpClient(handler);
        Client = new AetherClient(_http, new Uri("http://localhost/"));
    }

    /// <summary>The client.</summary>
    public AetherClient Client { get; }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();
}
