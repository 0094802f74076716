using Aether.Core.Types;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Aether.Da.Turbine;

namespace Aether.NetBench.Loss;

/// <summary>Sends blocks down the real trees over simulated links: losses, latencies between regions, uplinks that take
/// one datagram after the other, relays that keep silent, and repair.</summary>
/// <remarks>
/// Stakes are equal. A node's datagrams leave in the order in which what they carry arrived. A set that stalls 100 ms
/// after its first shred is asked for at a node that has it, again every round trip until enough shreds are there.
/// </remarks>
internal sealed class Propagation
{
    private const int Never = int.MaxValue;
    private const int StallUs = 100_000;
    private const int MaxRounds = 20;
    private const int UdpHeaderBytes = 28;

    // One way between five regions, in milliseconds: two of North America, Europe, Asia, South America.
    private static readonly int[][] s_regionMs =
    [
        [2, 32, 42, 85, 60], [32, 2, 70, 60, 90], [42, 70, 5, 95, 100], [85, 60, 95, 10, 140], [60, 90, 100, 140, 8],
    ];

    private readonly PropagationOptions _options;
    private readonly Random _random;
    private readonly ShredLayout _layout;
    private readonly int[] _region;
    private readonly bool[] _isSilent;
    private readonly long[] _freeNs;
    private int[] _arrival = [];
    private int _set;
    private readonly int[] _row;
    private readonly int[] _decoded;
    private readonly int[] _blockUs;
    private readonly bool[] _isRepaired;
    private readonly List<int> _wholeUs = [];
    private readonly List<int> _allUs = [];

    private long _wholeSets;
    private long _repairedBlocks;

    private Propagation(PropagationOptions options)
    {
        _options = options;
        _random = new Random(options.Seed);
        _layout = ShredLayout.Of(options.Code);
        int nodes = options.Nodes;
        _region = [.. Enumerable.Range(0, nodes).Select(_ => _random.Next(s_regionMs.Length))];
        _isSilent = new bool[nodes];
        Array.Fill(_isSilent, true, 0, (int)(nodes * options.Silent));
        _random.Shuffle(_isSilent);
        _freeNs = new long[nodes];
        _row = new int[options.Code.TotalShards];
        _decoded = new int[nodes];
        _blockUs = new int[nodes];
        _isRepaired = new bool[nodes];
    }

    public static PropagationResult Run(PropagationOptions options)
    {
        Propagation simulation = new(options);
        UInt128[] stakes = new UInt128[options.Nodes];
        Array.Fill(stakes, (UInt128)1_000_000_000_000);
        TurbineTree tree = new(Hash256.Zero, (uint)options.Seed, stakes, options.FanOut);
        int sets = (options.BlockBytes + simulation._layout.SetCapacity - 1) / simulation._layout.SetCapacity;
        for (int block = 0; block < options.Blocks; block++)
            simulation.SendBlock(tree, block, sets);
        simulation._wholeUs.Sort();
        simulation._allUs.Sort();
        long nodeBlocks = (long)options.Blocks * (options.Nodes - 1);
        return new PropagationResult(
            nodeBlocks * sets, simulation._wholeSets, nodeBlocks, simulation._wholeUs.Count,
            simulation._repairedBlocks, [.. simulation._wholeUs], [.. simulation._allUs]);
    }

    private void SendBlock(TurbineTree tree, int block, int sets)
    {
        ushort leader = (ushort)(block * 7 % _options.Nodes);
        Array.Clear(_freeNs);
        Array.Clear(_blockUs);
        Array.Clear(_isRepaired);
        Spread(tree, (ulong)block, leader, sets);
        for (int set = 0; set < sets; set++)
        {
            _set = set;
            Decode(leader);
            Repair(leader);
        }

        for (int node = 0; node < _options.Nodes; node++)
        {
            if (node == leader || _blockUs[node] == Never)
                continue;
            _allUs.Add(_blockUs[node]);
            if (_isRepaired[node])
                _repairedBlocks++;
            else
                _wholeUs.Add(_blockUs[node]);
        }
    }

