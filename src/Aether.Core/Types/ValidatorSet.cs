using System.Security.Cryptography;
using Aether.Core.Codec;
using Aether.Core.Diagnostics;

namespace Aether.Core.Types;

/// <summary>
/// The validators of one epoch, ordered by stake descending, then address ascending. An index means this order.
/// </summary>
public sealed class ValidatorSet : IAceValue<ValidatorSet>
{
    private readonly Validator[] _validators;

    /// <summary>
    /// Orders the validators canonically. Addresses and BLS keys must be distinct, total stake within the quorum bound.
    /// </summary>
    public ValidatorSet(IEnumerable<Validator> validators)
    {
        _validators = validators.ToArray();
        Array.Sort(_validators, Compare);
        TotalStake = SumStake(_validators, out bool fits);
        Check.That(fits && _validators.Length is > 0 and <= Limits.Consensus.MaxValidators);
        Check.That(HasDistinctIdentities(_validators));
    }

    private ValidatorSet(Validator[] canonical, UInt128 total)
    {
        _validators = canonical;
        TotalStake = total;
    }

    /// <summary>Number of validators.</summary>
    public int Count => _validators.Length;

    /// <summary>Sum of all stakes.</summary>
    public UInt128 TotalStake { get; }

    /// <summary>The validators in canonical order.</summary>
    public ReadOnlySpan<Validator> Validators => _validators;

    /// <summary>The validator with this index.</summary>
    public Validator this[int index] => _validators[index];

    /// <inheritdoc/>
    public static ValidatorSet Decode(ref AceReader reader)
    {
        Validator[] validators = reader.List<Validator>(Limits.Consensus.MaxValidators, Validator.EncodedBytes);
        reader.Require(reader.Failed || validators.Length > 0);
        for (int index = 1; index < validators.Length; index++)
        {
            reader.Require(Compare(validators[index - 1], validators[index]) < 0, DecodeError.NotSorted);
        }
        UInt128 total = SumStake(validators, out bool fits);
        reader.Require(fits);
        reader.Require(reader.Failed || HasDistinctIdentities(validators));
        return new ValidatorSet(validators, total);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer) => writer.List<Validator>(_validators);

    /// <summary>SHA-256("aeth/set/v1" || set).</summary>
    public Hash256 ComputeHash()
    {
        AceWriter writer = new(Count * Validator.EncodedBytes);
        writer.Fixed("aeth/set/v1"u8);
        Encode(writer);
        return new Hash256(SHA256.HashData(writer.WrittenSpan));
    }

    /// <summary>Index of the validator with this address, or -1.</summary>
    public int IndexOf(Address address) => Array.FindIndex(_validators, validator => validator.Address == address);

    /// <summary>Stake of the signers in a canonical bitmap.</summary>
    public UInt128 StakeOf(ReadOnlySpan<byte> bitmap)
    {
        UInt128 sum = 0;
        for (int index = 0; index < _validators.Length; index++)
        {
            sum += SignerBitmap.Contains(bitmap, index) ? _validators[index].Stake : 0;
        }
        return sum;
    }

    // The order tells validators of equal stake apart, nothing more: an address or a voting key could appear twice.
    private static bool HasDistinctIdentities(Validator[] validators)
    {
        HashSet<Address> addresses = new(validators.Length);
        HashSet<BlsPublicKey> keys = new(validators.Length);
        foreach (Validator validator in validators)
        {
            if (!addresses.Add(validator.Address) || !keys.Add(validator.BlsKey))
            {
                return false;
            }
        }
        return true;
    }

    private static int Compare(Validator left, Validator right)
    {
        int order = right.Stake.CompareTo(left.Stake);
        return order != 0 ? order : left.Address.CompareTo(right.Address);
    }

    private static UInt128 SumStake(Validator[] validators, out bool fits)
    {
        UInt128 sum = 0;
        fits = true;
        foreach (Validator validator in validators)
        {
            UInt128 next = unchecked(sum + validator.Stake);
            fits &= next >= sum && next <= Quorum.MaxTotal;
            sum = next;
        }
        return sum;
    }
}
