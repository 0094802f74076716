using Aether.Network.Transport;

namespace Aether.TestKit.Network;

/// <content>Parcels on their way.</content>
public sealed partial class SimulatedPeers
{
    /// <summary>A line sends this much of one connection before it looks at the next.</summary>
    private const int QuantumBytes = 16 * 1024;

    /// <summary>Content of one packet of a stream.</summary>
    private const int PacketBytes = 1_200;

    private const int Million = 1_000_000;

    internal void Submit(SimulatedConnection connection, int end, SimulatedParcel parcel)
    {
        SimulatedPeer node = connection[end];
        node.Counters.CountSent(parcel);
        if (Settings.BytesPerUs == 0)
        {
            Transmit(connection, end, parcel);
            return;
        }
        parcel.Remaining = Math.Max(parcel.Bytes.Length, 1);
        SimulatedDirection direction = connection.From(end);
        direction.Wait(parcel);
        if (!direction.IsInLine)
        {
            direction.IsInLine = true;
            node.Line.Enqueue((connection, end));
        }
        if (!node.IsSending)
        {
            ServeLine(node);
        }
    }

    internal void GiveUp(SimulatedConnection connection, int end, RequestId id)
    {
        SimulatedDirection direction = connection.From(end);
        if (direction.IsOpen && direction.Asked.Remove(id))
        {
            connection[end].Report(
                new PeerEvent(PeerEventKind.RequestFailed, connection.Id(end), connection[1 - end].Local)
                {
                    Request = id,
                });
        }
    }

    private void ServeLine(SimulatedPeer node)
    {
        node.IsSending = false;
        while (node.Line.TryDequeue(out (SimulatedConnection Connection, int End) next))
        {
            SimulatedDirection direction = next.Connection.From(next.End);
            if (!direction.IsOpen || direction.Next() is not { } parcel)
            {
                direction.IsInLine = false;
                continue;
            }
            int bytes = Math.Min(QuantumBytes, parcel.Remaining);
            parcel.Remaining -= bytes;
            node.IsSending = true;
            Schedule(
                NowUs + Math.Max(1, bytes / Settings.BytesPerUs),
                new SimulatedArrival(SimulatedArrivalKind.LineFree)
                {
                    Connection = next.Connection,
                    End = next.End,
                    Parcel = parcel,
                });
            return;
        }
    }

    private void FreeLine(SimulatedConnection connection, int end, SimulatedParcel parcel)
    {
        SimulatedDirection direction = connection.From(end);
        if (parcel.Remaining == 0)
        {
            direction.RemoveNext(parcel);
            if (direction.IsOpen)
            {
                Transmit(connection, end, parcel);
            }
        }
        connection[end].Line.Enqueue((connection, end));
        ServeLine(connection[end]);
    }

    private void Transmit(SimulatedConnection connection, int end, SimulatedParcel parcel)
    {
        int from = connection[end].Index;
        int to = connection[1 - end].Index;
        if (parcel.Channel == SimulatedParcel.DatagramChannel)
        {
            TransmitDatagram(connection, end, parcel, LinkOf(from, to));
            return;
        }
        long at = NowUs + StreamDelay(from, to, parcel.Bytes.Length);
        if (parcel.Channel != SimulatedParcel.RequestChannel)
        {
            SimulatedDirection direction = connection.From(end);
            if (parcel.Sequence < 0)
            {
                parcel.Sequence = direction.NextSequence[parcel.Channel]++;
            }
            at = Math.Max(at, direction.LastArrivalUs[parcel.Channel]);
            direction.LastArrivalUs[parcel.Channel] = at;
        }
        at = Math.Max(at, connection.From(end).LastArrivalUs[SimulatedParcel.RequestChannel]);
        ScheduleParcel(at, connection, end, parcel);
    }

    private void TransmitDatagram(SimulatedConnection connection, int end, SimulatedParcel parcel, SimulatedLink link)
    {
        int copies = _random.Chance(link.DuplicatePpm, Million) ? 2 : 1;
        bool any = false;
        for (int copy = 0; copy < copies; copy++)
        {
            if (_random.Chance(link.LossPpm, Million))
            {
                continue;
            }
            long delay = link.LatencyUs + _random.Between(0, link.JitterUs);
            delay += _random.Chance(link.ReorderPpm, Million) ? delay : 0;
            ScheduleParcel(NowUs + delay, connection, end, any ? CopyOf(parcel) : parcel);
            any = true;
        }
        if (!any)
        {
            connection[1 - end].Counters.LostDatagrams++;
            connection.From(end).Discharge(parcel);
        }
    }

    private static SimulatedParcel CopyOf(SimulatedParcel parcel) => new()
    {
        Kind = parcel.Kind,
        Channel = parcel.Channel,
        Bytes = (byte[])parcel.Bytes.Clone(),
        IsCopy = true,
    };

    private void ScheduleParcel(long timeUs, SimulatedConnection connection, int end, SimulatedParcel parcel) =>
        Schedule(timeUs, new SimulatedArrival(SimulatedArrivalKind.Parcel)
        {
            Connection = connection,
            End = end,
            Parcel = parcel,
        });

