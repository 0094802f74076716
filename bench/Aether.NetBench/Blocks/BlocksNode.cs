using System.Net;
using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Da.Shreds;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Network.Transport.Quic;
using Aether.Pipeline.Propagation;
using Aether.Pipeline.Runtime;

namespace Aether.NetBench.Blocks;

/// <summary>One node's links over QUIC and its propagation thread; a thread that takes what consensus would.</summary>
internal sealed class BlocksNode : IDisposable
{
    private readonly PeerLinks _links;
    private readonly ShredSigner _signer;
    private readonly PropagationLoop _loop;
    private readonly StageThread _thread;
    private readonly WakeSignal _taken = new();
    private readonly Thread _consumer;
    private volatile bool _stopped;

    public BlocksNode(
        BenchChain chain, int index, QuicEndpoint endpoint, IReadOnlyList<PeerAddress> peers, BlocksOptions options)
    {
        _links = new PeerLinks(endpoint, (ushort)index, peers, TimeProvider.System);
        _signer = chain.SignerOf(index);
        IDatagramLinks links = new LossyLinks(_links, options.LossPercent, index);
        ShredParts parts = new() { Links = links, Signer = _signer, MinValidators = 2 };
        WakeSignal signal = new();
        Transport = new ShredTransport(_links, parts, signal);
        Address own = chain.Genesis.Validators[index].Address;
        PropagationCore core = new(chain.Genesis, own, options.Nodes, parts, chain, Transport);
        _loop = new PropagationLoop(Transport, links, core, new MonotonicClock(TimeProvider.System));
        links.SetDatagramSignal(signal);
        Transport.SetReceiveSignal(TransportChannel.Consensus, _taken);
        _thread = new StageThread($"shreds {index}", _loop, signal, (_, error) => Fault = error);
        _consumer = new Thread(Consume) { IsBackground = true };
    }

    public ShredTransport Transport { get; }

    public ShredCounters Counters => _loop.Counters;

    public DatagramCounters Datagrams => _links.ReadDatagramCounters();

    public int Connected => _links.Connected;

    public Exception? Fault { get; private set; }

    /// <summary>Told of what consensus would be given: who has it, by whom, the bytes.</summary>
    public Action<BlocksNode, TransportMessage>? OnMessage { get; set; }

    public int Index => Transport.LocalPeer;

    /// <summary>Sends a message as it is, past the shreds.</summary>
    public void BroadcastWhole(byte[] message) => _links.Broadcast(TransportChannel.Consensus, message);

    public static QuicEndpoint Listen(int index) => new(
        new QuicEndpointOptions
        {
            Listen = new IPEndPoint(IPAddress.Loopback, 0),
            HandshakesPerSecond = 1_000,
            HandshakesPerSecondOfAddress = 1_000,
        },
        SHA256.HashData([(byte)index, 77]));

    public void Start()
    {
        _links.Start();
        _thread.Start();
        _consumer.Start();
    }

    public void Dispose()
    {
        _stopped = true;
        _taken.Set();
        _consumer.Join();
        _thread.Dispose();
        _links.Dispose();
        _signer.Dispose();
    }

    private void Consume()
    {
        while (!_stopped)
        {
            while (Transport.TryReceive(TransportChannel.Consensus, out TransportMessage message))
                OnMessage?.Invoke(this, message);
            _taken.Wait(100);
        }
    }
}
