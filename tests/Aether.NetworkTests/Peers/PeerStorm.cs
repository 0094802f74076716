using Aether.Core;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.NetworkTests.Peers;

/// <summary>Random inputs to one <see cref="PeerManager"/>, and what must hold after each.</summary>
internal sealed class PeerStorm
{
    private const int Peers = 120;

    private static readonly NodeRecord[] s_records =
        [.. Enumerable.Range(0, Peers).Select(i => PeerKeys.Record(i, validator: i % 3 == 0 ? i : null))];

    private readonly SeededRandom _random;
    private readonly PeerDesk _desk;
    private readonly Dictionary<ConnectionId, int> _open = [];
    private readonly HashSet<ConnectionId> _ready = [];
    private readonly List<PeerEffect.Dial> _dials = [];
    private readonly Queue<PeerInput> _closed = new();
    private ulong _next;

    public PeerStorm(ulong seed)
    {
        _random = new SeededRandom(seed);
        _desk = new PeerDesk(PeerDesk.OptionsOf(0) with { Validator = PeerKeys.Validator(0) }, seed);
    }

    public int Readies { get; private set; }

    public int Bans { get; private set; }

    public void Run(int steps)
    {
        for (int step = 0; step < steps; step++)
        {
            _desk.NowMs += _random.Below(60);
            Take(_desk.Do(Next()));
            if (_open.Count > 0 && _random.OneIn(4))
            {
                ConnectionId connection = AnyOpen();
                BudgetKind kind = (BudgetKind)_random.Below(9);
                _desk.Manager.Charge(_desk.NowMs, connection, kind, _random.Below(2_000_000));
                Take(_desk.Effects());
            }
            Assert.Equal(_open.Count, _desk.Manager.ConnectionCount);
            if (step % 16 == 0)
            {
                CheckLimits();
            }
        }
    }

    private ConnectionId AnyOpen() => _open.Keys.ElementAt(_random.Below(_open.Count));

    private PeerInput Next()
    {
        int index = 1 + _random.Below(Peers - 1);
        if (_random.OneIn(3) && _closed.TryDequeue(out PeerInput? closing))
        {
            return closing;
        }
        switch (_random.Below(16))
        {
            case 0 or 1 or 2:
                ConnectionId arrived = new(++_next);
                bool crowded = _random.OneIn(4);
                PeerAddress from = crowded ? PeerKeys.InGroup(_random.Below(3), index) : PeerKeys.Address(index);
                _open.Add(arrived, index);
                return new PeerInput.Connected(arrived, PeerKeys.Id(index), from, Inbound: true);
            case 3 or 4 or 5 when _dials.Count > 0:
                return Outcome();
            case 6 or 7 or 8 or 9 or 10 when _open.Count > 0:
                ConnectionId speaker = AnyOpen();
                NodeRecord? record = _random.OneIn(20) ? s_records[index] : s_records[_open[speaker]];
                return new PeerInput.Control(speaker, PeerDesk.Hello(record, isVisit: _random.OneIn(9)));
            case 11 when _open.Count > 0:
                ConnectionId closed = AnyOpen();
                Forget(closed);
                return new PeerInput.Closed(closed, null, CloseCode.TransportError);
            case 12:
                return new PeerInput.Learned(s_records[index]);
            case 13 when _random.OneIn(10):
                return new PeerInput.Misbehaved(PeerKeys.Id(index), BanReason.BadBlock);
            case 14 when _random.OneIn(10):
                return new PeerInput.Validators(
                    [.. Enumerable.Range(0, Peers).Where(i => i % 3 == 0 && !_random.OneIn(5))
                        .Select(i => (PeerKeys.Validator(i), (UInt128)(1 + _random.Below(1_000))))]);
            case 15:
                return new PeerInput.Visit(PeerKeys.Address(index), PeerKeys.Id(index));
            default:
                return new PeerInput.Tick();
        }
    }

    private PeerInput Outcome()
    {
        PeerEffect.Dial dial = _dials[_random.Below(_dials.Count)];
        _dials.Remove(dial);
        int index = Enumerable.Range(0, Peers).First(i => PeerKeys.Address(i) == dial.Address);
        if (_random.OneIn(3))
        {
            return new PeerInput.Closed(new ConnectionId(++_next), dial.Address, CloseCode.Unreachable);
        }
        ConnectionId connection = new(++_next);
        _open.Add(connection, index);
        return new PeerInput.Connected(connection, PeerKeys.Id(index), dial.Address, Inbound: false);
    }

    private void Take(List<PeerEffect> effects)
    {
        foreach (PeerEffect effect in effects)
        {
            switch (effect)
            {
                case PeerEffect.Close close:
                    Assert.True(_open.Remove(close.Connection, out int index));
                    _closed.Enqueue(new PeerInput.Closed(close.Connection, PeerKeys.Address(index), close.Code));
                    break;
                case PeerEffect.Ready ready:
                    Assert.True(_open.ContainsKey(ready.Connection) && _ready.Add(ready.Connection));
                    Readies++;
                    break;
                case PeerEffect.Gone gone:
                    Assert.True(_ready.Remove(gone.Connection));
                    break;
                case PeerEffect.Send send:
                    Assert.Contains(send.Connection, _open);
                    break;
                case PeerEffect.Dial dial:
                    _dials.Add(dial);
                    break;
                case PeerEffect.Banned:
                    Bans++;
                    break;
            }
        }
        Assert.True(_ready.IsSubsetOf(_open.Keys));
    }

    private void Forget(ConnectionId connection) => _open.Remove(connection);

    private void CheckLimits()
    {
        PeerStatus[] peers = [.. _desk.Manager.Describe(_desk.NowMs).Where(peer => peer.IsConnected)];
        int Count(PeerSlot slot) => peers.Count(peer => peer.Slot == slot);
        const int Dialled = Limits.Discovery.MaxQueries + Limits.Peers.MaxDials;
        Assert.InRange(Count(PeerSlot.Visit), 0, Limits.Peers.MaxVisits + Dialled);
        Assert.InRange(Count(PeerSlot.Outbound), 0, Limits.Peers.MaxOutbound);
        Assert.InRange(Count(PeerSlot.Reserved), 0, Limits.Peers.MaxReserved);
        Assert.InRange(peers.Length, 0, Limits.Peers.MaxConnections);
        Assert.All(peers.GroupBy(peer => peer.Peer), same => Assert.InRange(same.Count(), 1, Limits.Peers.MaxPerPeer));
        Assert.DoesNotContain(peers, peer => peer.Peer == PeerKeys.Id(0));
    }
}
