using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Peers;
using Aether.Network.Transport;

namespace Aether.Network.Sync;

/// <summary>Answers peers that fetch blocks, proofs and snapshots, within budgets of bytes.</summary>
/// <remarks>
/// A peer that is over its budget is refused before anything is read for it, and comes back later; one answer may
/// overdraw the budget, which is paid back first. <b>Threads</b>: one. <b>Errors</b>: no request throws.
/// </remarks>
/// <param name="source">What there is to give.</param>
/// <param name="nowMs">The time.</param>
public sealed class SyncServer(ISyncSource source, long nowMs)
{
    private readonly Dictionary<PeerId, ServeBudget> _budgets = [];
    private readonly ServeBudget _all = new(Limits.Sync.ServedPerSecond, nowMs);

    /// <summary>What became of a request.</summary>
    /// <param name="now">The time.</param>
    /// <param name="peer">Who asks.</param>
    /// <param name="request">What.</param>
    /// <param name="answer">The answer, empty when it is not had; null when the peer is to come back later.</param>
    /// <returns>False when the bytes are no request of this kind: the peer is faulty.</returns>
    public bool TryAnswer(long now, PeerId peer, ReadOnlySpan<byte> request, out byte[]? answer)
    {
        answer = null;
        byte protocol = request.Length > 0 ? request[0] : (byte)0;
        ServeBudget budget = BudgetOf(now, peer);
        bool may = budget.HasSome(now) && _all.HasSome(now);
        bool known = protocol switch
        {
            BlockRange.Protocol => TryAnswer<BlockRange>(request, may, Blocks, out answer),
            SnapshotQuery.Protocol => TryAnswer<SnapshotQuery>(request, may, Snapshot, out answer),
            ChunkQuery.Protocol => TryAnswer<ChunkQuery>(request, may, Chunk, out answer),
            EpochQuery.Protocol => TryAnswer<EpochQuery>(request, may, Epochs, out answer),
            _ => false,
        };
        long cost = answer is null ? 0 : Math.Max(answer.Length, 1_024);
        budget.Spend(now, cost);
        _all.Spend(now, cost);
        return known;
    }

    private static bool TryAnswer<T>(ReadOnlySpan<byte> request, bool may, Func<T, byte[]> make, out byte[]? answer)
        where T : IAceValue<T>
    {
        answer = null;
        if (!Ace.TryDecode(request, out T query, out DecodeError _))
        {
            return false;
        }
        answer = may ? make(query) : null;
        return true;
    }

    private ServeBudget BudgetOf(long now, PeerId peer)
    {
        if (_budgets.TryGetValue(peer, out ServeBudget? budget))
        {
            return budget;
        }
        if (_budgets.Count >= Limits.Sync.MaxServedPeers)
        {
            foreach (PeerId full in _budgets.Where(pair => pair.Value.IsFull(now)).Select(pair => pair.Key).ToArray())
            {
                _budgets.Remove(full);
            }
        }
        budget = new ServeBudget(Limits.Sync.ServedPerPeerPerSecond, now);
        if (_budgets.Count < Limits.Sync.MaxServedPeers)
        {
            _budgets.Add(peer, budget);
        }
        return budget;
    }

    private byte[] Blocks(BlockRange range) => range.Payloads ? Payloads(range) : Headers(range);

    // Of one epoch, as many as fit beside the proof of the last.
    private byte[] Headers(BlockRange range)
    {
        const int Most = Limits.Network.MaxResponseBytes / 2;
        List<SignedHeader> headers = [];
        int bytes = 0;
        for (int index = 0; index < range.Count; index++)
        {
            if (source.FinalBlock(range.First + (ulong)index) is not { } block)
            {
                break;
            }
            bytes += Ace.Encode(block.SignedHeader).Length;
            if (headers.Count > 0 && (bytes > Most || block.Header.Epoch != headers[0].Header.Epoch))
            {
                break;
            }
            headers.Add(block.SignedHeader);
        }
        while (headers.Count > 0)
        {
            if (source.Finality(headers[^1].Header.Height) is { } finality)
            {
                byte[] answer = Ace.Encode(new HeaderAnswer([.. headers], finality));
                return answer.Length <= Limits.Network.MaxResponseBytes ? answer : None();
            }
            headers.RemoveAt(headers.Count - 1);
        }
        return None();

        static byte[] None() => Ace.Encode(new HeaderAnswer([], null));
    }

    private byte[] Payloads(BlockRange range)
    {
        List<byte[]> payloads = [];
        long bytes = sizeof(uint);
        for (int index = 0; index < range.Count; index++)
        {
            if (source.FinalBlock(range.First + (ulong)index) is not { } block)
            {
                break;
            }
            bytes += sizeof(uint) + block.Payload.Length;
            if (bytes > Limits.Network.MaxResponseBytes)
            {
                break;
            }
            payloads.Add(block.Payload);
        }
        return Ace.Encode(new PayloadAnswer([.. payloads]));
    }

    private byte[] Epochs(EpochQuery query)
    {
        AceWriter proofs = new();
        int count = 0;
        for (int index = 0; index < query.Count; index++)
        {
            if (source.Epoch(query.First + (uint)index) is not { } proof)
            {
                break;
            }
            byte[] bytes = Ace.Encode(proof);
            if (proofs.Count + bytes.Length + sizeof(uint) > Limits.Network.MaxResponseBytes)
            {
                break;
            }
            proofs.Fixed(bytes);
            count++;
        }
        AceWriter answer = new();
        answer.Length(count);
        answer.Fixed(proofs.WrittenSpan);
        return answer.ToArray();
    }

    private byte[] Snapshot(SnapshotQuery query)
    {
        switch (query.Kind)
        {
            case SnapshotQueryKind.Offers:
                AceWriter offers = new();
                offers.List<SnapshotOffer>([.. source.Offers().Take(Limits.Sync.MaxOffers)]);
                return offers.ToArray();
            case SnapshotQueryKind.Head:
                Proposal? block = source.FinalBlock(query.Height);
                FinalityProof? finality = source.Finality(query.Height);
                byte[] head = block is null || finality is null
                    ? []
                    : Ace.Encode(new SnapshotHeadAnswer(block, finality));
                return head.Length <= Limits.Network.MaxResponseBytes ? head : [];
            default:
                ReadOnlySpan<byte> manifest = source.Manifest(query.Content).Span;
                int start = (int)Math.Min(query.Offset, (uint)manifest.Length);
                return manifest.Slice(start, Math.Min(manifest.Length - start, Limits.Sync.MaxManifestPart)).ToArray();
        }
    }

    private byte[] Chunk(ChunkQuery query) =>
        query.Index < Limits.Snapshot.MaxChunks ? source.Chunk(query.Content, (int)query.Index).ToArray() : [];
}
