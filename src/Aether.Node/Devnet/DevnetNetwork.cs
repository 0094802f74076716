using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Execution.Storage;
using Aether.Network.Transport;
using Aether.Node.Devnet.Control;
using Aether.Node.Lifecycle;
using Aether.Node.Rpc.Methods;
using Aether.Node.Signing;
using Aether.Pipeline;

namespace Aether.Node.Devnet;

/// <summary>The validators of a devnet in one process, connected by in-memory queues of encoded messages.</summary>
internal sealed class DevnetNetwork : IAsyncDisposable
{
    private readonly List<NodeHost> _nodes = [];
    private readonly List<DevnetSigner> _signers = [];
    private SigningSeed? _faucetKey;

    private DevnetNetwork()
    {
    }

    /// <summary>The nodes, in the order of their folders; node 0 serves JSON-RPC.</summary>
    public IReadOnlyList<NodeHost> Nodes => _nodes;

    /// <summary>Where the servers of each node are; the first one has JSON-RPC.</summary>
    public IReadOnlyList<NodeEndpoints> Endpoints(Uri rpc) => [.. _nodes.Select((node, index) => new NodeEndpoints
    {
        Rpc = index == 0 ? rpc.ToString() : null,
        Metrics = node.View.Telemetry.Address?.ToString(),
        Firehose = node.Firehose?.Address.ToString().TrimEnd('/'),
    })];

    /// <summary>Opens every node of a folder; nothing runs yet.</summary>
    /// <param name="folder">Genesis and keys.</param>
    /// <param name="pipeline">Choices of every node.</param>
    /// <param name="remoteSigner">Keys are in a signer beside each node.</param>
    /// <param name="retention">What of the past is kept.</param>
    /// <param name="clock">The clock of a single validator; null for that of the machine.</param>
    /// <param name="snapshots">Copies of its chain; null for none. Whoever opened the network puts it back.</param>
    /// <param name="keepsIndex">Node 0 keeps the index by account.</param>
    public static async Task<DevnetNetwork> OpenAsync(
        DevnetFolder folder,
        PipelineOptions pipeline,
        bool remoteSigner = false,
        Retention? retention = null,
        DevClock? clock = null,
        DevSnapshots? snapshots = null,
        bool keepsIndex = true)
    {
        DevnetNetwork network = new();
        try
        {
            Genesis genesis = folder.Genesis;
            InMemoryNetwork links = new(genesis.Validators.Count);
            for (int number = 0; number < genesis.Validators.Count; number++)
            {
                ValidatorKeys keys = folder.LoadKeys(number);
                int index = Math.Max(genesis.Validators.IndexOf(keys.Address), 0);
                string data = folder.NodeFolder(number);
                NodeHostOptions options = remoteSigner
                    ? network.WithSigner(genesis, keys, (ushort)index, data, links[index], pipeline)
                    : new(genesis, keys, folder.KeyPath(number), data, links[index], pipeline);
                network._nodes.Add(NodeHost.Open(options with
                {
                    Retention = retention,
                    Clock = clock,
                    Snapshots = snapshots,
                    KeepsIndex = keepsIndex && number == 0,
                }));
            }
            return network;
        }
        catch
        {
            await network.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Makes snapshots after every epoch from now on, in each node's folder.</summary>
    /// <param name="bytesPerSecond">How fast, for each node.</param>
    /// <param name="log">Told in sentences what which node made.</param>
    public void KeepSnapshots(long bytesPerSecond, Action<int, string> log)
    {
        for (int index = 0; index < _nodes.Count; index++)
        {
            int number = index;
            _nodes[number].KeepSnapshots(bytesPerSecond, text => log(number, text));
        }
    }

    /// <summary>Starts all nodes, then JSON-RPC with a faucet on node 0; returns its address.</summary>
    public async Task<Uri> StartAsync(int rpcPort, ulong seed)
    {
        foreach (NodeHost node in _nodes)
        {
            node.Start();
        }
        NodeHost first = _nodes[0];
        _faucetKey = SigningSeed.FromSeed(DevnetAccounts.SeedOf(seed, DevnetAccounts.Faucet));
        return await first.ServeRpcAsync(rpcPort, new Faucet(first.View, _faucetKey)).ConfigureAwait(false);
    }

    /// <summary>Serves the metrics of every node, each at a port of its own.</summary>
    /// <param name="port">Of the first; the others follow. 0 picks free ones.</param>
    /// <param name="orOthers">Free ones are as good when these are taken.</param>
    /// <exception cref="Options.NodeStartException">A port is taken.</exception>
    public async Task ServeMetricsAsync(int port, bool orOthers)
    {
        for (int index = 0; index < _nodes.Count; index++)
        {
            await _nodes[index].View.Telemetry.ServeAsync(port == 0 ? 0 : port + index, orOthers)
                .ConfigureAwait(false);
        }
    }

    /// <summary>Stops requests, then every node. Stores stay open for reading.</summary>
    public async Task StopAsync()
    {
        foreach (NodeHost node in _nodes)
        {
            await node.StopAsync().ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        foreach (NodeHost node in _nodes)
        {
            await node.DisposeAsync().ConfigureAwait(false);
        }
        foreach (DevnetSigner signer in _signers)
        {
            signer.Dispose();
        }
        _faucetKey?.Dispose();
    }

    private NodeHostOptions WithSigner(
        Genesis genesis, ValidatorKeys keys, ushort index, string data, ITransport link, PipelineOptions pipeline)
    {
        using ValidatorKeys given = keys;
        DevnetSigner signer = DevnetSigner.Start(genesis, keys, data);
        _signers.Add(signer);
        RemoteSigner remote = new SignerLink(signer.Endpoint, null, null).Connect(
            genesis,
            genesis.Validators[index].BlsKey,
            data,
            text => Console.Error.WriteLine($"aether: validator {index}: {text}"));
        return new NodeHostOptions(genesis, null, "", data, link, pipeline) { SignerIndex = index, Signer = remote };
    }
}
