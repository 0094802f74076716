using System.Numerics;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.Simulation;

/// <summary>
/// Links between endpoints: latency, loss, duplication, reordering, replay, corruption, cuts and clogs.
/// </summary>
/// <remarks>
/// What happens to a packet depends on the seed, the link and its number on that link alone, so that taking one fault
/// out of a script changes nothing about packets that it did not touch.
/// </remarks>
public sealed class SimulatedNetwork
{
    private const int Kept = 256;

    private readonly Simulation _simulation;
    private readonly int _endpoints;
    private readonly bool[,] _blocked;
    private readonly int[] _cuts;
    private readonly long[] _clogs;
    private readonly long[] _latencies;
    private readonly ulong[] _states;
    private readonly int[] _rates = new int[FaultCounts.Kinds.Count];
    private readonly Packet[] _sent = new Packet[Kept];
    private long _sentCount;
    private bool _calm;

    internal SimulatedNetwork(Simulation simulation, int endpoints)
    {
        _simulation = simulation;
        _endpoints = endpoints;
        _blocked = new bool[endpoints, endpoints];
        _cuts = new int[endpoints * endpoints];
        _clogs = new long[endpoints * endpoints];
        _latencies = new long[endpoints * endpoints];
        _states = new ulong[endpoints * endpoints];
        SimulationRandom random = new(simulation.Settings.Seed, "network");
        for (int link = 0; link < _states.Length; link++)
        {
            _states[link] = random.Bits();
            _latencies[link] = simulation.Settings.LatencyUs;
        }
        if (simulation.Settings.Regions)
        {
            RegionTable.Fill(_latencies, endpoints, random);
        }
    }

    /// <summary>Longest base latency of a link.</summary>
    public long WorstLatencyUs => _latencies.Max();

    /// <summary>Cuts or mends one direction of a link.</summary>
    public void SetBlocked(int from, int to, bool blocked) => _blocked[from, to] = blocked;

    /// <summary>Mends every link.</summary>
    public void Heal()
    {
        Array.Clear(_blocked);
        Array.Clear(_cuts);
        Array.Clear(_clogs);
        Array.Clear(_rates);
        _calm = true;
    }

    /// <summary>
    /// Sends a message to every endpoint of a validator, <paramref name="extraUs"/> later than usual.
    /// </summary>
    public void Send(SimulatedNode from, ushort validator, ConsensusMessage message, long extraUs = 0)
    {
        foreach (SimulatedNode to in _simulation.EndpointsOf(validator))
        {
            if (!ReferenceEquals(from, to))
            {
                Send(from, to, message, extraUs);
            }
        }
    }

    /// <summary>Faults may begin again.</summary>
    internal void Begin() => _calm = false;

    /// <summary>Changes the rate of a packet fault, in thousandths.</summary>
    internal void AddRate(FaultKind kind, int permille) => _rates[(int)kind] += permille;

    /// <summary>Cuts links once more, or once less.</summary>
    internal void AddCut(bool[,] cut, int change)
    {
        for (int from = 0; from < _endpoints; from++)
        {
            for (int to = 0; to < _endpoints; to++)
            {
                _cuts[(from * _endpoints) + to] += cut[from, to] ? change : 0;
            }
        }
    }

    /// <summary>Holds everything on some links back until a time.</summary>
    internal void Clog(bool[,] links, long untilUs)
    {
        for (int from = 0; from < _endpoints; from++)
        {
            for (int to = 0; to < _endpoints; to++)
            {
                int link = (from * _endpoints) + to;
                _clogs[link] = links[from, to] ? Math.Max(_clogs[link], untilUs) : _clogs[link];
            }
        }
    }

    /// <summary>True while a link is cut.</summary>
    internal bool AnyCut => Array.Exists(_cuts, static cut => cut > 0);

