using Aether.Network.Discovery;
using Aether.Network.Peers;
using Aether.Network.Transport;
using Aether.TestKit.Network;

namespace Aether.NetworkTests.Discovery;

/// <summary>
/// Greets like anyone, answers only with its own kind, and stays connected with whom it wants to surround.
/// </summary>
internal sealed class SybilNode(
    SimulatedPeer transport, PeerOptions options, List<NodeRecord> kind, ulong seed, long nowMs)
{
    private readonly PeerManager _manager = new(options, seed, nowMs);
    private readonly PeerRandom _random = new(seed);

    private readonly List<(PeerAddress Address, PeerId Peer)> _targets = [];
    private long _againMs;

    public void Target(PeerAddress address, PeerId peer) => _targets.Add((address, peer));

    public void Run(long now, bool tick)
    {
        while (transport.TryReceive(out PeerEvent peerEvent))
        {
            PeerAddress? address = PeerAddress.TryFrom(peerEvent.Address, out PeerAddress known) ? known : null;
            switch (peerEvent.Kind)
            {
                case PeerEventKind.Connected:
                    _manager.Step(
                        now,
                        new PeerInput.Connected(peerEvent.Connection, peerEvent.Peer, address, peerEvent.Inbound));
                    break;
                case PeerEventKind.Closed:
                    _manager.Step(now, new PeerInput.Closed(peerEvent.Connection, address, peerEvent.Close));
                    break;
                case PeerEventKind.Message:
                    _manager.Step(now, new PeerInput.Control(peerEvent.Connection, peerEvent.Bytes));
                    break;
                case PeerEventKind.Request:
                    transport.TryRespond(peerEvent.Connection, peerEvent.Request, FindPeers.Answer(Some()));
                    break;
            }
            Carry(now);
        }
        if (now >= _againMs)
        {
            // Without back-off: a second later again.
            _againMs = now + 1_000;
            foreach ((PeerAddress address, PeerId peer) in _targets)
            {
                _manager.Step(now, new PeerInput.Add(address, peer));
            }
        }
        if (tick)
        {
            _manager.Step(now, new PeerInput.Tick());
            Carry(now);
        }
    }

    private NodeRecord[] Some()
    {
        int count = Math.Min(16, kind.Count);
        int start = _random.Below(kind.Count);
        return [.. Enumerable.Range(0, count).Select(index => kind[(start + index) % kind.Count])];
    }

    private void Carry(long now)
    {
        while (_manager.TryTakeEffect(out PeerEffect effect))
        {
            switch (effect)
            {
                case PeerEffect.Dial dial when !transport.TryDial(dial.Address.ToEndPoint(), dial.Expected, out _):
                    _manager.Step(now, new PeerInput.DialRefused(dial.Address));
                    break;
                case PeerEffect.Send send:
                    transport.TrySend(send.Connection, MessageClass.Control, send.Message.Span);
                    break;
                case PeerEffect.Close close:
                    transport.Close(close.Connection, close.Code);
                    break;
            }
        }
    }
}
