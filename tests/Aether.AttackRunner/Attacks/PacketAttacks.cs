using System.Net;
using System.Net.Sockets;
using Aether.Network.Transport;

namespace Aether.AttackRunner.Attacks;

/// <summary>Someone on the way: packets of a proven connection, repeated, reordered and sent from elsewhere.</summary>
internal static class PacketAttacks
{
    private const int Remembered = 1_024;
    private const int PerSecond = 5_000;
    private const int MessagesPerSecond = 50;
    private const int HeldBack = 8;

    /// <summary>An honest validator's connections, behind a relay that does all of that.</summary>
    public static void Replay(AttackSite site, Tally tally)
    {
        Road[] roads = [.. site.Victims.Select((victim, number) => new Road(victim.Address, number))];
        try
        {
            using Insider insider = new(site, new Tally(), [.. roads.Select(road => road.Front)]);
            Random random = new(23);
            Pace messages = new(MessagesPerSecond);
            Pace replays = new(PerSecond);
            while (!site.Stop.IsCancellationRequested)
            {
                insider.Pump();
                for (int left = messages.Take(); left > 0 && insider.Recorded.Count > 0; left--)
                {
                    (MessageClass kind, byte[] bytes) = insider.Recorded[random.Next(insider.Recorded.Count)];
                    insider.Send(kind, bytes);
                }
                foreach (Road road in roads)
                {
                    road.Carry(random, tally);
                }
                for (int left = replays.Take(); left > 0; left--)
                {
                    roads[random.Next(roads.Length)].Repeat(random, tally);
                }
            }
        }
        finally
        {
            foreach (Road road in roads)
            {
                road.Dispose();
            }
        }
    }

    // Between the insider and one victim.
    private sealed class Road(IPEndPoint victim, int number) : IDisposable
    {
        private readonly Socket _front = Udp.Bind(1);
        private readonly Socket _back = Udp.Bind(2);
        private readonly Socket _stranger = Udp.Bind(10_000 + number);
        private readonly List<byte[]> _past = [];
        private readonly List<byte[]> _held = [];
        private readonly byte[] _packet = new byte[65_536];
        private EndPoint? _insider;

        public IPEndPoint Front => (IPEndPoint)_front.LocalEndPoint!;

        public void Carry(Random random, Tally tally)
        {
            while (_front.Available > 0)
            {
                EndPoint from = new IPEndPoint(IPAddress.Any, 0);
                int bytes = _front.ReceiveFrom(_packet, ref from);
                _insider = from;
                byte[] packet = _packet[..bytes];
                Remember(packet, random);
                _held.Add(packet);
            }
            // The newest may go before the oldest; what waits is never more than a few.
            while (_held.Count > 0 && (_held.Count > HeldBack || random.Next(2) == 0))
            {
                int next = random.Next(_held.Count);
                Udp.Send(_back, _held[next], victim, new Tally());
                if (random.Next(4) == 0)
                {
                    Udp.Send(_back, _held[next], victim, tally);
                }
                _held.RemoveAt(next);
            }
            while (Udp.Receive(_back, _packet) is > 0 and int answer && _insider is not null)
            {
                _front.SendTo(_packet.AsSpan(0, answer), _insider);
            }
            // What comes back to a stranger comes back to no proven address.
            Udp.Drain(_stranger, _packet, tally);
        }

        public void Repeat(Random random, Tally tally)
        {
            if (_past.Count > 0)
            {
                Udp.Send(random.Next(2) == 0 ? _back : _stranger, _past[random.Next(_past.Count)], victim, tally);
            }
        }

        public void Dispose()
        {
            _front.Dispose();
            _back.Dispose();
            _stranger.Dispose();
        }

        private void Remember(byte[] packet, Random random)
        {
            if (_past.Count < Remembered)
            {
                _past.Add(packet);
            }
            else
            {
                _past[random.Next(Remembered)] = packet;
            }
        }
    }
}
