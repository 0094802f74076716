using System.Numerics;
using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Da.Shreds;

namespace Aether.Da.Turbine;

/// <summary>Decides what to ask for of a block that stalls.</summary>
/// <remarks>
/// <para>A set that is not whole is asked for <see cref="Limits.Shred.StallMs"/> after its first shred; a set is asked
/// for once in each interval, and only for as many shards as it lacks: those with the lowest numbers, data first. A set
/// of which nothing came is asked for that long after the last shred of its block.</para>
/// <para><b>Threads</b>: one at a time, of one block. <b>Cost</b>: no allocation after construction.</para>
/// </remarks>
public sealed class RepairPlanner
{
    private readonly BlockAssembler _block;
    private readonly Hash256 _blockHash;
    private readonly long[] _askedMs;
    private readonly int _sets;
    private int _next;

    /// <summary>Plans for a block whose header is known.</summary>
    /// <param name="block">Its shreds.</param>
    /// <param name="blockHash">Its hash.</param>
    /// <param name="sets">How many sets its payload fills; 0 when that is not known.</param>
    public RepairPlanner(BlockAssembler block, in Hash256 blockHash, int sets = 0)
    {
        ArgumentNullException.ThrowIfNull(block);
        Check.That(sets >= 0 && sets <= block.Layout.MaxSets);
        _sets = sets;
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

    // Without a number of sets: one behind the last that began, unless that is known to be the last of the block.
    private int EndOfSearch()
    {
        if (_sets > 0)
            return _sets;
        int end = _block.EndSet;
        bool isLastKnown = end > 0 && _block.TryGetHeader(end - 1, 0, out FecSetHeader header) && header.IsLast;
        return isLastKnown ? end : Math.Min(end + 1, _block.Layout.MaxSets);
    }

    private bool IsDue(int set, long nowMs)
    {
        long firstMs = _block.FirstSeenOf(set);
        long sinceMs = firstMs >= 0 ? firstMs : _block.LastSeenMs;
        return nowMs - sinceMs >= Limits.Shred.StallMs
            && (_askedMs[set] == long.MinValue || nowMs - _askedMs[set] >= Limits.Shred.StallMs);
    }

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
