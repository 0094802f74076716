using System.Buffers.Binary;

namespace Aether.Node.Devnet.Links;

/// <summary>Decides where a packet goes and when it arrives. The same seed and packets give the same.</summary>
/// <remarks>
/// Node i has the address 10.77.0.(i + 1). What goes elsewhere, is no IPv4, or crosses a cut is dropped and counted.
/// <b>Threads</b>: one forwards; cuts may be set by another.
/// </remarks>
internal sealed class PacketSwitch
{
    /// <summary>Longest packet: the interfaces have an MTU of 1,500.</summary>
    public const int MaxPacketBytes = 2_048;

    private const int HeaderBytes = 20;
    private const int TargetOffset = 16;
    private const uint Network = 10U << 24 | 77U << 16;
    private const int MaxOnTheWay = 65_536;

    private readonly int _nodes;
    private readonly Random _random;
    private readonly bool[] _cut;
    private LinkShape _shape;

    /// <summary>Creates a switch for nodes 0 to <paramref name="nodes"/> - 1.</summary>
    public PacketSwitch(int nodes, LinkShape shape, int seed)
    {
        _nodes = nodes;
        _shape = shape;
        _random = new Random(seed);
        _cut = new bool[nodes * nodes];
    }

    /// <summary>Packets on their way.</summary>
    public DelayedPackets Packets { get; } = new(MaxOnTheWay, MaxPacketBytes);

    /// <summary>Packets that were dropped here: unroutable, cut or too many on their way.</summary>
    public long Dropped { get; private set; }

    /// <summary>Cuts or mends one direction.</summary>
    public void SetCut(int source, int target, bool cut) => Volatile.Write(ref _cut[(source * _nodes) + target], cut);

    /// <summary>Changes delays for packets from now on.</summary>
    public void SetShape(LinkShape shape) => Volatile.Write(ref _shape, shape);

    /// <summary>Takes a packet that a node sent.</summary>
    /// <param name="source">The node.</param>
    /// <param name="packet">An IP packet.</param>
    /// <param name="nowMicros">Time, any origin.</param>
    public void Accept(int source, ReadOnlySpan<byte> packet, long nowMicros)
    {
        if (!TryRoute(packet, out int target) || Volatile.Read(ref _cut[(source * _nodes) + target]))
        {
            Dropped++;
            return;
        }
        LinkShape shape = Volatile.Read(ref _shape);
        int copies = Happens(shape.DuplicatesPerMillion) ? 2 : 1;
        for (int copy = 0; copy < copies; copy++)
        {
            bool overtakes = Happens(shape.ReorderPerMillion);
            long delay = overtakes ? 0 : shape.DelayMicros + Jitter(shape.JitterMicros);
            Dropped += Packets.TryAdd(packet, target, nowMicros + delay) ? 0 : 1;
        }
    }

    private bool TryRoute(ReadOnlySpan<byte> packet, out int target)
    {
        target = -1;
        if (packet.Length < HeaderBytes || packet[0] >> 4 != 4)
        {
            return false;
        }
        uint host = BinaryPrimitives.ReadUInt32BigEndian(packet[TargetOffset..]) - Network;
        target = (int)(host - 1);
        return host >= 1 && host <= (uint)_nodes;
    }

    private bool Happens(int perMillion) => perMillion > 0 && _random.Next(1_000_000) < perMillion;

    private int Jitter(int micros) => micros == 0 ? 0 : _random.Next(-micros, micros + 1);
}