    private void Arrive(SimulatedConnection connection, int from, SimulatedParcel parcel)
    {
        SimulatedPeer receiver = connection[1 - from];
        if (!connection.From(1 - from).IsOpen || receiver.IsStopped)
        {
            return;
        }
        if (!parcel.IsThere)
        {
            if (!TryPassWay(connection, from, parcel))
            {
                return;
            }
            parcel.IsThere = true;
            if (Settings.BytesPerUs > 0)
            {
                receiver.LineFreeUs =
                    Math.Max(receiver.LineFreeUs, NowUs) + (parcel.Bytes.Length / Settings.BytesPerUs);
                ScheduleParcel(receiver.LineFreeUs, connection, from, parcel);
                return;
            }
        }
        if (!receiver.TryTakeIn(connection, 1 - from, parcel))
        {
            Lose(connection, from, parcel);
        }
    }

    /// <summary>True when nothing holds the parcel up: no cut, and nothing sent before it in its stream.</summary>
    private bool TryPassWay(SimulatedConnection connection, int from, SimulatedParcel parcel)
    {
        SimulatedDirection direction = connection.From(from);
        if (IsCut(connection[from].Index, connection[1 - from].Index))
        {
            if (parcel.Channel == SimulatedParcel.DatagramChannel)
            {
                Lose(connection, from, parcel);
            }
            else
            {
                direction.Stalled.Add(parcel);
            }
            return false;
        }
        if (parcel.Sequence < 0)
        {
            return true;
        }
        if (parcel.Sequence != direction.NextArrival[parcel.Channel])
        {
            // After a cut, what is repeated comes behind what was on its way: this waits for it.
            ScheduleParcel(direction.LastArrivalUs[parcel.Channel], connection, from, parcel);
            return false;
        }
        direction.NextArrival[parcel.Channel]++;
        return true;
    }

    private static void Lose(SimulatedConnection connection, int from, SimulatedParcel parcel)
    {
        connection[1 - from].Counters.LostDatagrams++;
        if (!parcel.IsCopy)
        {
            connection.From(from).Discharge(parcel);
        }
    }

    private void NoteCuts()
    {
        foreach (SimulatedPeer node in _nodes)
        {
            foreach ((SimulatedConnection connection, int end) in node.Connections())
            {
                if (end == 0 || connection[0].IsStopped || !connection.From(0).IsOpen)
                {
                    NoteCut(connection);
                }
            }
        }
    }

    private void NoteCut(SimulatedConnection connection)
    {
        int dialler = connection[0].Index;
        int acceptor = connection[1].Index;
        for (int end = 0; end < 2; end++)
        {
            bool isCut = end == 0 ? IsCut(dialler, acceptor) : IsCut(acceptor, dialler);
            SimulatedDirection direction = connection.From(end);
            if (isCut || direction.Stalled.Count == 0)
            {
                continue;
            }
            SimulatedParcel[] stalled = [.. direction.Stalled];
            direction.Stalled.Clear();
            foreach (SimulatedParcel parcel in stalled)
            {
                Transmit(connection, end, parcel);
            }
        }
        bool anyCut = IsCut(dialler, acceptor) || IsCut(acceptor, dialler);
        if (!anyCut)
        {
            connection.CutSinceUs = -1;
        }
        else if (connection.CutSinceUs < 0)
        {
            connection.CutSinceUs = NowUs;
            Schedule(NowUs + Settings.IdleTimeoutUs, new SimulatedArrival(SimulatedArrivalKind.IdleCheck)
            {
                Connection = connection,
                Number = (ulong)NowUs,
            });
        }
    }

    private static void CheckIdle(SimulatedConnection connection, long cutSinceUs)
    {
        if (connection.CutSinceUs != cutSinceUs)
        {
            return;
        }
        for (int end = 0; end < 2; end++)
        {
            if (connection.From(end).IsAnnounced && !connection[end].IsStopped)
            {
                End(connection, end, CloseCode.Timeout);
            }
        }
    }

    private bool IsCut(int from, int to) => _cuts.Count > 0 && _cuts.Contains((from, to));

    private SimulatedLink LinkOf(int from, int to) =>
        _links.Count > 0 && _links.TryGetValue((from, to), out SimulatedLink link) ? link : _usualLink(from, to);

    /// <summary>Time of so many bytes of a stream: lost packets are sent again after a round trip each time.</summary>
    private long StreamDelay(int from, int to, int bytes)
    {
        SimulatedLink link = LinkOf(from, to);
        long delay = link.LatencyUs + _random.Between(0, link.JitterUs);
        if (link.LossPpm == 0)
        {
            return delay;
        }
        int packets = 1 + (bytes / PacketBytes);
        for (int round = 0; round < 16 && packets > 0; round++)
        {
            int lost = 0;
            for (int packet = 0; packet < packets; packet++)
            {
                lost += _random.Chance(link.LossPpm, Million) ? 1 : 0;
            }
            delay += lost > 0 ? 2 * (link.LatencyUs + link.JitterUs) : 0;
            packets = lost;
        }
        return delay;
    }
}