    private void Send(SimulatedNode from, SimulatedNode to, ConsensusMessage message, long extraUs)
    {
        int link = (from.Endpoint * _endpoints) + to.Endpoint;
        FaultCounts faults = _simulation.Faults;
        if (_cuts[link] > 0 || _blocked[from.Endpoint, to.Endpoint]
            || _simulation.Settings.Passes?.Invoke(from, to, message) == false)
        {
            faults.Add(FaultKind.PacketCut);
            return;
        }
        if (_calm)
        {
            Deliver(from, to, message, link, extraUs);
            return;
        }
        ulong fate = SimulationRandom.SplitMix(ref _states[link]);
        if (Hits(fate, 0, FaultKind.PacketLost, _simulation.Settings.LossPermille))
        {
            faults.Add(FaultKind.PacketLost);
            return;
        }
        if (Hits(fate, 10, FaultKind.PacketCorrupted, 0))
        {
            Corrupt(from, to, message, link, fate);
            return;
        }
        if (Hits(fate, 20, FaultKind.PacketReordered, 0))
        {
            faults.Add(FaultKind.PacketReordered);
            extraUs += 1_000 + (long)(fate >> 48) * 8;
        }
        Deliver(from, to, message, link, extraUs);
        if (Hits(fate, 30, FaultKind.PacketDuplicated, _simulation.Settings.DuplicatePermille))
        {
            faults.Add(FaultKind.PacketDuplicated);
            Deliver(from, to, message, link, extraUs + (long)(fate >> 46));
        }
        if (_rates[(int)FaultKind.PacketReplayed] > 0)
        {
            Replay(from, to, message, link, fate);
        }
    }

    // Ten bits for each decision: a rate of so many in 1024, close enough to thousandths.
    private bool Hits(ulong fate, int shift, FaultKind kind, int otherPermille) =>
        (int)((fate >> shift) & 1023) < _rates[(int)kind] + otherPermille;

    private void Replay(SimulatedNode from, SimulatedNode to, ConsensusMessage message, int link, ulong fate)
    {
        _sent[_sentCount++ % Kept] = new Packet(from, to, message);
        if (!Hits(fate, 40, FaultKind.PacketReplayed, 0))
        {
            return;
        }
        // The same link again: nobody can say in another's name what it never sent there.
        Packet old = _sent[(long)(fate >> 50) % Math.Min(_sentCount, Kept)];
        _simulation.Faults.Add(FaultKind.PacketReplayed);
        int oldLink = (old.From.Endpoint * _endpoints) + old.To.Endpoint;
        Deliver(old.From, old.To, old.Message, oldLink, (long)(fate >> 44));
    }

    private void Corrupt(SimulatedNode from, SimulatedNode to, ConsensusMessage message, int link, ulong fate)
    {
        _simulation.Faults.Add(FaultKind.PacketCorrupted);
        byte[] bytes = Ace.Encode(message);
        ulong state = fate;
        for (int flips = 1 + BitOperations.TrailingZeroCount(fate | 8); flips > 0; flips--)
        {
            ulong bits = SimulationRandom.SplitMix(ref state);
            bytes[(int)((bits >> 8) % (ulong)bytes.Length)] ^= (byte)(1 << (int)(bits & 7));
        }
        if (Ace.TryDecode(bytes, out ConsensusMessage changed, out _))
        {
            _simulation.Coverage.Add(RareEvent.CorruptButDecodable);
            _simulation.Schedule(Due(link, 0), new SimulatedEvent(
                SimulatedEventKind.Deliver, to, 0, 0, from.Validator, Flag: true, changed));
        }
    }

    private void Deliver(SimulatedNode from, SimulatedNode to, ConsensusMessage message, int link, long extraUs) =>
        _simulation.Schedule(Due(link, extraUs), new SimulatedEvent(
            SimulatedEventKind.Deliver, to, 0, 0, from.Validator, Flag: false, message));

    private long Due(int link, long extraUs)
    {
        long jitter = _simulation.Settings.JitterUs;
        ulong draw = SimulationRandom.SplitMix(ref _states[link]);
        long addition = jitter == 0 ? 0 : (long)((UInt128)draw * (ulong)(jitter + 1) >> 64);
        if (_simulation.Settings.Regions)
        {
            // Exponential, in steps: each halving of the chance doubles the addition.
            addition <<= BitOperations.TrailingZeroCount(draw | 32);
        }
        long due = _simulation.NowUs + _latencies[link] + addition + extraUs;
        return Math.Max(due, _clogs[link] + addition);
    }

    private readonly record struct Packet(SimulatedNode From, SimulatedNode To, ConsensusMessage Message);
}
