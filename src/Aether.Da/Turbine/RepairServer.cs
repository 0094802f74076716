using System.Buffers.Binary;
using System.Numerics;
using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Da.Shreds;

namespace Aether.Da.Turbine;

/// <summary>Answers requests for shreds from complete sets, within a budget for each peer.</summary>
/// <remarks>
/// <para>An answer is a list of shreds, each behind its length as u16: what the leader sent, so whoever asked checks
/// them like any others. A peer has a bucket of shreds that refills with time; what is beyond it is not sent.</para>
/// <para><b>Threads</b>: one at a time. <b>Cost</b>: no allocation once a peer is known; peers share
/// <see cref="Limits.Shred.MaxRepairPeers"/> buckets.</para>
/// </remarks>
public sealed class RepairServer
{
    private const int LengthBytes = 2;

    private readonly Bucket[] _buckets = new Bucket[Limits.Shred.MaxRepairPeers];

    /// <summary>Longest answer.</summary>
    public static int MaxAnswerBytes => 64 * (LengthBytes + Limits.Shred.MaxBytes);

    /// <summary>Shreds sent.</summary>
    public long ServedShreds { get; private set; }

    /// <summary>Shreds that a peer asked for beyond its budget.</summary>
    public long RefusedShreds { get; private set; }

    /// <summary>Answers a request.</summary>
    /// <param name="request">What is asked for.</param>
    /// <param name="block">The block, which the host looked up by its hash; null when it is not known.</param>
    /// <param name="variant">Which variant of the set belongs to that block.</param>
    /// <param name="peer">A number that stays the same for a peer.</param>
    /// <param name="nowMs">The time; it never goes back.</param>
    /// <param name="answer">Room for <see cref="MaxAnswerBytes"/>.</param>
    /// <returns>Bytes of the answer; 0 when there is nothing to send.</returns>
    public int Answer(
        in RepairRequest request, IShredStore? block, int variant, int peer, long nowMs, Span<byte> answer)
    {
        Check.That(answer.Length >= MaxAnswerBytes);
        if (block is null)
            return 0;
        ref Bucket bucket = ref _buckets[(uint)peer % (uint)_buckets.Length];
        bucket.Refill(nowMs);
        int end = 0;
        for (ulong rest = request.Shards; rest != 0; rest &= rest - 1)
        {
            int shard = BitOperations.TrailingZeroCount(rest);
            if (bucket.Shreds == 0)
            {
                RefusedShreds += BitOperations.PopCount(rest);
                break;
            }

            if (!block.TryWriteShred(request.Set, variant, shard, answer[(end + LengthBytes)..], out int bytes))
                continue;
            BinaryPrimitives.WriteUInt16LittleEndian(answer[end..], (ushort)bytes);
            end += LengthBytes + bytes;
            bucket.Shreds--;
            ServedShreds++;
        }

        return end;
    }

    /// <summary>Lends the next shred of an answer.</summary>
    /// <param name="answer">Cut from the front by what was lent.</param>
    /// <param name="shred">Bytes to give to <see cref="FecSetAssembler"/>; nothing is verified.</param>
    /// <returns>False at the end, and for an answer that is not one. Never throws.</returns>
    public static bool TryNext(ref ReadOnlySpan<byte> answer, out ReadOnlySpan<byte> shred)
    {
        shred = default;
        if (answer.Length < LengthBytes)
            return false;
        int bytes = BinaryPrimitives.ReadUInt16LittleEndian(answer);
        if (bytes is 0 or > Limits.Shred.MaxBytes || bytes > answer.Length - LengthBytes)
            return false;
        shred = answer.Slice(LengthBytes, bytes);
        answer = answer[(LengthBytes + bytes)..];
        return true;
    }

    private struct Bucket
    {
        private long _filledMs;
        private bool _isKnown;

        public int Shreds;

        public void Refill(long nowMs)
        {
            if (!_isKnown)
            {
                (_isKnown, _filledMs, Shreds) = (true, nowMs, Limits.Shred.RepairBurst);
                return;
            }

            long gained = (nowMs - _filledMs) * Limits.Shred.RepairPerSecond / 1_000;
            if (gained <= 0)
                return;
            Shreds = (int)Math.Min(Limits.Shred.RepairBurst, Shreds + gained);
            _filledMs = nowMs;
        }
    }
}
