using System.Net;
using Aether.Core;
using Aether.Node.Lifecycle;
using Aether.Node.Options;
using Aether.Node.Rpc.Http;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Rpc.Subscriptions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;

namespace Aether.Node.Rpc;

/// <summary>Serves JSON-RPC over HTTP on a loopback address, with a readable page and health answers for GET.</summary>
/// <remarks>
/// A browser page of another origin must not reach a local node: requests need a loopback Host and no foreign Origin,
/// and answers carry no cross-origin permission.
/// </remarks>
internal sealed class RpcServer : IAsyncDisposable
{
    private readonly WebApplication _application;

    private RpcServer(WebApplication application, RpcFront front, Uri address)
    {
        _application = application;
        Front = front;
        Address = address;
    }

    /// <summary>What it asks.</summary>
    public RpcFront Front { get; }

    /// <summary>Where the server listens, with the port it got.</summary>
    public Uri Address { get; }

    /// <summary>Binds and starts.</summary>
    /// <exception cref="NodeStartException">The port is taken.</exception>
    public static async Task<RpcServer> StartAsync(int port, RpcFront front, RpcServerOptions? options = null)
    {
        RpcServerOptions chosen = options ?? new RpcServerOptions();
        RpcClients clients = new(chosen.UnitsPerSecond, chosen.Burst, TimeProvider.System);
        WebApplication application = Build(
            kestrel => kestrel.Listen(IPAddress.Loopback, port),
            chosen.IsFast && FastTransport.IsSupported ? new FastTransport(front, clients) : null);
        application.UseWebSockets();
        RpcHandler handler = new(front, clients, chosen.Subscriptions);
        application.Run(handler.HandleAsync);
        try
        {
            await application.StartAsync().ConfigureAwait(false);
        }
        catch (Exception error) when (error is IOException or System.Net.Sockets.SocketException)
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw new NodeStartException(
                ExitCode.Endpoint,
                $"port {port} on 127.0.0.1 cannot be used; stop the process that holds it or choose another with "
                + "--rpc-port (0 picks a free one).");
        }
        ICollection<string> bound = application.Services.GetRequiredService<IServer>()
            .Features.Get<IServerAddressesFeature>()!.Addresses;
        return new RpcServer(application, front, new Uri(bound.First()));
    }

    /// <summary>
    /// Binds a Unix socket and starts. Its folder is the owner's alone: who may enter it may administer the node.
    /// </summary>
    /// <param name="path">Where; what is there is replaced.</param>
    /// <param name="front">Handles requests.</param>
    /// <exception cref="IOException">The socket cannot be made.</exception>
    public static async Task<RpcServer> StartOnSocketAsync(string path, RpcFront front)
    {
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;
        string folder = Path.GetDirectoryName(path)!;
        if (OperatingSystem.IsWindows())
        {
            throw new IOException("this system has no permissions of Unix sockets");
        }
        Directory.CreateDirectory(folder, OwnerOnly);
        File.SetUnixFileMode(folder, OwnerOnly);
        File.Delete(path);
        WebApplication application = Build(options => options.ListenUnixSocket(path));
        RpcClients clients = new(0, 0, TimeProvider.System);
        application.UseWebSockets();
        RpcHandler handler = new(front, clients, new SubscriptionOptions());
        application.Run(handler.HandleAsync);
        try
        {
            await application.StartAsync().ConfigureAwait(false);
        }
        catch
        {
            await application.DisposeAsync().ConfigureAwait(false);
            throw;
        }
        return new RpcServer(application, front, new Uri("http://localhost/"));
    }

    /// <summary>Stops taking requests and finishes those under way.</summary>
    public async ValueTask DisposeAsync()
    {
        await _application.StopAsync().ConfigureAwait(false);
        await _application.DisposeAsync().ConfigureAwait(false);
        Front.Dispose();
    }

    private static WebApplication Build(
        Action<Microsoft.AspNetCore.Server.Kestrel.Core.KestrelServerOptions> listen, FastTransport? transport = null)
    {
        WebApplicationBuilder builder = OwnWebHost.CreateBuilder(options =>
        {
            options.AddServerHeader = false;
            options.Limits.MaxRequestBodySize = Limits.Rpc.MaxBodyBytes;
            options.Limits.MaxConcurrentConnections = Limits.Rpc.MaxConnections;
            options.Limits.MaxRequestHeaderCount = 32;
            options.Limits.MaxRequestHeadersTotalSize = 16 * 1024;
            options.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(5);
            listen(options);
        });
        if (transport is not null)
        {
            // Kestrel asks the transports in the reverse order of their registration.
            builder.Services.AddSingleton<IConnectionListenerFactory>(_ => transport);
        }
        return builder.Build();
    }
}
