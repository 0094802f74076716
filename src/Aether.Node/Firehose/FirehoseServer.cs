using Aether.Node.Firehose.Grpc;
using Aether.Node.Options;

namespace Aether.Node.Firehose;

/// <summary>The Firehose of a node: blocks as streams of gRPC, from any place of the chain, without a gap.</summary>
internal sealed class FirehoseServer : IAsyncDisposable
{
    private readonly GrpcServer _server;

    private FirehoseServer(GrpcServer server, FirehoseCounters counters)
    {
        _server = server;
        Counters = counters;
    }

    /// <summary>Where it listens, with the port it got.</summary>
    public Uri Address => _server.Address;

    /// <summary>What it did.</summary>
    public FirehoseCounters Counters { get; }

    /// <summary>Binds and starts.</summary>
    /// <param name="port">On 127.0.0.1; 0 picks a free one.</param>
    /// <param name="chain">What is served.</param>
    /// <param name="log">Told of failures that are the node's own: the method and the error.</param>
    /// <param name="access">Who may ask, and how; null for everybody without TLS.</param>
    /// <exception cref="NodeStartException">The port is taken.</exception>
    public static async Task<FirehoseServer> StartAsync(
        int port, FirehoseChain chain, Action<string, Exception> log, GrpcAccess? access = null)
    {
        FirehoseCounters counters = new();
        StreamSlots slots = new(counters);
        ReflectionService reflection = new();
        GrpcMethods methods = new();
        new AetherService(chain, slots, counters).AddTo(methods);
        new SfService(chain, slots, counters).AddTo(methods);
        new HealthService(chain, slots, reflection.Services).AddTo(methods);
        reflection.AddTo(methods);
        GrpcServer server = await GrpcServer
            .StartAsync(port, methods, counters, access ?? GrpcAccess.Open, log).ConfigureAwait(false);
        return new FirehoseServer(server, counters);
    }

    /// <summary>Ends every stream with status UNAVAILABLE and closes. Before the store is closed.</summary>
    public ValueTask DisposeAsync() => _server.DisposeAsync();
}
