using System.Net;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Da.Shreds;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Pipeline.Propagation;
using Aether.Pipeline.Runtime;
using Aether.TestKit.Network;
using Xunit;

namespace Aether.NetworkTests.Blocks;

/// <summary>Nodes on simulated links in virtual time: the real links and loops, a list for consensus.</summary>
internal sealed class PropagationWorld : IDisposable
{
    private const int RoundUs = 2_000;

    private readonly Clock _clock;

    public PropagationWorld(int nodes, ulong seed, SimulatedLink link)
    {
        Chain = new PropagationChain(nodes);
        Network = new SimulatedPeers(
            seed, (_, _) => link, new SimulatedPeersSettings { MaxQueuedDatagrams = 65_536 });
        _clock = new Clock(Network);
        PeerAddress[] addresses = [.. Enumerable.Range(0, nodes).Select(node => new PeerAddress(
            new PeerId(new PublicKey(new Hash256([.. new byte[31], (byte)(node + 1)]))),
            new IPEndPoint(IPAddress.Parse($"10.0.{node}.1"), 7600)))];
        for (int node = 0; node < nodes; node++)
        {
            PeerLinks links = new(
                Network.Add(addresses[node].Id, addresses[node].Address), (ushort)node, addresses, _clock);
            Links.Add(links);
            Bent.Add(new BentLinks(links));
            Signers.Add(Chain.SignerOf(node));
            ShredParts parts = new() { Links = Bent[node], Signer = Signers[node], MinValidators = 2 };
            ShredTransport transport = new(links, parts, new WakeSignal());
            Address own = Chain.Genesis.Validators[node].Address;
            PropagationCore core = new(Chain.Genesis, own, nodes, parts, new FakeConsensus(), transport);
            Transports.Add(transport);
            Loops.Add(new PropagationLoop(transport, Bent[node], core, new MonotonicClock(_clock)));
            Taken.Add([]);
        }
        Run(300);
        Assert.All(Links, links => Assert.Equal(nodes - 1, links.Connected));
    }

    public PropagationChain Chain { get; }

    public SimulatedPeers Network { get; }

    public List<PeerLinks> Links { get; } = [];

    public List<BentLinks> Bent { get; } = [];

    public List<ShredSigner> Signers { get; } = [];

    public List<ShredTransport> Transports { get; } = [];

    public List<PropagationLoop> Loops { get; } = [];

    /// <summary>What consensus of each node was given.</summary>
    public List<List<TransportMessage>> Taken { get; } = [];

    /// <summary>Answers requests for whole blocks, as the core of a node would: the block of a node by hash.</summary>
    public Func<int, Hash256, Proposal?> Archive { get; set; } = (_, _) => null;

    public void Enter(ulong finalView, ulong view)
    {
        foreach (ShredTransport transport in Transports)
        {
            transport.Note(Chain.Epoch, finalView, view);
        }
    }

    /// <summary>The leader of a view proposes; returns what it broadcast.</summary>
    public byte[] Propose(ulong view, int payloadBytes)
    {
        byte[] message = PropagationChain.Encode(Chain.Propose(view, Chain.Payload(payloadBytes)));
        Transports[Chain.LeaderOf(view)].Broadcast(TransportChannel.Consensus, message);
        return message;
    }

    /// <summary>Nodes whose consensus was given exactly this message by this peer.</summary>
    public int CountTaken(byte[] message, int peer) => Taken.Count(taken => taken.Any(
        one => one.Peer == peer && one.Bytes.Span.SequenceEqual(message)));

    public long Sum(Func<ShredCounters, long> counter) => Loops.Sum(loop => counter(loop.Counters));

    public void Run(int milliseconds)
    {
        for (long end = Network.NowUs + (milliseconds * 1_000L); Network.NowUs < end;)
        {
            long until = Network.NowUs + RoundUs;
            Network.WakeAt(0, until);
            while (Network.TryAdvance(until, out _))
            {
            }
            for (int node = 0; node < Links.Count; node++)
            {
                RunNode(node);
            }
        }
    }

    public void Dispose() => Signers.ForEach(signer => signer.Dispose());

    private void RunNode(int node)
    {
        long nowMs = Network.NowUs / 1_000;
        while (Links[node].Step(nowMs) == 0)
        {
        }
        while (Loops[node].TryRun())
        {
        }
        while (Links[node].Step(nowMs) == 0)
        {
        }
        while (Transports[node].TryReceive(TransportChannel.Consensus, out TransportMessage message))
        {
            Taken[node].Add(message);
            if (Ace.TryDecode(message.Bytes.Span, out ConsensusMessage decoded, out _)
                && decoded.BlockRequest is { } hash && Archive(node, hash) is { } block)
            {
                byte[] answer = Ace.Encode(ConsensusMessage.OfBlockResponse(block));
                Transports[node].Send(message.Peer, TransportChannel.Consensus, answer);
            }
        }
    }

    private sealed class Clock(SimulatedPeers network) : TimeProvider
    {
        public override long TimestampFrequency => 1_000_000;

        public override long GetTimestamp() => network.NowUs;
    }
}
