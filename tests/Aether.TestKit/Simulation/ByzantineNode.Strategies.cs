using Aether.Core.Types;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.Simulation;

/// <summary>Strategies that hold true messages back, or send them at the worst time.</summary>
public sealed partial class ByzantineNode
{
    private const ulong SpamEvery = 4;

    private void SendByStrategy(SimulatedNode node, ushort peer, ConsensusMessage message)
    {
        switch (_kind)
        {
            case ByzantineKind.CertificateHider when IsCertificate(message) && peer != Favourite(node):
            case ByzantineKind.ClaimWithholder when message.Proposal is not null:
            case ByzantineKind.SelectiveSender when (peer + _validator) % 2 == 0:
                _simulation.Faults.Add(FaultKind.PacketByzantine);
                return;
            case ByzantineKind.LateClaimer when message.Proposal is not null:
                _simulation.Faults.Add(FaultKind.PacketByzantine);
                long claim = _simulation.Settings.Timing.ClaimMs;
                long fallback = _simulation.Settings.Timing.FallbackMs;
                _simulation.Network.Send(node, peer, message, 1_000 * _random.Between(claim / 2, fallback));
                return;
            case ByzantineKind.FutureSpammer:
                Pass(node, peer, message);
                SpamFuture(node, peer, message);
                return;
            default:
                Pass(node, peer, message);
                return;
        }
    }

    private static bool IsCertificate(ConsensusMessage message) =>
        message.Entry is not null || message.Commit is not null || message.Vote is not null;

    // One peer in each view, so that one node after the other knows more than the rest.
    private ushort Favourite(SimulatedNode node) =>
        (ushort)((node.Core?.CurrentView ?? 0) % (ulong)_simulation.Genesis.Validators.Count);

    private void SpamFuture(SimulatedNode node, ushort peer, ConsensusMessage message)
    {
        ulong view = node.Core?.CurrentView ?? 0;
        if (message.Vote is not { } vote || view % SpamEvery != 0)
        {
            return;
        }
        foreach (ulong ahead in new ulong[] { 1, 63, 64, 65, 1_000, ulong.MaxValue - view })
        {
            _simulation.Faults.Add(FaultKind.PacketByzantine);
            VoteKind kind = _random.Chance(1, 2) ? VoteKind.Prevote : VoteKind.Precommit;
            Pass(node, peer, SignVote(node, kind, view + ahead, vote.BlockHash));
        }
    }
}
