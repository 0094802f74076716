using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Vrf;

namespace Aether.Da.Turbine;

/// <summary>Who sends a shred to whom: a tree of all validators but the leader, another one for each shred.</summary>
/// <remarks>
/// <para>The order is an exponential race: validators by <c>floor(neglog(draw) total / stake)</c>, ties by index, so a
/// place near the root is as likely as the stake is large. The leader sends to position 0 only; position p sends to
/// positions p F + 1 to p F + F. With F + 1 validators or fewer the root reaches everyone: one relay a shred, which
/// is the shape unless another is asked for.</para>
/// <para><b>Threads</b>: one at a time. <b>Cost</b>: no allocation after construction; who is root costs a few
/// logarithms, a whole order one for each validator and a sort.</para>
/// <para><b>Consensus</b>: not a rule that blocks depend on, but nodes that disagree do not hear of shreds.</para>
/// </remarks>
public sealed class TurbineTree
{
    // How far the integer logarithm may fall short of the real one, in its last place.
    private const uint LogError = 101;

    private readonly TurbineDraws _draws;
    private readonly UInt128[] _stakes;
    private readonly UInt256[] _scores;
    private readonly ushort[] _order;

    /// <summary>Creates the trees of an epoch.</summary>
    /// <param name="genesis">Hash of the genesis file.</param>
    /// <param name="epoch">The epoch.</param>
    /// <param name="stakes">Stake of each validator by index, none zero.</param>
    /// <param name="fanOut">Children of a node; null for one relay that reaches everyone.</param>
    public TurbineTree(in Hash256 genesis, uint epoch, ReadOnlySpan<UInt128> stakes, int? fanOut = null)
    {
        Check.That(stakes.Length is > 0 and <= Limits.Consensus.MaxValidators);
        ArgumentOutOfRangeException.ThrowIfLessThan(fanOut ?? 1, 1);
        _draws = new TurbineDraws(genesis, epoch, stakes.Length);
        _stakes = stakes.ToArray();
        _scores = new UInt256[stakes.Length];
        _order = new ushort[stakes.Length];
        FanOut = fanOut ?? stakes.Length;
        foreach (UInt128 stake in _stakes)
        {
            Check.That(stake != 0);
            TotalStake = checked(TotalStake + stake);
        }
    }

    /// <summary>Validators, the leader included.</summary>
    public int Count => _stakes.Length;

    /// <summary>Children of a node.</summary>
    public int FanOut { get; }

    /// <summary>Stake of all validators.</summary>
    public UInt128 TotalStake { get; }

    /// <summary>Hops from the root to the deepest node; 0 for the root alone.</summary>
    public int Depth
    {
        get
        {
            int depth = 0;
            for (long reached = 1, level = 1; reached < Count - 1; depth++)
            {
                level *= FanOut;
                reached += level;
            }

            return depth;
        }
    }

    /// <summary>The validator to whom the leader sends; -1 when there is no other.</summary>
    public int Root(in ShredPlace place)
    {
        _draws.Draw(place);
        int best = -1;
        UInt256 bestScore = UInt256.MaxValue;
        UInt128 bestLog = 0;
        for (int validator = 0; validator < Count; validator++)
        {
            if (validator == place.Proposer)
                continue;
            UInt128 draw = _draws[validator];
            if (best >= 0 && IsSurelyLater(draw, _stakes[validator], bestLog, _stakes[best]))
                continue;
            UInt128 log = NegLog.Compute(draw);
            bool isScored = NegLog.TryScoreOf(log, _stakes[validator], TotalStake, out UInt256 score);
            Check.That(isScored);
            if (best < 0 || score < bestScore)
                (best, bestScore, bestLog) = (validator, score, log);
        }

        return best;
    }

    /// <summary>All validators but the leader by position. The span is overwritten by the next call.</summary>
    public ReadOnlySpan<ushort> Order(scoped in ShredPlace place)
    {
        _draws.Draw(place);
        int count = 0;
        for (int validator = 0; validator < Count; validator++)
        {
            if (validator == place.Proposer)
                continue;
            bool isScored = NegLog.TryScore(
                _draws[validator], _stakes[validator], TotalStake, out _scores[count]);
            Check.That(isScored);
            _order[count++] = (ushort)validator;
        }

        Span<ushort> order = _order.AsSpan(0, count);
        MemoryExtensions.Sort(_scores.AsSpan(0, count), order, RaceOrder.Instance);
        SettleTies(order);
        return order;
    }

    /// <summary>The positions that a position sends to: a range, empty for a leaf.</summary>
    /// <param name="position">0 for the root.</param>
    /// <param name="start">The first of them.</param>
    /// <returns>How many.</returns>
    public int Children(int position, out int start)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(position);
        long first = ((long)position * FanOut) + 1;
        long others = Count - 1;
        start = (int)Math.Min(first, others);
        return (int)Math.Clamp(others - first, 0, FanOut);
    }

    /// <summary>Whom a validator sends a shred to. The span is overwritten by the next call.</summary>
    /// <param name="place">The shred.</param>
    /// <param name="validator">Who received it.</param>
    public ReadOnlySpan<ushort> TargetsOf(scoped in ShredPlace place, int validator)
    {
        if (validator == place.Proposer || (uint)validator >= (uint)Count)
            return [];

        // One hop beyond the root: the order of the others does not matter.
        if (Count - 2 <= FanOut)
        {
            if (Root(place) != validator)
                return [];
            int used = 0;
            for (int other = 0; other < Count; other++)
            {
                if (other != place.Proposer && other != validator)
                    _order[used++] = (ushort)other;
            }

            return _order.AsSpan(0, used);
        }

        int position = Order(place).IndexOf((ushort)validator);
        int children = Children(position, out int start);
        return _order.AsSpan(start, children);
    }

    // -ln(1 - x) is at least x, and the integer logarithm falls short of it by less than LogError units; one unit more
    // on the other side makes the whole scores differ, since a stake is at most the total.
    private static bool IsSurelyLater(UInt128 draw, UInt128 stake, UInt128 bestLog, UInt128 bestStake)
    {
        UInt128 least = draw >> 64;
        return least > LogError
            && UInt256.Multiply(least - LogError, bestStake) > UInt256.Multiply(bestLog + 1, stake);
    }

    // The sort is not stable: equal scores are put in order of index.
    private void SettleTies(Span<ushort> order)
    {
        for (int start = 0; start < order.Length;)
        {
            int end = start + 1;
            while (end < order.Length && _scores[end] == _scores[start])
                end++;
            if (end - start > 1)
                order[start..end].Sort();
            start = end;
        }
    }

    private sealed class RaceOrder : IComparer<UInt256>
    {
        internal static readonly RaceOrder Instance = new();

        public int Compare(UInt256 x, UInt256 y) => x.CompareTo(y);
    }
}
