using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aether.Crypto.KeyFiles;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Node.Devnet.Links;
using Aether.Node.Networking;
using Aether.Node.Options;

namespace Aether.Node.Devnet.Processes;

/// <summary>The validators of a devnet as processes, connected by QUIC.</summary>
internal sealed class ProcessDevnet : IDisposable
{
    // Inside a namespace every port is free.
    private const int LabPort = 7600;

    private readonly DevnetFolder _folder;
    private readonly DevnetOptions _options;
    private readonly NetworkLab? _lab;
    private readonly NodeProcess[] _nodes;
    private readonly bool[] _isKilled;
    private IPEndPoint? _known;

    private ProcessDevnet(DevnetFolder folder, DevnetOptions options, NetworkLab? lab, ProcessMeter meter)
    {
        _folder = folder;
        _options = options;
        _lab = lab;
        Meter = meter;
        _nodes = new NodeProcess[options.Nodes];
        _isKilled = new bool[options.Nodes];
    }

    /// <summary>What the processes report.</summary>
    public ProcessMeter Meter { get; }

    /// <summary>The processes, in the order of their folders: validators, then observers.</summary>
    public IReadOnlyList<NodeProcess> Nodes => _nodes;

    /// <summary>The first process that ended and was not killed here; null while all run.</summary>
    public NodeProcess? Ended
    {
        get
        {
            for (int node = 0; node < _nodes.Length; node++)
            {
                if (_nodes[node].Exited.IsCompleted && !_isKilled[node])
                {
                    return _nodes[node];
                }
            }
            return null;
        }
    }

    /// <summary>Builds the network and starts every process; returns when all answer.</summary>
    /// <param name="folder">Genesis, keys and data of the devnet.</param>
    /// <param name="options">What was asked for.</param>
    /// <returns>The devnet and the JSON-RPC address of node 0.</returns>
    /// <exception cref="NodeStartException">A process or the network did not start.</exception>
    public static async Task<(ProcessDevnet Devnet, Uri Rpc)> StartAsync(DevnetFolder folder, DevnetOptions options)
    {
        NetworkLab? lab = options.Links is { } shape
            ? NetworkLab.Create(LabName(), options.Nodes, shape, (int)options.Seed)
            : null;
        ProcessMeter meter = new(options.Nodes, TimeProvider.System);
        ProcessDevnet devnet = new(folder, options, lab, meter);
        try
        {
            devnet.ArrangeLinks();
            for (int node = 0; node < options.Nodes; node++)
            {
                devnet.Start(node);
            }
            Uri[] addresses = await Task.WhenAll(devnet._nodes.Select(node => node.Ready)).ConfigureAwait(false);
            return (devnet, addresses[0]);
        }
        catch
        {
            devnet.Dispose();
            throw;
        }
    }

    /// <summary>Cuts or mends the links between two groups of nodes, both ways.</summary>
    /// <exception cref="InvalidOperationException">The devnet has no namespaces.</exception>
    public void Partition(IReadOnlyList<int> some, IReadOnlyList<int> others, bool cut)
    {
        foreach (int first in some)
        {
            foreach (int second in others)
            {
                Lab.Switch.SetCut(first, second, cut);
                Lab.Switch.SetCut(second, first, cut);
            }
        }
    }

    /// <summary>Ends a process as a loss of power does.</summary>
    public void Kill(int node)
    {
        _isKilled[node] = true;
        _nodes[node].Kill();
    }

    /// <summary>Stops a process where it is: its connections stand, and it says nothing.</summary>
    public void Pause(int node)
    {
        Meter.SetState(NumberOf(node), "paused");
        _nodes[node].Pause(stop: true);
    }

    /// <summary>Lets a paused process go on.</summary>
    public void Resume(int node)
    {
        _nodes[node].Pause(stop: false);
        Meter.SetState(NumberOf(node), "running");
    }

    /// <summary>Gives every link another delay.</summary>
    /// <exception cref="InvalidOperationException">The devnet has no namespaces.</exception>
    public void Slow(int delayMicros, int jitterMicros) => Lab.Switch.SetShape(
        _options.Links! with { DelayMicros = delayMicros, JitterMicros = jitterMicros });

    /// <summary>Mends every cut and gives the links the shape that they had at first.</summary>
    /// <exception cref="InvalidOperationException">The devnet has no namespaces.</exception>
    public void Heal()
    {
        Lab.Switch.SetShape(_options.Links!);
        int[] all = [.. Enumerable.Range(0, _nodes.Length)];
        Partition(all, all, cut: false);
    }

    /// <summary>Starts a process again that has ended; it goes on with its data.</summary>
    public async Task RestartAsync(int node)
    {
        await _nodes[node].Exited.ConfigureAwait(false);
        _nodes[node].Dispose();
        Start(node);
        _isKilled[node] = false;
        await _nodes[node].Ready.ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (NodeProcess? node in _nodes)
        {
            // One that is paused hears nothing.
            node?.Pause(stop: false);
            node?.AskToStop();
        }
        foreach (NodeProcess? node in _nodes)
        {
            node?.Dispose();
        }
        _lab?.Dispose();
    }

