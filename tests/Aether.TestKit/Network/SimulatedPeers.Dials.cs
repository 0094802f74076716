using System.Net;
using Aether.Network.Transport;

namespace Aether.TestKit.Network;

/// <content>Connections begin and end.</content>
public sealed partial class SimulatedPeers
{
    internal ConnectionId Dial(SimulatedPeer dialler, IPEndPoint address, PeerId? expected)
    {
        ulong first = _lastConnection + 1;
        _lastConnection += 2;
        SimulatedDial dial = new()
        {
            Dialler = dialler,
            Address = address,
            Expected = expected,
            FirstNumber = first,
        };
        dialler.Dials.Add(new ConnectionId(first), dial);
        Schedule(
            NowUs + Settings.DialTimeoutUs, new SimulatedArrival(SimulatedArrivalKind.DialTimeout) { Dial = dial });
        if (_byAddress.TryGetValue(address, out SimulatedPeer? there))
        {
            Schedule(
                NowUs + StreamDelay(dialler.Index, there.Index, 1),
                new SimulatedArrival(SimulatedArrivalKind.DialArrives) { Dial = dial });
        }
        return new ConnectionId(first);
    }

    internal void FailDial(SimulatedDial dial, CloseCode code)
    {
        if (dial.IsOver)
        {
            return;
        }
        EndDial(dial);
        dial.Dialler.Report(new PeerEvent(PeerEventKind.Closed, new ConnectionId(dial.FirstNumber), default)
        {
            Address = dial.Address,
            Close = code,
        });
    }

    internal void Close(SimulatedConnection connection, int end, CloseCode code)
    {
        SendClose(connection, end, code);
        End(connection, end, code);
    }

    /// <summary>An end is over: its own requests fail, then it hears of the close, and nothing after that.</summary>
    private static void End(SimulatedConnection connection, int end, CloseCode code)
    {
        SimulatedDirection direction = connection.From(end);
        if (!direction.IsOpen)
        {
            return;
        }
        direction.IsOpen = false;
        SimulatedPeer node = connection[end];
        PeerId other = connection[1 - end].Local;
        foreach (RequestId request in direction.Asked.Order(Comparer<RequestId>.Create(
            static (left, right) => left.Value.CompareTo(right.Value))))
        {
            node.Report(new PeerEvent(PeerEventKind.RequestFailed, connection.Id(end), other) { Request = request });
        }
        node.Forget(connection.Id(end));
        node.Report(new PeerEvent(PeerEventKind.Closed, connection.Id(end), other)
        {
            Address = connection[1 - end].LocalAddress,
            Close = code,
        });
    }

    private static void EndDial(SimulatedDial dial)
    {
        dial.IsOver = true;
        dial.Dialler.Dials.Remove(new ConnectionId(dial.FirstNumber));
        if (dial.Acceptor is { } acceptor)
        {
            acceptor.PendingInbound--;
            dial.Acceptor = null;
        }
    }

    private void ArriveDial(SimulatedDial dial)
    {
        SimulatedPeer there = _byAddress[dial.Address];
        if (dial.IsOver || there.IsStopped || IsCut(dial.Dialler.Index, there.Index))
        {
            return;
        }
        if (there.ConnectionCount + there.PendingInbound < Settings.MaxConnections)
        {
            dial.Acceptor = there;
            there.PendingInbound++;
        }
        else
        {
            dial.IsRefused = true;
        }
        Schedule(
            NowUs + StreamDelay(there.Index, dial.Dialler.Index, 1),
            new SimulatedArrival(SimulatedArrivalKind.DialAnswered) { Dial = dial });
    }

    private void AnswerDial(SimulatedDial dial)
    {
        if (dial.IsOver || dial.Dialler.IsStopped)
        {
            return;
        }
        if (dial.IsRefused)
        {
            FailDial(dial, CloseCode.TooManyPeers);
            return;
        }
        SimulatedPeer acceptor = dial.Acceptor!;
        if (acceptor.IsStopped || IsCut(acceptor.Index, dial.Dialler.Index))
        {
            return;
        }
        if (dial.Expected is { } expected && expected != acceptor.Local)
        {
            FailDial(dial, CloseCode.WrongIdentity);
            return;
        }
        EndDial(dial);
        acceptor.PendingInbound++;
        SimulatedConnection connection = new(dial.Dialler, acceptor, dial.FirstNumber);
        connection.From(1).IsOpen = true;
        Announce(connection, 0);
        long proved = NowUs + StreamDelay(dial.Dialler.Index, acceptor.Index, 1);
        Array.Fill(connection.From(0).LastArrivalUs, proved);
        Schedule(proved, new SimulatedArrival(SimulatedArrivalKind.DialProved) { Connection = connection });
    }

    private void ProveDial(SimulatedConnection connection)
    {
        SimulatedPeer acceptor = connection[1];
        acceptor.PendingInbound--;
        if (acceptor.IsStopped || IsCut(connection[0].Index, acceptor.Index))
        {
            connection.From(1).IsOpen = false;
            Silence(connection, 0);
            return;
        }
        if (!connection.From(1).IsOpen)
        {
            return;
        }
        Announce(connection, 1);
        if (connection[0].IsStopped)
        {
            Silence(connection, 1);
        }
    }

    private static void Announce(SimulatedConnection connection, int end)
    {
        SimulatedPeer node = connection[end];
        connection.From(end).IsOpen = true;
        connection.From(end).IsAnnounced = true;
        node.Remember(connection, end);
        node.Report(new PeerEvent(PeerEventKind.Connected, connection.Id(end), connection[1 - end].Local)
        {
            Address = connection[1 - end].LocalAddress,
            Inbound = end == 1,
        });
    }

    private void SendClose(SimulatedConnection connection, int end, CloseCode code)
    {
        int to = connection[1 - end].Index;
        SimulatedArrival close = new(SimulatedArrivalKind.Close)
        {
            Connection = connection,
            End = end,
            Number = (ulong)code,
        };
        long least = connection.From(end).LastArrivalUs[0];
        Schedule(Math.Max(least, NowUs + StreamDelay(connection[end].Index, to, 1)), close);
    }

    private void ArriveClose(SimulatedConnection connection, int from, CloseCode code)
    {
        if (IsCut(connection[from].Index, connection[1 - from].Index))
        {
            Silence(connection, 1 - from);
        }
        else if (connection.From(1 - from).IsAnnounced)
        {
            End(connection, 1 - from, code);
        }
        else
        {
            connection.From(1 - from).IsOpen = false;
        }
    }

    private void Silence(SimulatedConnection connection, int end) => Schedule(
        NowUs + Settings.IdleTimeoutUs,
        new SimulatedArrival(SimulatedArrivalKind.Silence) { Connection = connection, End = end });
}
