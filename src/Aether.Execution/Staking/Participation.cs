using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Execution.Staking;

/// <summary>Who voted in the last certified views, for each validator of the current set.</summary>
/// <remarks>
/// Views without a certificate do not count: in a halt or a partition nobody is absent. The window slides by buckets of
/// <see cref="StakingRules.BucketViews"/> views. <b>Consensus</b>: part of the state.
/// </remarks>
public sealed class Participation : IAceValue<Participation>
{
    private readonly byte[] _missed;
    private readonly uint[] _leaking;
    private ushort _views;
    private byte _filled;
    private byte _bucket;

    private Participation(int validators)
    {
        _missed = new byte[validators * StakingRules.Buckets];
        _leaking = new uint[validators];
    }

    /// <summary>Validators.</summary>
    public int Count => _leaking.Length;

    /// <summary>A window in which nothing was seen.</summary>
    public static Participation Empty(int validators) => new(validators);

    /// <inheritdoc/>
    public static Participation Decode(ref AceReader reader)
    {
        ushort views = reader.U16();
        byte filled = reader.U8();
        byte bucket = reader.U8();
        int count = reader.Count(Limits.Consensus.MaxValidators, StakingRules.Buckets + sizeof(uint));
        reader.Require(views < StakingRules.BucketViews && filled <= StakingRules.Buckets
            && bucket < StakingRules.Buckets);
        Participation value = new(reader.Failed ? 0 : count) { _views = views, _filled = filled, _bucket = bucket };
        reader.Fixed(value._missed.Length).CopyTo(value._missed);
        for (int index = 0; index < value._leaking.Length; index++)
        {
            value._leaking[index] = reader.U32();
        }
        return value;
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U16(_views);
        writer.U8(_filled);
        writer.U8(_bucket);
        writer.Length(_leaking.Length);
        writer.Fixed(_missed);
        foreach (uint views in _leaking)
        {
            writer.U32(views);
        }
    }

    /// <summary>Views a validator missed in the window.</summary>
    public int Missed(int validator)
    {
        int missed = 0;
        foreach (byte part in _missed.AsSpan(validator * StakingRules.Buckets, StakingRules.Buckets))
        {
            missed += part;
        }
        return missed;
    }

    /// <summary>Views of this epoch that cost a validator stake.</summary>
    public uint LeakingViews(int validator) => _leaking[validator];

    /// <summary>Counts a certified view with its signers.</summary>
    public void CountView(ReadOnlySpan<byte> signers)
    {
        bool full = _filled == StakingRules.Buckets;
        for (int index = 0; index < _leaking.Length; index++)
        {
            if (SignerBitmap.Contains(signers, index))
            {
                continue;
            }
            _missed[(index * StakingRules.Buckets) + _bucket]++;
            if (full && Missed(index) > StakingRules.MaxMissedViews)
            {
                _leaking[index]++;
            }
        }
        if (++_views == StakingRules.BucketViews)
        {
            NextBucket();
        }
    }

    /// <summary>The window of the next epoch: who stays keeps its past, who enters has none.</summary>
    public Participation Carry(ValidatorSet from, ValidatorSet to)
    {
        Participation next = new(to.Count) { _views = _views, _filled = _filled, _bucket = _bucket };
        Dictionary<Address, int> places = [];
        for (int index = 0; index < from.Count; index++)
        {
            places.Add(from[index].Address, index);
        }
        for (int index = 0; index < to.Count; index++)
        {
            if (places.TryGetValue(to[index].Address, out int place))
            {
                _missed.AsSpan(place * StakingRules.Buckets, StakingRules.Buckets)
                    .CopyTo(next._missed.AsSpan(index * StakingRules.Buckets));
            }
        }
        return next;
    }

    private void NextBucket()
    {
        _views = 0;
        _filled = (byte)Math.Min(_filled + 1, StakingRules.Buckets);
        _bucket = (byte)((_bucket + 1) % StakingRules.Buckets);
        for (int index = 0; index < _leaking.Length; index++)
        {
            _missed[(index * StakingRules.Buckets) + _bucket] = 0;
        }
    }
}