    // Short: the name of a namespace is the name of a file.
    private static string LabName() => string.Create(CultureInfo.InvariantCulture, $"aether{Environment.ProcessId}");

    private NetworkLab Lab => _lab ?? throw new InvalidOperationException("only links between namespaces change");

    // Of a validator its place in the genesis; observers come after them.
    private int NumberOf(int node) => node < _options.Validators ? _folder.ValidatorOf(node) : node;

    private IPEndPoint PlaceOf(int node, int port) => _lab is null
        ? new IPEndPoint(IPAddress.Loopback, port)
        : new IPEndPoint(IPAddress.Parse(NetworkLab.AddressOf(node)), LabPort);

    // Validators have their addresses in any case: who attacks them has to know these too.
    private void ArrangeLinks()
    {
        WritePeers();
        if (_options.FindsPeers)
        {
            _known = _options.First < _options.Validators
                ? ListedPlaceOf(_options.First)
                : PlaceOf(_options.First, _lab is null ? FreePort() : LabPort);
        }
    }

    private IPEndPoint ListedPlaceOf(int node) =>
        PeersFile.Load(PeersPath, _options.Validators)[_folder.ValidatorOf(node)].Address;

    private string PeersPath => Path.Combine(_folder.Root, "peers.toml");

    // The order of the genesis, which is not that of the folders.
    private void WritePeers()
    {
        PeerAddress[] peers = new PeerAddress[_options.Validators];
        for (int node = 0; node < peers.Length; node++)
        {
            using SigningSeed key = NodeKeyFile.OpenOrCreate(KeyPath(node));
            IPEndPoint place = PlaceOf(node, _lab is null ? FreePort() : LabPort);
            peers[_folder.ValidatorOf(node)] = new PeerAddress(new PeerId(key.PublicKey), place);
        }
        File.WriteAllText(PeersPath, PeersFile.Format(peers));
    }

    private string KeyPath(int node) => Path.Combine(_folder.NodeFolder(node), NodeKeyFile.Name);

    private void Start(int node)
    {
        string data = _folder.NodeFolder(node);
        List<string> arguments =
        [
            "run", "--genesis", Path.Combine(_folder.Root, "genesis.toml"),
            "--data", data, "--json", "--stop-with-stdin", "--lanes", "1",
            .. node < _options.Validators ? ["--keys", _folder.KeyPath(node)] : Array.Empty<string>(),
            .. LinkArguments(node),
            "--rpc-port", (node == 0 ? _options.RpcPort : 0).ToString(CultureInfo.InvariantCulture),
            .. MetricsArguments(node),
            "--firehose-port", (node == 0 ? _options.FirehosePort ?? 0 : 0).ToString(CultureInfo.InvariantCulture),
            "--snapshot-rate", _options.SnapshotRate.ToString(CultureInfo.InvariantCulture),
            "--proposals", _options.Proposals.ToString(),
            "--index", _options.KeepsIndex && node == 0 ? "accounts" : "none",
        ];
        if (node == 0)
        {
            arguments.AddRange(["--faucet-key", DevnetKeyFiles.PathOf(_folder.Root, DevnetAccounts.Faucet)]);
        }
        Directory.CreateDirectory(data);
        int number = NumberOf(node);
        NodeProcess process = NodeProcess.Start(
            _lab?.PrefixOf(node) ?? [], arguments, Path.Combine(data, "node.log"), line => OnLine(number, line));
        _nodes[node] = process;
        _ = process.Exited.ContinueWith(
            ended => Meter.SetState(number, $"stopped with code {ended.Result}"), TaskScheduler.Default);
    }

    private string[] MetricsArguments(int node) => _options switch
    {
        { MetricsPort: null } => ["--no-metrics"],
        // Each process says in its folder which port it got.
        { IsMetricsPortNamed: false } or { MetricsPort: 0 } => ["--metrics-port", "0"],
        { MetricsPort: { } port } => ["--metrics-port", (port + node).ToString(CultureInfo.InvariantCulture)],
    };

    private string[] LinkArguments(int node)
    {
        if (_known is not { } known)
        {
            return ["--peers", PeersPath];
        }
        IPEndPoint own = node == _options.First ? known
            : node < _options.Validators ? ListedPlaceOf(node)
            : PlaceOf(node, _lab is null ? 0 : LabPort);
        return ["--bootstrap", known.ToString(), "--listen", own.ToString()];
    }

    private void OnLine(int validator, NodeLine line)
    {
        if (line.Type == "ready")
        {
            Meter.SetState(validator, "running");
        }
        Meter.OnLine(validator, line);
    }

    private static int FreePort()
    {
        using Socket socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
