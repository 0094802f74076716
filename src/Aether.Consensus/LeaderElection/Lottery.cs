using System.Buffers.Binary;
using System.Numerics;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Vrf;

namespace Aether.Consensus.LeaderElection;

/// <summary>Who may propose in a view of one epoch: VRF claimants by score, then one public backup leader.</summary>
/// <remarks>
/// <b>Consensus</b>: exact integers throughout. A lower score wins; the winner is proportional to stake.
/// </remarks>
public sealed class Lottery
{
    private const uint LogError = 101;

    private readonly ValidatorSet _validators;
    private readonly Hash256 _genesisHash;
    private readonly Hash256 _randomness;
    private readonly ChainParameters _parameters;
    private readonly UInt128 _threshold;
    private readonly Dictionary<ulong, int>? _backups;
    private readonly Dictionary<(int Validator, Hash256 Low, Hash256 High), LeadRank?>? _ranks;

    /// <summary>Creates the lottery of an epoch from its set and randomness.</summary>
    /// <param name="genesis">The chain.</param>
    /// <param name="validators">The set of the epoch.</param>
    /// <param name="randomness">The randomness of the epoch.</param>
    /// <param name="remembers">
    /// Keeps every answer, without bound: for one that many nodes of a simulation ask on one thread.
    /// </param>
    public Lottery(Genesis genesis, ValidatorSet validators, Hash256 randomness, bool remembers = false)
    {
        _backups = remembers ? [] : null;
        _ranks = remembers ? [] : null;
        _validators = validators;
        _genesisHash = genesis.Hash;
        _randomness = randomness;
        _parameters = genesis.Parameters;
        bool ok = NegLog.TryThreshold(_parameters.TauNumerator, _parameters.TauDenominator, out _threshold);
        Core.Diagnostics.Check.That(ok);
    }

    /// <summary>Randomness of epoch 0: SHA-256("aeth/eta/v1" || genesis hash).</summary>
    public static Hash256 InitialRandomness(Hash256 genesisHash) =>
        Sha256Tagged.Hash("aeth/eta/v1"u8, genesisHash.Span);

    /// <summary>VRF input of a view: "AETH-VRF-V1\0" || genesis hash || randomness || view.</summary>
    public byte[] Alpha(ulong view)
    {
        ReadOnlySpan<byte> domain = "AETH-VRF-V1\0"u8;
        byte[] alpha = new byte[domain.Length + (2 * Hash256.Bytes) + 8];
        domain.CopyTo(alpha);
        _genesisHash.Span.CopyTo(alpha.AsSpan(domain.Length));
        _randomness.Span.CopyTo(alpha.AsSpan(domain.Length + Hash256.Bytes));
        BinaryPrimitives.WriteUInt64LittleEndian(alpha.AsSpan(domain.Length + (2 * Hash256.Bytes)), view);
        return alpha;
    }

    /// <summary>The rank of a validator's VRF output; false when it is not under the threshold.</summary>
    public bool TryRank(int validator, ReadOnlySpan<byte> output, out LeadRank rank)
    {
        if (_ranks is null)
        {
            return TryComputeRank(validator, output, out rank);
        }
        (int, Hash256, Hash256) key = (
            validator, new Hash256(output[..Hash256.Bytes]), new Hash256(output[Hash256.Bytes..]));
        if (!_ranks.TryGetValue(key, out LeadRank? known))
        {
            known = TryComputeRank(validator, output, out LeadRank computed) ? computed : null;
            _ranks.Add(key, known);
        }
        rank = known ?? default;
        return known is not null;
    }

    /// <summary>The backup leader of a view: the stake-weighted winner of a public draw.</summary>
    public int BackupLeader(ulong view)
    {
        if (_backups is null)
        {
            return ComputeBackupLeader(view);
        }
        if (!_backups.TryGetValue(view, out int leader))
        {
            leader = ComputeBackupLeader(view);
            _backups.Add(view, leader);
        }
        return leader;
    }

    private bool TryComputeRank(int validator, ReadOnlySpan<byte> output, out LeadRank rank)
    {
        Hash256 value = Sha256Tagged.Hash("aeth/vrf/lead/v1"u8, output);
        UInt128 draw = BinaryPrimitives.ReadUInt128BigEndian(value.Span);
        UInt128 stake = _validators[validator].Stake;
        rank = default;
        if (!NegLog.TryScore(draw, stake, _validators.TotalStake, out UInt256 score) || !IsEligible(draw, stake, score))
        {
            return false;
        }
        rank = new LeadRank(LeadKind.Vrf, score, new Hash256(output[..Hash256.Bytes]));
        return true;
    }

    private int ComputeBackupLeader(ulong view)
    {
        Span<byte> input = stackalloc byte[(2 * Hash256.Bytes) + 8];
        _randomness.Span.CopyTo(input);
        BinaryPrimitives.WriteUInt64LittleEndian(input[Hash256.Bytes..], view);
        int best = 0;
        UInt256 bestScore = UInt256.MaxValue;
        UInt128 bestLog = UInt128.MaxValue;
        for (int index = 0; index < _validators.Count; index++)
        {
            _validators[index].Address.Value.Span.CopyTo(input[(Hash256.Bytes + 8)..]);
            Hash256 value = Sha256Tagged.Hash("aeth/backup/v1"u8, input);
            UInt128 draw = BinaryPrimitives.ReadUInt128BigEndian(value.Span);
            UInt128 stake = _validators[index].Stake;
            if (bestLog != UInt128.MaxValue && IsSurelyWorse(draw, stake, bestLog, _validators[best].Stake))
            {
                continue;
            }
            UInt128 log = NegLog.Compute(draw);
            bool scored = NegLog.TryScoreOf(log, stake, _validators.TotalStake, out UInt256 score);
            if (scored && score < bestScore)
            {
                best = index;
                bestScore = score;
                bestLog = log;
            }
        }
        return best;
    }

    // -ln(1 - x) is at least x, and the integer logarithm falls short of it by less than 101 units: most draws lose
    // without it. One unit more on the other side makes the whole scores differ, since a stake is at most the total.
    private static bool IsSurelyWorse(UInt128 draw, UInt128 stake, UInt128 bestLog, UInt128 bestStake)
    {
        UInt128 least = draw >> 64;
        return least > LogError
            && UInt256.Multiply(least - LogError, bestStake) > UInt256.Multiply(bestLog + 1, stake);
    }

    private bool IsEligible(UInt128 draw, UInt128 stake, UInt256 score)
    {
        if (_parameters.LeaderRule == 0)
        {
            return NegLog.IsEligible(score, _threshold);
        }
        // Linear rule: draw / 2^128 < tau * stake / total, cross-multiplied.
        BigInteger left = (BigInteger)draw * _parameters.TauDenominator * _validators.TotalStake;
        return left < ((BigInteger)_parameters.TauNumerator * stake << 128);
    }
}
