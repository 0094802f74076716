using Aether.Core.Types;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Aether.TestKit.Network;

namespace Aether.TestKit.NodeSimulation.Gossip;

/// <summary>
/// The ways between nodes that find, choose and gossip with one another as in production: connections of
/// <see cref="SimulatedPeers"/>, the network of a node above them.
/// </summary>
internal sealed class GossipNetwork : INodeWires
{
    private readonly NodeSimulation _simulation;
    private readonly NodeIdentity[] _identities;
    private readonly (Address Validator, UInt128 Stake)[] _validators;
    private readonly bool[,] _blocked;
    private readonly long[,] _clogged;

    /// <summary>Ways between the validators' nodes, nothing connected yet; and as many strangers as are set.</summary>
    public GossipNetwork(NodeSimulation simulation)
    {
        NodeSimulationSettings settings = simulation.Settings;
        _simulation = simulation;
        int validators = settings.Stakes.Count;
        int count = validators + settings.Strangers;
        _blocked = new bool[count, count];
        _clogged = new long[count, count];
        _identities = [.. Enumerable.Range(0, count)
            .Select(index => new NodeIdentity(simulation.Genesis.Hash, index, index < validators))];
        _validators = [.. Enumerable.Range(0, validators)
            .Select(index => (_identities[index].Validator!.Value, (UInt128)settings.Stakes[index]))];
        Peers = new SimulatedPeers(
            settings.Seed,
            (_, _) => new SimulatedLink(
                settings.LatencyUs,
                settings.JitterUs,
                simulation.FaultsLast ? 1_000 * settings.LossPermille : 0),
            new SimulatedPeersSettings { BytesPerUs = settings.LinkBytesPerUs });
        foreach (NodeIdentity identity in _identities)
        {
            // Nobody listens before its first life.
            Peers.Add(identity.Peer, identity.Address.ToEndPoint());
            Peers.Crash(Peers.Count - 1);
        }
    }

    /// <summary>The connections.</summary>
    public SimulatedPeers Peers { get; }

    /// <summary>Who validates, by the accounts that their nodes' records name.</summary>
    public IReadOnlyList<(Address Validator, UInt128 Stake)> Validators => _validators;

    /// <summary>Who a node is.</summary>
    public NodeIdentity this[int index] => _identities[index];

    /// <summary>The node with an identity; -1 for nobody.</summary>
    public int IndexOf(PeerId peer) =>
        Array.FindIndex(_identities, identity => identity.Peer == peer);

    /// <summary>What a node is told about its peers at the start of a life.</summary>
    public PeerOptions OptionsOf(int index, int incarnation, ReadOnlyMemory<byte> anchors)
    {
        NodeIdentity own = _identities[index];
        int validators = _validators.Length;
        return new PeerOptions
        {
            GenesisHash = _simulation.Genesis.Hash,
            Local = own.Peer,
            LocalRecord = own.Record(incarnation),
            Validator = own.Validator,
            Anchors = anchors,
            // Two neighbours: the others have to be found.
            Bootstrap =
            [
                .. new[] { (index + 1) % validators, (index + 2) % validators }
                    .Where(other => other != index)
                    .Select(other => (_identities[other].Address, (PeerId?)_identities[other].Peer)),
            ],
        };
    }

    /// <summary>Moves time to the next thing that happens on a connection, or to a time.</summary>
    public bool TryAdvance(long untilUs) => Peers.TryAdvance(untilUs, out _);

    /// <inheritdoc/>
    public void SetBlocked(int from, int to, bool blocked)
    {
        if (_blocked[from, to] != blocked)
        {
            _blocked[from, to] = blocked;
            Apply(from, to);
        }
    }

    /// <inheritdoc/>
    public void Clog(int from, int to, long untilUs)
    {
        _clogged[from, to] = Math.Max(_clogged[from, to], untilUs);
        Apply(from, to);
        _simulation.At(untilUs, () => Apply(from, to));
    }

    /// <inheritdoc/>
    public void Heal()
    {
        Array.Clear(_blocked);
        Array.Clear(_clogged);
        Peers.Heal();
    }

    private void Apply(int from, int to)
    {
        if (_blocked[from, to] || _clogged[from, to] > _simulation.NowUs)
        {
            Peers.Cut(from, to);
        }
        else
        {
            Peers.Mend(from, to);
        }
    }
}
