using Aether.Core;
using Aether.Network.Transport;

namespace Aether.Network.Peers;

/// <content>From a connection that the transport made to a peer that greeted.</content>
public sealed partial class PeerManager
{
    // Dials that cross are no farther apart: each side gives up after the time of a handshake.
    private const long CrossingMs = 2 * Limits.Peers.HandshakeMs;

    private void OnConnected(long nowMs, PeerInput.Connected connected)
    {
        PendingDial dial = default;
        bool wanted = connected.Inbound || _dials.TryTake(connected.Address, out dial);
        CloseCode? refusal = wanted ? Refuse(nowMs, connected) : CloseCode.Done;
        if (refusal is { } code)
        {
            End(connected.Connection, code);
            if (!connected.Inbound && wanted)
            {
                FailDial(nowMs, connected.Address!.Value, dial, VisitOutcome.Reached);
            }
            return;
        }
        PeerConnection peer = new()
        {
            Id = connected.Connection,
            Peer = connected.Peer,
            Address = connected.Address,
            Inbound = connected.Inbound,
            SinceMs = nowMs,
            HeardMs = nowMs,
            PingedMs = nowMs,
            WantsVisit = dial.IsVisit,
            Budget = new PeerBudget(nowMs, isStaked: false),
        };
        _table.Add(peer);
        if (!peer.Inbound)
        {
            SendHello(peer, dial.IsVisit);
        }
    }

    private CloseCode? Refuse(long nowMs, PeerInput.Connected connected)
    {
        bool known = _stakes.IsValidatorPeer(connected.Peer) || _dials.IsNamed(connected.Peer, connected.Address);
        bool hostBanned = !known && _bans.IsBanned(nowMs, connected.Address);
        if (hostBanned || _bans.IsBanned(nowMs, connected.Peer, out _))
        {
            return CloseCode.Banned;
        }
        if (connected.Peer == _options.Local || _table.Count(connected.Peer) >= Limits.Peers.MaxPerPeer)
        {
            return CloseCode.Duplicate;
        }
        if (_table.All.Count >= Limits.Peers.MaxConnections)
        {
            return CloseCode.TooManyPeers;
        }
        PeerAddress? address = connected.Address is { IsPublic: true } open ? open : null;
        bool crowded = address is { } counted && _table.Count(counted.Group) >= Limits.Peers.MaxPerGroup;
        if (crowded && !known)
        {
            return CloseCode.TooManyPeers;
        }
        bool full = connected.Inbound && !known
            && (_table.Count(PeerSlot.Greeting) >= Limits.Peers.MaxGreetings || !_arrivals.TryTake(nowMs, address));
        return full ? CloseCode.TooManyPeers : null;
    }

    private void OnHello(long nowMs, PeerConnection peer, PeerHello hello)
    {
        if (hello.GenesisHash != _options.GenesisHash || hello.ProtocolVersion != PeerOptions.ProtocolVersion)
        {
            _dials.Book.Remove(peer.Peer);
            Close(nowMs, peer, CloseCode.WrongChain);
            return;
        }
        if (hello.Record is { } record && (record.Peer != peer.Peer || !_verified.Verify(record)))
        {
            Ban(nowMs, peer.Peer, BanReason.BadRecord, CloseCode.BadMessage);
            return;
        }
        peer.Record = hello.Record;
        peer.FinalHeight = hello.FinalHeight;
        peer.Stake = _stakes.StakeOf(hello.Record, _finalHeight);
        peer.Budget = peer.Budget.For(nowMs, peer.Stake > 0);
        if (hello.Record is not null)
        {
            Learn(hello.Record, isProven: !peer.Inbound);
        }
        bool isVisit = hello.IsVisit || peer.WantsVisit;
        if (!KeepOne(nowMs, peer, isVisit))
        {
            return;
        }
        bool reserved = IsReserved(peer);
        PeerSlot? slot = peer.Inbound ? Place(nowMs, peer, isVisit, reserved)
            : isVisit ? PeerSlot.Visit
            : reserved ? PeerSlot.Reserved
            : PeerSlot.Outbound;
        if (slot is not { } place)
        {
            Close(nowMs, peer, CloseCode.TooManyPeers);
            return;
        }
        Welcome(nowMs, peer, place);
    }

    private void Welcome(long nowMs, PeerConnection peer, PeerSlot slot)
    {
        peer.Slot = slot;
        if (peer.Inbound)
        {
            SendHello(peer, isVisit: slot == PeerSlot.Visit);
        }
        else
        {
            _dials.Note(nowMs, peer.Address!.Value, peer.Peer, success: true);
            if (slot == PeerSlot.Visit && !peer.WantsVisit)
            {
                _dials.NoteFull(nowMs, peer.Address!.Value, peer.Peer);
            }
        }
        _effects.Enqueue(new PeerEffect.Ready(
            peer.Id, peer.Peer, peer.Address, peer.Record, peer.Inbound, slot, peer.Stake, peer.FinalHeight));
        if (_table.Count(PeerSlot.Outbound) > _dials.Orders.Count
            && _table.SurplusOutbound(_dials.Orders) is { } surplus)
        {
            Close(nowMs, surplus, CloseCode.Done);
        }
    }

    private PeerSlot? Place(long nowMs, PeerConnection peer, bool isVisit, bool reserved)
    {
        PeerConnection? victim;
        PeerSlot? slot = isVisit
            ? SlotRules.ForVisit(_table, peer, out victim)
            : SlotRules.Choose(_table, _stakes, peer, reserved, out victim);
        PeerAddress? host = peer.Address is { IsPublic: true } open ? open : null;
        bool again = slot == PeerSlot.Visit && !_arrivals.TryVisit(nowMs, host);
        if (again && _table.Count(PeerSlot.Visit) >= Limits.Peers.MaxVisits / 2)
        {
            return null;
        }
        if (victim is not null)
        {
            Close(nowMs, victim, CloseCode.TooManyPeers);
        }
        return slot;
    }

    // Two nodes that dialled each other keep the connection that the one with the lower identity dialled: both sides
    // choose alike. Nobody dials while it has a connection, not even to ask for peers: who does has lost the one
    // before, in a crash of which this side has not heard, so that one goes.
    private bool KeepOne(long nowMs, PeerConnection peer, bool isVisit)
    {
        PeerConnection? other = _table.All.FirstOrDefault(
            candidate => candidate != peer && candidate.Peer == peer.Peer && candidate.Slot != PeerSlot.Greeting);
        if (other is null)
        {
            return true;
        }
        bool otherIsVisit = other.Slot == PeerSlot.Visit;
        bool isLost = peer.Inbound && peer.SinceMs - other.SinceMs >= CrossingMs;
        bool isChosen = otherIsVisit != isVisit ? otherIsVisit
            : other.Inbound == peer.Inbound ? peer.Inbound
            : DiallerOf(peer).CompareTo(DiallerOf(other)) < 0;
        bool keepsNew = isLost || isChosen;
        Close(nowMs, keepsNew ? other : peer, CloseCode.Duplicate);
        return keepsNew;
    }

    private PeerId DiallerOf(PeerConnection peer) => peer.Inbound ? peer.Peer : _options.Local;

    private void SendHello(PeerConnection peer, bool isVisit)
    {
        PeerHello hello = new(
            PeerOptions.ProtocolVersion, _options.GenesisHash, _finalHeight, isVisit, _localRecord);
        Send(peer, new ControlMessage(ControlKind.Hello, hello, 0, _finalHeight));
    }
}