    // In order of time, so that a node's uplink serves what came first, whatever its place in each tree.
    private void Spread(TurbineTree tree, ulong view, ushort leader, int sets)
    {
        int shards = _row.Length;
        if (_arrival.Length != sets * shards * _options.Nodes)
            _arrival = new int[sets * shards * _options.Nodes];
        Array.Fill(_arrival, Never);
        ushort[][] orders = new ushort[sets * shards][];
        PriorityQueue<(int Shred, int Position), long> events = new();
        for (int shred = 0; shred < orders.Length; shred++)
        {
            (int set, int shard) = Math.DivRem(shred, shards);
            orders[shred] = OrderOf(tree, new ShredPlace(view, leader, (ushort)set, (byte)shard));
            Transmit(leader, orders[shred][0], shred, 0, 0, events);
        }

        while (events.TryDequeue(out (int Shred, int Position) next, out long atUs))
        {
            ushort[] order = orders[next.Shred];
            int node = order[next.Position];
            if (_isSilent[node])
                continue;
            int children = tree.Children(next.Position, out int start);
            for (int child = start; child < start + children; child++)
            {
                bool isLeaf = tree.Children(child, out _) == 0;
                Transmit(node, order[child], next.Shred, isLeaf ? -1 : child, (int)atUs, events);
            }
        }
    }

    // Where the root reaches everyone the order of the others does not matter.
    private static ushort[] OrderOf(TurbineTree tree, ShredPlace place)
    {
        if (tree.Count - 2 > tree.FanOut)
            return tree.Order(place).ToArray();
        int root = tree.Root(place);
        return [(ushort)root, .. tree.TargetsOf(place, root)];
    }

    private void Transmit(
        int from, int to, int shred, int position, int atUs, PriorityQueue<(int Shred, int Position), long> events)
    {
        long bytes = Core.Limits.Shred.MaxBytes + UdpHeaderBytes;
        long start = Math.Max(_freeNs[from], atUs * 1_000L);
        _freeNs[from] = start + (bytes * 1_000_000_000 / _options.UplinkBytesPerSecond);
        if (IsLost())
            return;
        int arrival = (int)(_freeNs[from] / 1_000) + LatencyUs(from, to);
        (int set, int shard) = Math.DivRem(shred, _row.Length);
        _arrival[(((set * _options.Nodes) + to) * _row.Length) + shard] = arrival;
        if (position >= 0)
            events.Enqueue((shred, position), arrival);
    }

    private void Decode(int leader)
    {
        int needed = _options.Code.DataShards;
        for (int node = 0; node < _options.Nodes; node++)
        {
            Arrivals(node).CopyTo(_row);
            Array.Sort(_row);
            _decoded[node] = node == leader ? 0 : _row[needed - 1];
            if (node != leader && _decoded[node] != Never)
                _wholeSets++;
        }
    }

    private void Repair(int leader)
    {
        int[] known = [.. _decoded];
        for (int node = 0; node < _options.Nodes; node++)
        {
            if (known[node] == Never)
            {
                _isRepaired[node] = true;
                known[node] = RepairedUs(node, leader);
            }

            _blockUs[node] = Math.Max(_blockUs[node], known[node]);
        }
    }

    private int RepairedUs(int node, int leader)
    {
        ReadOnlySpan<int> arrivals = Arrivals(node);
        int first = Never;
        int missing = _options.Code.DataShards;
        foreach (int arrival in arrivals)
        {
            first = Math.Min(first, arrival);
            missing -= arrival == Never ? 0 : 1;
        }

        long now = (first == Never ? 0 : first) + StallUs;
        for (int round = 0; round < MaxRounds && missing > 0; round++)
        {
            int peer = PeerWith(node, leader, now);
            now += LatencyUs(node, peer);
            bool isHeard = !IsLost();
            now += LatencyUs(peer, node);
            for (int asked = missing; isHeard && asked > 0; asked--)
                missing -= IsLost() ? 0 : 1;
        }

        return missing > 0 ? Never : (int)now;
    }

    // Of nodes that have the set by then and answer; the leader has it always.
    private int PeerWith(int node, int leader, long now)
    {
        for (int attempt = 0; attempt < 16; attempt++)
        {
            int peer = _random.Next(_options.Nodes);
            if (peer != node && !_isSilent[peer] && _decoded[peer] <= now)
                return peer;
        }

        return leader;
    }

    private Span<int> Arrivals(int node) =>
        _arrival.AsSpan(((_set * _options.Nodes) + node) * _row.Length, _row.Length);

    private bool IsLost() => _options.Loss > 0 && _random.NextDouble() < _options.Loss;

    // The base, a spread of a fifth, and now and then a queue on the way.
    private int LatencyUs(int from, int to)
    {
        int baseUs = s_regionMs[_region[from]][_region[to]] * 1_000;
        int queueUs = _random.Next(50) == 0 ? _random.Next(10_000) : 0;
        return baseUs + _random.Next((baseUs / 5) + 1) + queueUs;
    }
}
