using Aether.Core.Types;
using Aether.Network.Gossip;
using Aether.Network.Links;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Aether.NetworkTests.Peers;
using Aether.TestKit.Network;
using Xunit;
using PeerAddress = Aether.Network.Peers.PeerAddress;

namespace Aether.NetworkTests.Links;

/// <summary>Nodes with a <see cref="PeerNetwork"/> each, in virtual time; all begin at the first.</summary>
internal sealed class NetworkDesk : IDisposable
{
    private const int StepMs = 5;

    private readonly SimulatedPeers _peers = new(7, (_, _) => new SimulatedLink(1_000, 200));
    private readonly int _validators;

    public NetworkDesk(int validators, int observers)
    {
        _validators = validators;
        for (int index = 0; index < validators + observers; index++)
        {
            Add(index);
        }
    }

    public List<PeerNetwork> Nodes { get; } = [];

    public List<byte[]> Anchors { get; } = [];

    public Dictionary<int, IReadOnlyList<(BanEntry Ban, long LeftMs)>> Bans { get; } = [];

    /// <summary>What was judged on each node is delivered; false leaves it unjudged.</summary>
    public Func<int, GossipMessage, ValidationOutcome?> Judge { get; set; } = (_, _) => ValidationOutcome.Accept;

    /// <summary>A node that takes no message to judge; null for none.</summary>
    public int? Idle { get; set; }

    public long NowMs => _peers.NowUs / 1_000;

    /// <summary>Runs until something is so.</summary>
    public void Until(Func<bool> reached, long withinMs = 60_000)
    {
        long end = NowMs + withinMs;
        while (!reached())
        {
            Assert.True(NowMs < end, "it takes too long");
            Run(StepMs);
        }
    }

    /// <summary>Runs for a time.</summary>
    public void Run(long ms)
    {
        for (long end = NowMs + ms; NowMs < end;)
        {
            while (_peers.TryAdvance((NowMs + StepMs) * 1_000, out _))
            {
                // The nodes look for themselves below.
            }
            for (int index = 0; index < Nodes.Count; index++)
            {
                while (Nodes[index].RunOnce(NowMs))
                {
                    // Until nothing is left.
                }
                if (index != Idle)
                {
                    JudgeAll(index);
                }
            }
        }
    }

    /// <summary>
    /// Until every validator is connected with all others, every observer with someone, and meshes stand.
    /// </summary>
    public void Connect()
    {
        Until(() => Enumerable.Range(0, Nodes.Count).All(index => index < _validators
            ? Nodes[index].Status.Validators == _validators - 1
            : Nodes[index].Status.Validators > 0));
        Run(3_000);
    }

    /// <summary>All messages of a channel that wait on a node.</summary>
    public List<TransportMessage> Take(int node, TransportChannel channel = TransportChannel.Consensus)
    {
        List<TransportMessage> all = [];
        while (Nodes[node].TryReceive(channel, out TransportMessage message))
        {
            all.Add(message);
        }
        return all;
    }

    /// <summary>The number by which one node knows another.</summary>
    public ushort NumberOf(int node, int other)
    {
        // What the other sends comes with its number.
        Take(node);
        for (ushort slot = 1; slot < Nodes[other].PeerCount; slot++)
        {
            Nodes[other].Send(slot, TransportChannel.Consensus, Request(slot));
        }
        Run(50);
        return Take(node).First(message => message.Bytes.Span[0] == 8).Peer;
    }

    /// <summary>An encoded request for the proof of an epoch.</summary>
    public static byte[] Request(int epoch) => [8, (byte)epoch, 0, 0, 0];

    public void Dispose() => Nodes.ForEach(node => node.Dispose());

    private void JudgeAll(int index)
    {
        while (Nodes[index].TryTake(out GossipMessage message))
        {
            if (Judge(index, message) is { } outcome)
            {
                ((IGossipSource)Nodes[index]).Judge(message, outcome);
            }
        }
    }

    private void Add(int index)
    {
        PeerAddress address = PeerKeys.Address(index);
        int? account = index < _validators ? 100 + index : null;
        PeerOptions peers = new()
        {
            GenesisHash = PeerKeys.Genesis,
            Local = PeerKeys.Id(index),
            LocalRecord = PeerKeys.Record(index, validator: account),
            Validator = account is { } own ? PeerKeys.Validator(own) : null,
            Bootstrap = index == 0 ? [] : [(PeerKeys.Address(0), null)],
        };
        PeerNetworkOptions options = new()
        {
            Peers = peers,
            Validators =
            [
                .. Enumerable.Range(0, _validators)
                    .Select(validator => (PeerKeys.Validator(100 + validator), (UInt128)1_000)),
            ],
            SaveAnchors = bytes => Anchors.Add(bytes.ToArray()),
            SaveBans = bans => Bans[index] = bans,
        };
        Nodes.Add(new PeerNetwork(
            _peers.Add(PeerKeys.Id(index), address.ToEndPoint()), options, (ulong)index + 1, NowMs));
    }
}
