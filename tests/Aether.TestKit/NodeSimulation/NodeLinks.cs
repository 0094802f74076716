using Aether.Network.Transport;
using Aether.TestKit.Simulation;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.NodeSimulation;

/// <summary>
/// The links between nodes: latency, loss, duplication, reordering, replay, changed bytes, partitions and clogs.
/// </summary>
internal sealed class NodeLinks : INodeWires
{
    private const int KeptForReplay = 64;

    private readonly NodeSimulation _simulation;
    private readonly SimulationRandom _random;
    private readonly bool[,] _blocked;
    private readonly long[,] _clogged;
    private readonly long[,] _lastDue;
    private readonly Queue<Kept>[,] _kept;

    /// <summary>Links between this many nodes.</summary>
    public NodeLinks(NodeSimulation simulation, int count)
    {
        _simulation = simulation;
        _random = new SimulationRandom(simulation.Settings.Seed, "links");
        _blocked = new bool[count, count];
        _clogged = new long[count, count];
        _lastDue = new long[count, count];
        _kept = new Queue<Kept>[count, count];
        for (int index = 0; index < count * count; index++)
        {
            _kept[index / count, index % count] = new Queue<Kept>();
        }
    }

    /// <inheritdoc/>
    public void SetBlocked(int from, int to, bool blocked) => _blocked[from, to] = blocked;

    /// <inheritdoc/>
    public void Clog(int from, int to, long untilUs) => _clogged[from, to] = untilUs;

    /// <inheritdoc/>
    public void Heal()
    {
        Array.Clear(_blocked);
        Array.Clear(_clogged);
    }

    /// <summary>Takes a message; what becomes of it is the link's affair.</summary>
    public void Send(int from, int to, TransportChannel channel, ReadOnlyMemory<byte> message)
    {
        NodeSimulationSettings settings = _simulation.Settings;
        _simulation.Coverage.Messages++;
        if (_blocked[from, to])
        {
            _simulation.Coverage.Faults.Add(FaultKind.PacketCut);
            return;
        }
        if (!_simulation.FaultsLast)
        {
            Deliver(from, to, channel, message, 0);
            return;
        }
        if (Draw(settings.LossPermille, FaultKind.PacketLost))
        {
            return;
        }
        bool corrupt = Draw(settings.CorruptPermille, FaultKind.PacketCorrupted);
        Deliver(from, to, channel, corrupt ? Corrupt(message) : message, 0);
        if (Draw(settings.DuplicatePermille, FaultKind.PacketDuplicated))
        {
            Deliver(from, to, channel, message, _random.Between(0, 400_000));
        }
        if (settings.ReplayPermille > 0)
        {
            Replay(from, to, new Kept(channel, message));
        }
    }

    private bool Draw(int permille, FaultKind kind)
    {
        bool drawn = _random.Chance(permille, 1_000);
        _simulation.Coverage.Faults.Add(kind, drawn ? 1 : 0);
        return drawn;
    }

    private void Replay(int from, int to, Kept message)
    {
        Queue<Kept> kept = _kept[from, to];
        if (kept.Count > 0 && Draw(_simulation.Settings.ReplayPermille, FaultKind.PacketReplayed))
        {
            Kept old = kept.ElementAt(_random.Below(kept.Count));
            Deliver(from, to, old.Channel, old.Message, _random.Between(0, 1_000_000));
        }
        // Not every message is kept, so that the ring reaches back over minutes.
        if (_random.Chance(1, 8))
        {
            kept.Enqueue(message);
            if (kept.Count > KeptForReplay)
            {
                kept.Dequeue();
            }
        }
    }

    // As a faulty peer would send it: a transport's own tag would only drop it.
    private byte[] Corrupt(ReadOnlyMemory<byte> message)
    {
        byte[] bytes = message.ToArray();
        if (bytes.Length == 0)
        {
            return bytes;
        }
        switch (_random.Below(4))
        {
            case 0:
                return bytes[.._random.Below(bytes.Length)];
            case 1:
                return [.. bytes, (byte)_random.Below(256)];
            default:
                bytes[_random.Below(bytes.Length)] ^= (byte)(1 << _random.Below(8));
                return bytes;
        }
    }

    private void Deliver(int from, int to, TransportChannel channel, ReadOnlyMemory<byte> message, long extraUs)
    {
        NodeSimulationSettings settings = _simulation.Settings;
        long due = _simulation.NowUs + settings.LatencyUs + _random.Between(0, settings.JitterUs) + extraUs;
        due = Math.Max(due, _clogged[from, to]);
        // A message behind a shorter wait overtakes what was sent before it.
        _simulation.Coverage.Faults.Add(FaultKind.PacketReordered, due < _lastDue[from, to] ? 1 : 0);
        _lastDue[from, to] = due;
        _simulation.At(due, () => _simulation.Nodes[to].Arrive((ushort)from, channel, message));
    }

    private readonly record struct Kept(TransportChannel Channel, ReadOnlyMemory<byte> Message);
}
