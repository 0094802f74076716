using System.Collections;
using Aether.Crypto.Bls12381;
using Aether.Native.Bls;
using Aether.TestKit;
using Aether.UnitTests.Native.Bls;
using Xunit;

namespace Aether.UnitTests.Crypto.Bls12381;

public sealed class BlsVotesTests
{
    private const int Count = 40;

    private static readonly byte[] s_message = "a vote"u8.ToArray();
    private static readonly Lazy<(BlsKey[] Keys, byte[] Signatures)> s_committee = new(MakeCommittee);

    public BlsVotesTests() => BlsVectors.SkipWithoutLibrary();

    /// <summary>Rules, variants, and numbers of cores.</summary>
    public static TheoryData<BlsVoteRule, LanesVariant, int> Ways()
    {
        TheoryData<BlsVoteRule, LanesVariant, int> ways = [];
        foreach (BlsVoteRule rule in Enum.GetValues<BlsVoteRule>())
        {
            foreach (LanesVariant variant in Enum.GetValues<LanesVariant>().Where(Lanes.IsSupported))
            {
                ways.Add(rule, variant, 1);
                ways.Add(rule, variant, 3);
            }
        }

        return ways;
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Admit_GoodVotes_AcceptsAllAndSums(BlsVoteRule rule, LanesVariant variant, int degree)
    {
        (BlsKey[] keys, byte[] signatures) = s_committee.Value;
        using BlsVotes votes = new(Count, degree, variant);
        for (int count = 0; count <= Count; count += 13)
        {
            byte[] bytes = signatures[..(count * 96)];
            (bool[] verdicts, byte[] sum) = Admit(votes, rule, keys[..count], bytes);
            Assert.All(verdicts, Assert.True);
            byte[] expected = new byte[96];
            expected[0] = 0xC0;
            Assert.Equal(count != 0, Bls.TryAggregate(bytes, count == 0 ? new byte[96] : expected));
            Assert.Equal(expected, sum);
        }
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Admit_SomeBad_RejectsExactlyThose(BlsVoteRule rule, LanesVariant variant, int degree)
    {
        (BlsKey[] keys, byte[] signatures) = s_committee.Value;
        using BlsVotes votes = new(Count, degree, variant);
        foreach (int[] bad in (int[][])[[0], [Count - 1], [7, 8], [3, 17, 18, 39], [.. Enumerable.Range(0, Count)]])
        {
            byte[] damaged = signatures.ToArray();
            foreach (int vote in bad)
                BadSignature(vote).CopyTo(damaged, vote * 96);
            (bool[] verdicts, byte[] sum) = Admit(votes, rule, keys, damaged);
            for (int vote = 0; vote < Count; vote++)
                Assert.Equal(!bad.Contains(vote), verdicts[vote]);
            BlsKey[] accepted = [.. keys.Where((_, vote) => verdicts[vote])];
            Assert.Equal(accepted.Length != 0, Bls.FastAggregateVerify(accepted, s_message, sum));
        }
    }

    [Fact]
    public void Admit_CancellingSignatures_AreOneSumButNotTwoVotes()
    {
        // Votes 4 and 9 are off by the same point in opposite directions: their sum is right, neither verifies.
        (BlsKey[] keys, byte[] signatures) = s_committee.Value;
        byte[] cancelling = signatures.ToArray();
        byte[] error = BlsVectors.Sign(BlsVectors.Secret(99), "an error"u8);
        Shift(cancelling.AsSpan(4 * 96, 96), error);
        error[0] ^= 0x20;
        Shift(cancelling.AsSpan(9 * 96, 96), error);
        Assert.False(Bls.Verify(keys[4], s_message, cancelling.AsSpan(4 * 96, 96)));
        Assert.False(Bls.Verify(keys[9], s_message, cancelling.AsSpan(9 * 96, 96)));

        using BlsVotes votes = new(Count, degree: 2);
        (bool[] each, byte[] sumOfEach) = Admit(votes, BlsVoteRule.Each, keys, cancelling);
        for (int vote = 0; vote < Count; vote++)
            Assert.Equal(vote is not (4 or 9), each[vote]);
        BlsKey[] accepted = [.. keys.Where((_, vote) => each[vote])];
        Assert.True(Bls.FastAggregateVerify(accepted, s_message, sumOfEach));

        (bool[] together, byte[] sum) = Admit(votes, BlsVoteRule.Sum, keys, cancelling);
        Assert.All(together, Assert.True);
        Assert.True(Bls.FastAggregateVerify(keys, s_message, sum));
    }

    [Fact]
    public void Admit_CancellingSignaturesBesideABadOne_StillSumUp()
    {
        // Halving may part the two errors and then rejects both; what it accepts verifies in any case.
        (BlsKey[] keys, byte[] signatures) = s_committee.Value;
        byte[] damaged = signatures.ToArray();
        byte[] error = BlsVectors.Sign(BlsVectors.Secret(99), "an error"u8);
        Shift(damaged.AsSpan(4 * 96, 96), error);
        error[0] ^= 0x20;
        Shift(damaged.AsSpan(30 * 96, 96), error);
        BadSignature(20).CopyTo(damaged, 20 * 96);
        using BlsVotes votes = new(Count, degree: 1);
        (bool[] verdicts, byte[] sum) = Admit(votes, BlsVoteRule.Sum, keys, damaged);
        Assert.False(verdicts[20]);
        Assert.Equal(verdicts[4], verdicts[30]);
        BlsKey[] accepted = [.. keys.Where((_, vote) => verdicts[vote])];
        Assert.InRange(accepted.Length, Count - 3, Count - 1);
        Assert.True(Bls.FastAggregateVerify(accepted, s_message, sum));
    }

    [Fact]
    public void Admit_OppositeKeysOfOneOwner_AreJudgedByTheEquation()
    {
        (BlsKey[] keys, byte[] signatures) = s_committee.Value;
        byte[] publicKey = new byte[48];
        keys[0].Write(publicKey);
        publicKey[0] ^= 0x20;
        Assert.True(BlsKey.TryDecode(publicKey, out BlsKey? opposite));
        byte[] both = [.. signatures[..96], .. signatures[..96]];
        both[96] ^= 0x20;
        using BlsVotes votes = new(2, degree: 1);
        foreach (BlsVoteRule rule in Enum.GetValues<BlsVoteRule>())
            Assert.All(Admit(votes, rule, [keys[0], opposite], both).Verdicts, Assert.True);
    }

    [Theory]
    [MemberData(nameof(Ways))]
    public void Admit_AfterWarmUp_AllocatesNothing(BlsVoteRule rule, LanesVariant variant, int degree)
    {
        (BlsKey[] keys, byte[] signatures) = s_committee.Value;
        using BlsVotes votes = new(4, degree, variant);
        BlsKey[] few = keys[..4];
        byte[] bytes = signatures[..(4 * 96)];
        BadSignature(2).CopyTo(bytes, 2 * 96);
        byte[] verdicts = new byte[1];
        byte[] sum = new byte[96];
        Allocations.AssertNone(() => votes.Admit(rule, few, s_message, bytes, verdicts, sum));
        Assert.Equal(0b1011, verdicts[0]);
    }

    [Fact]
    public void Admit_WrongLengths_Throw()
    {
        (BlsKey[] keys, byte[] signatures) = s_committee.Value;
        using BlsVotes votes = new(2, degree: 1);
        Assert.Equal(2, votes.Capacity);
        Assert.Throws<ArgumentOutOfRangeException>(() => Admit(votes, BlsVoteRule.Sum, keys[..3], signatures[..288]));
        Assert.Throws<ArgumentOutOfRangeException>(() => Admit(votes, BlsVoteRule.Sum, keys[..2], signatures[..191]));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlsVotes(0, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new BlsVotes(1, 0));
        Assert.Throws<PlatformNotSupportedException>(() => new BlsVotes(1, 1, (LanesVariant)99));
    }

    private static (BlsKey[] Keys, byte[] Signatures) MakeCommittee()
    {
        BlsKey[] keys = new BlsKey[Count];
        byte[] signatures = new byte[Count * 96];
        for (int vote = 0; vote < Count; vote++)
        {
            byte[] secret = BlsVectors.Secret(vote);
            keys[vote] = BlsVectors.Key(secret);
            BlsVectors.Sign(secret, s_message).CopyTo(signatures, vote * 96);
        }

        return (keys, signatures);
    }

    /// <summary>Another message, another signer's, infinity, outside the subgroup, or no point at all.</summary>
    private static byte[] BadSignature(int vote) => (vote % 5) switch
    {
        0 => BlsVectors.Sign(BlsVectors.Secret(vote), "another message"u8),
        1 => BlsVectors.Sign(BlsVectors.Secret(vote + 1), s_message),
        2 => [0xC0, .. new byte[95]],
        3 => LanesSamples.OutsideTheGroup(),
        _ => new byte[96],
    };

    private static void Shift(Span<byte> signature, ReadOnlySpan<byte> error)
    {
        byte[] sum = new byte[96];
        Assert.True(Bls.TryAggregate([.. signature, .. error], sum));
        sum.CopyTo(signature);
    }

    private static (bool[] Verdicts, byte[] Sum) Admit(
        BlsVotes votes, BlsVoteRule rule, BlsKey[] keys, byte[] signatures)
    {
        byte[] bitmap = new byte[BlsVotes.VerdictBytes(keys.Length)];
        bitmap.AsSpan().Fill(0xFF);
        byte[] sum = new byte[96];
        int accepted = votes.Admit(rule, keys, s_message, signatures, bitmap, sum);
        bool[] bits = [.. new BitArray(bitmap).Cast<bool>()];
        Assert.Equal(accepted, bits.Count(bit => bit));
        return (bits[..keys.Length], sum);
    }
}
