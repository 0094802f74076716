using Aether.Consensus.HotStuff;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Transport;

namespace Aether.Pipeline.BlockImport;

/// <summary>Answers peers from the archive, each within its budget.</summary>
/// <remarks><b>Threads</b>: the consensus thread alone.</remarks>
internal sealed class ArchiveAnswers(IBlockArchive archive, ITransport transport)
{
    private readonly ServeBudget _budget = new(transport.PeerCount);

    /// <summary>One block by hash.</summary>
    public void Serve(ServeBlock request, long nowMs)
    {
        if (_budget.TryTake(request.Peer, nowMs) && archive.TryGetProposal(request.BlockHash, out Proposal? block))
        {
            Send(request.Peer, ConsensusMessage.OfBlockResponse(block!));
        }
    }

    /// <summary>
    /// Final blocks by height, lowest first, as far as the peer's budget goes: it asks again for the rest.
    /// </summary>
    public void Serve(ServeBlocks request, long nowMs)
    {
        for (int index = 0; index < request.Count; index++)
        {
            if (!archive.TryGetFinal(request.FirstHeight + (ulong)index, out Proposal? block)
                || !_budget.TryTake(request.Peer, nowMs))
            {
                return;
            }
            Send(request.Peer, ConsensusMessage.OfBlockResponse(block!));
        }
    }

    /// <summary>The proof that closes an epoch.</summary>
    public void Serve(ServeEpochProof request, long nowMs)
    {
        if (_budget.TryTake(request.Peer, nowMs)
            && archive.TryGetEpoch(request.ClosedEpoch + 1, out EpochProof? proof))
        {
            Send(request.Peer, ConsensusMessage.Of(proof!));
        }
    }

    private void Send(ushort peer, ConsensusMessage message) =>
        transport.Send(peer, TransportChannel.Consensus, Ace.Encode(message));
}
