using System.Numerics;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Da.Shreds;
using Aether.Da.Turbine;

namespace Aether.Pipeline.Propagation;

/// <summary>Asks for what is missing of a block, and answers others that ask.</summary>
/// <remarks>
/// Requests and answers are datagrams: what gets lost is asked for again. At last the whole block is asked for by the
/// message that consensus has for it, first of the leader: no block depends on shreds alone.
/// <b>Threads</b>: one at a time.
/// </remarks>
internal sealed class BlockRepair(ShredPublisher own, IPropagationOutlet outlet, ShredCounters counters)
{
    /// <summary>First byte of a request; the request follows.</summary>
    public const byte RequestTag = 0x20;

    /// <summary>First byte of a shred that was asked for; the shred follows, and nobody passes it on.</summary>
    public const byte AnswerTag = 0x21;

    // Shreds that still come are not missing yet, but a trickle does not put repair off for long.
    private const long QuietMs = 40;
    private const long TrickleMs = 300;

    private readonly RepairServer _server = new();
    private readonly byte[] _answer = new byte[RepairServer.MaxAnswerBytes];
    private readonly byte[] _datagram = new byte[1 + Limits.Shred.MaxBytes];
    private uint _turn = 2_463_534_242;

    /// <summary>Asks for what is due of a block.</summary>
    public void Ask(OpenBlock block, PropagationEpoch epoch, long nowMs)
    {
        bool isComing = nowMs - block.Shreds.LastSeenMs < QuietMs && nowMs - block.Heads[0].SinceMs < TrickleMs;
        if (!isComing)
        {
            AskShreds(block, epoch, nowMs);
        }
        foreach (OpenHead head in block.Heads)
        {
            if (!head.IsDone && IsWholeDue(block, head, nowMs))
            {
                AskWhole(head, epoch, nowMs);
            }
        }
    }

    /// <summary>Answers a request.</summary>
    /// <param name="peer">Who asks.</param>
    /// <param name="request">For what.</param>
    /// <param name="block">The block; null when it is not another leader's that is known here.</param>
    /// <param name="nowMs">The time.</param>
    public void Answer(ushort peer, in RepairRequest request, OpenBlock? block, long nowMs)
    {
        IShredStore? store = block?.Shreds ?? (IShredStore?)own.Find(request.BlockHash);
        byte[] variants = block?.Find(request.BlockHash)?.Variants ?? [];
        int variant = request.Set < variants.Length ? variants[request.Set] : 0;
        int bytes = _server.Answer(request, store, variant, peer, nowMs, _answer);
        ReadOnlySpan<byte> answer = _answer.AsSpan(0, bytes);
        while (RepairServer.TryNext(ref answer, out ReadOnlySpan<byte> shred))
        {
            _datagram[0] = AnswerTag;
            shred.CopyTo(_datagram.AsSpan(1));
            outlet.Send([peer], _datagram.AsSpan(0, 1 + shred.Length));
            counters.RepairsServed++;
        }
    }

    private void AskShreds(OpenBlock block, PropagationEpoch epoch, long nowMs)
    {
        block.Planner.Restart();
        for (int asked = 0; asked < Limits.Shred.MaxRepairRequests; asked++)
        {
            if (!block.Planner.TryNext(nowMs, out RepairRequest request))
            {
                break;
            }
            block.Heads[0].IsRepaired = true;
            counters.RepairsAsked += BitOperations.PopCount(request.Shards);
            // Who has nothing whole yet cannot answer: every other request goes to the leader, who surely can.
            bool isLeaders = (asked + (nowMs / Limits.Shred.StallMs)) % 2 == 0;
            ushort? asks = isLeaders ? epoch.PeerOf(block.Heads[0].Head.Header.Proposer) : NextPeer(epoch);
            if (asks is { } peer)
            {
                _datagram[0] = RequestTag;
                request.Encode(_datagram.AsSpan(1, RepairRequest.EncodedBytes));
                outlet.Send([peer], _datagram.AsSpan(0, 1 + RepairRequest.EncodedBytes));
            }
        }
    }

    private static bool IsWholeDue(OpenBlock block, OpenHead head, long nowMs)
    {
        if (head.WholeRequests > 0)
        {
            return head.WholeRequests < Limits.Shred.MaxWholeRequests
                && nowMs - head.WholeAskedMs >= Limits.Shred.WholeAfterMs;
        }
        long newsMs = Math.Max(head.SinceMs, block.Shreds.LastSeenMs);
        return nowMs - newsMs >= Limits.Shred.WholeStallMs || nowMs - head.SinceMs >= Limits.Shred.WholeAfterMs;
    }

    private void AskWhole(OpenHead head, PropagationEpoch epoch, long nowMs)
    {
        ushort? peer = head.WholeRequests == 0 ? epoch.PeerOf(head.Head.Header.Proposer) : NextPeer(epoch);
        head.WholeRequests++;
        head.WholeAskedMs = nowMs;
        counters.WholesAsked++;
        if (peer is { } known)
        {
            outlet.SendMessage(known, Ace.Encode(ConsensusMessage.OfBlockRequest(head.Hash)));
        }
    }

    // Anyone but this node; drawn, so that a silent one is not asked again and again.
    private ushort? NextPeer(PropagationEpoch epoch)
    {
        _turn ^= _turn << 13;
        _turn ^= _turn >> 17;
        _turn ^= _turn << 5;
        int others = epoch.Validators.Count - (epoch.OwnIndex >= 0 ? 1 : 0);
        if (others <= 0)
        {
            return null;
        }
        int index = (int)(_turn % (uint)others);
        return epoch.PeerOf(epoch.OwnIndex >= 0 && index >= epoch.OwnIndex ? index + 1 : index);
    }
}
