using Aether.Network.Transport;

namespace Aether.Network.Gossip;

/// <content>Control frames.</content>
public sealed partial class GossipCore
{
    private void ReceiveControl(GossipPeer peer, ReadOnlySpan<byte> frame)
    {
        if (!GossipFrame.IsValid(frame))
        {
            Malformed(peer);
            return;
        }
        while (!peer.IsGone && GossipFrame.TryTake(ref frame, out GossipFrameEntry entry))
        {
            Handle(peer, entry);
        }
    }

    private void Handle(GossipPeer peer, in GossipFrameEntry entry)
    {
        if (entry.Kind <= GossipFrameKind.Prune && ++peer.Changes > GossipParameters.MaxChanges)
        {
            _context.Offend(peer, GossipOffence.SubscriptionFlood, GossipScore.One / 4);
            JudgeScore(peer);
            return;
        }
        switch (entry.Kind)
        {
            case GossipFrameKind.Subscribe:
                peer.Subscriptions |= 1 << (int)entry.Topic;
                break;
            case GossipFrameKind.Unsubscribe:
                peer.Subscriptions &= ~(1 << (int)entry.Topic);
                if (entry.Topic != GossipTopic.Transaction)
                {
                    _meshes[(int)entry.Topic].Drop(peer);
                }
                break;
            case GossipFrameKind.Graft:
                _meshes[(int)entry.Topic].HandleGraft(peer);
                break;
            case GossipFrameKind.Prune:
                _meshes[(int)entry.Topic].HandlePrune(peer, entry.BackoffMs);
                break;
            case GossipFrameKind.Have when _meshes[(int)entry.Topic].IsSubscribed:
                _lazy.HandleHave(peer, entry, _isKnown);
                break;
            case GossipFrameKind.Want:
                _lazy.HandleWant(peer, entry);
                break;
            case GossipFrameKind.DoNotWant:
                _lazy.HandleDoNotWant(peer, entry);
                break;
            case GossipFrameKind.Announce when (_subscriptions >> (int)GossipTopic.Transaction & 1) != 0:
                _transactions.HandleAnnounce(peer, entry, _isKnown);
                break;
            case GossipFrameKind.Pull:
                _transactions.HandlePull(peer, entry);
                break;
            case GossipFrameKind.Missing:
                _transactions.HandleMissing(peer, entry);
                break;
            default:
                Counters.Shunned++;
                break;
        }
        JudgeScore(peer);
    }
}
