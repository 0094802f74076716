using System.Numerics;
using Aether.Core;
using Aether.Core.Types;
using Aether.Da.Shreds;

namespace Aether.Da.Turbine;

/// <summary>Decides what to ask for of a block that stalls.</summary>
/// <remarks>
/// <para>Sets that are not whole are asked for <see cref="Limits.Shred.StallMs"/> after the first shred of their
/// block; a set is asked for once in each interval, and only for as many shards as it lacks: those with the lowest
/// numbers, data first. A set of which nothing came is asked for too when a later one began, and behind the last one
/// that began while no last set is known.</para>
/// <para><b>Threads</b>: one at a time, of one block. <b>Cost</b>: no allocation after construction.</para>
/// </remarks>
public sealed class RepairPlanner
{
    private readonly BlockAssembler _block;
    private readonly Hash256 _blockHash;
    private readonly long[] _askedMs;
    private int _next;

    /// <summary>Plans for a block whose header is known.</summary>
    public RepairPlanner(BlockAssembler block, in Hash256 blockHash)
    {
        ArgumentNullException.ThrowIfNull(block);
        _block = block;
        _blockHash = blockHash;
        _askedMs = new long[block.Layout.MaxSets];
        _askedMs.AsSpan().Fill(long.MinValue);
    }

    /// <summary>Begins a pass over the sets.</summary>
    public void Restart() => _next = 0;

    /// <summary>Gives the next request that is due.</summary>
    /// <param name="nowMs">The time.</param>
    /// <param name="request">To send to any peer that claims the block.</param>
    /// <returns>False when nothing is due in this pass.</returns>
    public bool TryNext(long nowMs, out RepairRequest request)
    {
        request = default;
        if (_block.FirstSeenMs < 0 || nowMs - _block.FirstSeenMs < Limits.Shred.StallMs)
            return false;
        int end = EndOfSearch();
        while (_next < end)
        {
            int set = _next++;
            ulong seen = _block.SeenOf(set, out FecSetState state);
            if (state != FecSetState.Open || !IsDue(set, nowMs))
                continue;
            _askedMs[set] = nowMs;
            request = new RepairRequest(_blockHash, (ushort)set, Missing(seen));
            return true;
        }

        return false;
    }

    // One set behind the last that began, unless that is known to be the last of the block.
    private int EndOfSearch()
    {
        int end = _block.EndSet;
        bool isLastKnown = end > 0 && _block.TryGetHeader(end - 1, 0, out FecSetHeader header) && header.IsLast;
        return isLastKnown ? end : Math.Min(end + 1, _block.Layout.MaxSets);
    }

    private bool IsDue(int set, long nowMs) =>
        _askedMs[set] == long.MinValue || nowMs - _askedMs[set] >= Limits.Shred.StallMs;

    private ulong Missing(ulong seen)
    {
        int total = _block.Layout.Code.TotalShards;
        int lacking = _block.Layout.Code.DataShards - BitOperations.PopCount(seen);
        ulong absent = ~seen & (ulong.MaxValue >> (64 - total));
        ulong chosen = 0;
        for (; lacking > 0; lacking--, absent &= absent - 1)
            chosen |= absent & (~absent + 1);
        return chosen;
    }
}
