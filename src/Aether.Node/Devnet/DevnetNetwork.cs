using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Network.Transport;
using Aether.Node.Rpc.Methods;
using Aether.Node.Signing;
using Aether.Pipeline;

namespace Aether.Node.Devnet;

/// <summary>The validators of a devnet in one process, connected by in-memory queues of encoded messages.</summary>
internal sealed class DevnetNetwork : IAsyncDisposable
{
    private readonly List<NodeHost> _nodes = [];
    private SigningSeed? _faucetKey;

    private DevnetNetwork()
    {
    }

    /// <summary>The nodes, in the order of their folders; node 0 serves JSON-RPC.</summary>
    public IReadOnlyList<NodeHost> Nodes => _nodes;

    /// <summary>Opens every node of a folder; nothing runs yet.</summary>
    public static async Task<DevnetNetwork> OpenAsync(DevnetFolder folder, PipelineOptions pipeline)
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
                NodeHostOptions options = new(
                    genesis, keys, folder.KeyPath(number), folder.NodeFolder(number), links[index], pipeline);
                network._nodes.Add(NodeHost.Open(options));
            }
            return network;
        }
        catch
        {
            await network.DisposeAsync().ConfigureAwait(false);
            throw;
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
        _faucetKey?.Dispose();
    }
}
