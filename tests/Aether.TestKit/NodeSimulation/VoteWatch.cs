using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.Execution.Storage;

namespace Aether.TestKit.NodeSimulation;

/// <summary>
/// Sees every request for a signature: one vote for each view (I-3), and only after what allows it (I-7).
/// </summary>
internal sealed class VoteWatch(NodeSimulation simulation)
{
    private readonly Dictionary<(int Node, uint Epoch, ulong View, byte Kind), Hash256> _signed = [];
    private readonly Dictionary<(int Node, uint Epoch), ulong> _timedOut = [];

    /// <summary>A signature is about to be made.</summary>
    public void Signed(NodeProcess node, SignRequest request)
    {
        SafetyRecord? record = node.Disk.Safety.Durable;
        switch (request)
        {
            case VoteSignRequest vote:
                string who = $"node {node.Index} signs a {vote.Kind} of view {vote.View}";
                Once(node, vote.Epoch, vote.View, (byte)vote.Kind, vote.BlockHash, who);
                bool given = _timedOut.TryGetValue((node.Index, vote.Epoch), out ulong last) && last >= vote.View;
                simulation.Check(!given, "I-5", who + $" after the timeout of view {last}");
                ulong allowed = (vote.Kind == VoteKind.Prevote ? record?.PrevotedView : record?.PrecommittedView) ?? 0;
                simulation.Check(record?.Epoch == vote.Epoch && allowed >= vote.View, "I-7",
                    who + " before its record is durable");
                simulation.Check(vote.Kind != VoteKind.Prevote || Holds(node, vote.BlockHash), "I-7",
                    who + " before its block is durable");
                break;
            case TimeoutSignRequest timeout:
                simulation.Check(record?.Epoch == timeout.Epoch && record.TimedOutView >= timeout.View, "I-7",
                    $"node {node.Index} gives up view {timeout.View} before that is durable");
                _timedOut[(node.Index, timeout.Epoch)] = timeout.View;
                break;
            case HeaderSignRequest header:
                string proposes = $"node {node.Index} proposes in view {header.Header.View}";
                Once(node, header.Header.Epoch, header.Header.View, byte.MaxValue, header.Header.Hash, proposes);
                simulation.Check(record?.Epoch == header.Header.Epoch && record.ProposedView >= header.Header.View,
                    "I-7", proposes + " before that is durable");
                break;
        }
    }

    private void Once(NodeProcess node, uint epoch, ulong view, byte kind, Hash256 hash, string who)
    {
        bool first = _signed.TryAdd((node.Index, epoch, view, kind), hash);
        simulation.Check(first || _signed[(node.Index, epoch, view, kind)] == hash, "I-3", who + " for two blocks");
    }

    private static bool Holds(NodeProcess node, Hash256 hash)
    {
        StoreImage image = node.Disk.Store;
        return image.Unsynced == 0 && image[ColumnFamily.Blocks].TryGet(hash.Span, out _);
    }
}
