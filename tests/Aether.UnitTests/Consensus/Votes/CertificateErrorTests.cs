using Aether.Consensus.HotStuff;
using Aether.Consensus.Votes;
using Aether.Core;
using Aether.Core.Types;
using Aether.Crypto.Bls12381;
using Aether.Crypto.Certificates;
using Aether.TestKit.Simulation;
using Aether.UnitTests.Crypto.Bls12381;
using Xunit;

namespace Aether.UnitTests.Consensus.Votes;

/// <summary>Bad certificates of every sort against real keys: each is refused, and for its own reason.</summary>
public sealed class CertificateErrorTests
{
    private const ulong View = 4;

    // Nine equal stakes: six of them are exactly two thirds, and the bitmap has seven unused bits.
    private static readonly Lazy<KeyedCommittee> s_keys = new(
        static () => new KeyedCommittee(10, 10, 10, 10, 10, 10, 10, 10, 10));

    private static readonly ushort[] s_seven = [0, 1, 2, 3, 4, 5, 8];

    private readonly KeyedCommittee _keys;
    private readonly CommitteeCrypto _crypto;
    private readonly QuorumCertificate _root;
    private readonly QuorumCertificate _good;
    private readonly QuorumCertificate _high;
    private readonly TimeoutCertificate _timeouts;
    private readonly Hash256 _block;

    public CertificateErrorTests()
    {
        BlsVectors.SkipWithoutLibrary();
        _keys = s_keys.Value;
        Assert.True(CommitteeCrypto.TryCreate(_keys.Genesis, out CommitteeCrypto? crypto, out string reason), reason);
        _crypto = crypto;
        Header root = SimulatedGenesis.CreateHeader(_keys.Genesis);
        _block = root.Hash;
        _root = QuorumCertificate.Root(0, 0, _block);
        _good = _keys.Certificate(VoteKind.Prevote, View, _block, s_seven);
        _high = _keys.Certificate(VoteKind.Prevote, 2, _block, s_seven);
        _timeouts = Timeouts((0, 0), (0, 1), (2, 2), (2, 3), (2, 4), (2, 5), (2, 8));
    }

    [Fact]
    public void GoodOnes_AreValid()
    {
        AssertRefused(CertificateError.None, _good);
        AssertRefused(CertificateError.None, _keys.Certificate(VoteKind.Precommit, View, _block, s_seven));
        AssertRefused(CertificateError.None, _root);
        AssertRefused(CertificateError.None, _timeouts);
    }

    [Fact]
    public void EpochAndRoot()
    {
        AssertRefused(CertificateError.WrongEpoch, _good with { Epoch = 1 });
        AssertRefused(CertificateError.WrongEpoch, _root with { Epoch = 1 });
        AssertRefused(CertificateError.NotTheRoot, _root with { View = 1 });
        AssertRefused(CertificateError.NotTheRoot, _root with { BlockHash = _keys.Genesis.Hash });
        AssertRefused(CertificateError.NotTheRoot, _good with { Bitmap = [] });
        AssertRefused(CertificateError.WrongEpoch, _timeouts with { Epoch = 1 });
        AssertRefused(CertificateError.HighCertificate, _timeouts with { HighCertificate = _high with { Epoch = 1 } });
    }

    [Fact]
    public void Bitmaps()
    {
        byte[] bitmap = _good.Bitmap;

        AssertRefused(CertificateError.BitmapLength, _good with { Bitmap = bitmap[..1] });
        AssertRefused(CertificateError.BitmapLength, _good with { Bitmap = [.. bitmap, 0] });
        AssertRefused(CertificateError.NoSigners, _good with { Bitmap = [0, 0] });
        AssertRefused(CertificateError.TrailingBits, _good with { Bitmap = [bitmap[0], 0b11] });
        AssertRefused(CertificateError.TrailingBits, _good with { Bitmap = [bitmap[0], 0b1000_0001] });
        AssertRefused(CertificateError.TrailingBits, _good with { Bitmap = [0, 0b10] });
        AssertRefused(CertificateError.WrongSignature, _good with { Bitmap = [0xFF, 1] });
        AssertRefused(CertificateError.WrongSignature, _good with { Bitmap = [0x7F, 0] });
    }

    [Fact]
    public void ExactlyTwoThirds_IsNoQuorum()
    {
        AssertRefused(
            CertificateError.BelowQuorum, _keys.Certificate(VoteKind.Prevote, View, _block, 0, 1, 2, 3, 4, 5));
        AssertRefused(CertificateError.BelowQuorum, _keys.Certificate(VoteKind.Precommit, View, _block, 8));
        AssertRefused(CertificateError.BelowQuorum, Timeouts((0, 0), (0, 1), (2, 2), (2, 3), (2, 4), (2, 5)));
    }

    [Fact]
    public void Signatures_ThatAreNone()
    {
        foreach ((CertificateError error, BlsSignature signature) in BadSignatures())
        {
            AssertRefused(error, _good with { Signature = signature });
            AssertRefused(error, _timeouts with { Signature = signature });
            AssertRefused(
                CertificateError.HighCertificate,
                _timeouts with { HighCertificate = _high with { Signature = signature } });
        }
    }

    [Fact]
    public void RandomBytes_AreNeverASignature()
    {
        byte[] bytes = new byte[BlsSignature.Bytes];
        Random random = new(5);
        HashSet<CertificateError> reasons = [];
        for (int index = 0; index < 200; index++)
        {
            random.NextBytes(bytes);
            bytes[0] = (byte)(0x80 | (bytes[0] & 0x3F));
            reasons.Add(Check(_good with { Signature = new BlsSignature(bytes) }));
        }

        Assert.Equal(
            [CertificateError.NotCanonical, CertificateError.NotOnCurve, CertificateError.NotInSubgroup],
            reasons.Order());
    }

    [Fact]
    public void OtherContent()
    {
        KeyedCommittee elsewhere = new(10, 10, 10, 10, 10, 10, 10, 10, 11);
        QuorumCertificate foreign = elsewhere.Certificate(VoteKind.Prevote, View, _block, s_seven);

        AssertRefused(CertificateError.WrongSignature, foreign);
        AssertRefused(CertificateError.WrongSignature, _good with { Kind = VoteKind.Precommit });
        AssertRefused(CertificateError.WrongSignature, _good with { View = _high.View });
        AssertRefused(CertificateError.WrongSignature, _good with { BlockHash = _keys.Genesis.Hash });
        AssertRefused(CertificateError.WrongSignature, _good with { Signature = _high.Signature });
        AssertRefused(CertificateError.WrongSignature, _timeouts with { View = _timeouts.View + 1 });
        AssertRefused(CertificateError.WrongSignature, _timeouts with { Signature = _good.Signature });
    }

    // A bitmap cannot name a signer twice; a signature that counts one twice in place of another is refused.
    [Fact]
    public void ASignerCountedTwice()
    {
        Vote[] votes = [.. new ushort[] { 0, 1, 2, 3, 4, 5, 5 }.Select(
            voter => _keys.Vote(VoteKind.Prevote, View, _block, voter))];
        Assert.True(_crypto.TryAggregate([.. votes.Select(vote => vote.Signature)], out BlsSignature twice));
        AssertRefused(CertificateError.WrongSignature, _good with { Signature = twice });

        TimeoutGroup[] groups = _timeouts.Groups;
        AssertRefused(
            CertificateError.DuplicateSigner,
            _timeouts with { Groups = [groups[0], groups[1] with { Bitmap = [0b111110, 1] }] });
    }

    [Fact]
    public void TimeoutGroups()
    {
        TimeoutGroup[] groups = _timeouts.Groups;
        TimeoutGroup[] many = [.. Enumerable.Range(0, Limits.Consensus.MaxTimeoutGroups + 1)
            .Select(view => new TimeoutGroup((ulong)view, [1, 0]))];

        AssertRefused(CertificateError.GroupCount, _timeouts with { Groups = [] });
        AssertRefused(CertificateError.GroupCount, _timeouts with { View = 999, Groups = many });
        AssertRefused(CertificateError.GroupOrder, _timeouts with { Groups = [groups[1], groups[0]] });
        AssertRefused(
            CertificateError.GroupOrder, _timeouts with { Groups = [groups[0] with { HighView = 2 }, groups[1]] });
        AssertRefused(CertificateError.GroupView, _timeouts with { View = 2 });
        AssertRefused(
            CertificateError.NoSigners, _timeouts with { Groups = [groups[0] with { Bitmap = [0, 0] }, groups[1]] });
        AssertRefused(
            CertificateError.BitmapLength, _timeouts with { Groups = [groups[0] with { Bitmap = [3] }, groups[1]] });
        AssertRefused(
            CertificateError.TrailingBits, _timeouts with { Groups = [groups[0] with { Bitmap = [3, 2] }, groups[1]] });
    }

    [Fact]
    public void TimeoutsAndTheCertificateInside()
    {
        TimeoutGroup[] groups = _timeouts.Groups;
        QuorumCertificate precommits = _keys.Certificate(VoteKind.Precommit, 2, _block, s_seven);
        TimeoutGroup[] lower = [groups[0], groups[1] with { HighView = 1 }];

        AssertRefused(CertificateError.HighViewMismatch, _timeouts with { HighCertificate = _root });
        AssertRefused(CertificateError.HighViewMismatch, _timeouts with { HighCertificate = _good });
        AssertRefused(CertificateError.HighViewMismatch, _timeouts with { Groups = lower });
        AssertRefused(CertificateError.HighCertificateKind, _timeouts with { HighCertificate = precommits });
        AssertRefused(
            CertificateError.HighCertificate,
            _timeouts with { HighCertificate = _keys.Certificate(VoteKind.Prevote, 2, _block, 0, 1, 2, 3, 4, 5) });
        AssertRefused(
            CertificateError.HighCertificate,
            _timeouts with { Groups = lower, HighCertificate = _high with { View = 1 } });
        TimeoutCertificate moved = Timeouts((0, 0), (2, 1), (2, 2), (2, 3), (2, 4), (2, 5), (2, 8));
        AssertRefused(CertificateError.WrongSignature, _timeouts with { Groups = moved.Groups });
    }

    // The key k is made so that k and the others cancel: without proofs of possession its holder signs for all.
    [Fact]
    public void ARogueKey_WouldSignForAll_SoItsSetIsRefused()
    {
        byte[] secret = new byte[Bls.SecretKeyBytes];
        Bls.SecretFromSeed(new byte[32], secret);
        byte[] own = new byte[Bls.PublicKeyBytes];
        Bls.PublicKeyFromSecret(secret, own);
        Validator[] members = _keys.Genesis.Validators.Validators.ToArray();
        BlsKey rogue = Rogue(own, members.AsSpan(0, 6));
        members[6] = members[6] with { BlsKey = rogue.ToPublicKey() };
        Genesis genesis = new(
            _keys.Genesis.ChainId, 0, _keys.Genesis.Parameters, new ValidatorSet(members), []);
        byte[] message = new byte[SigningMessages.VoteBytes];
        SigningMessages.WriteVote(message, genesis.Hash, VoteKind.Prevote, 0, View, _block);
        byte[] signature = new byte[BlsSignature.Bytes];
        Bls.Sign(secret, message, signature);
        QuorumCertificate forged = _good with { Bitmap = [0x7F, 0], Signature = new BlsSignature(signature) };

        Assert.True(Committee.TryCreate(genesis.Validators, genesis.Hash, out Committee? trusting, out _));
        Assert.True(trusting.VerifyQuorum(forged));
        Assert.False(CommitteeCrypto.TryCreate(genesis, out _, out string reason));
        Assert.Equal("the BLS key of validator 6 has no valid proof of possession", reason);
        AssertRefused(CertificateError.WrongSignature, forged);
    }

    // own - (k0 + ... + k5): one bit of the compressed form is the sign.
    private static BlsKey Rogue(byte[] own, ReadOnlySpan<Validator> others)
    {
        List<BlsKey> keys = [];
        foreach (Validator other in others)
        {
            Assert.True(BlsKey.TryDecode(other.BlsKey.Span, out BlsKey? key));
            keys.Add(key);
        }
        Assert.True(BlsKey.TrySum(keys.ToArray(), out BlsKey? sum));
        byte[] negated = new byte[Bls.PublicKeyBytes];
        sum.Write(negated);
        negated[0] ^= 0x20;
        Assert.True(BlsKey.TryDecode(negated, out BlsKey? minus) & BlsKey.TryDecode(own, out BlsKey? plus));
        Assert.True(BlsKey.TrySum([plus!, minus!], out BlsKey? rogue));
        return rogue;
    }

    private static List<(CertificateError Error, BlsSignature Signature)> BadSignatures()
    {
        byte[] infinity = new byte[BlsSignature.Bytes];
        infinity[0] = 0xC0;
        byte[] padded = [.. infinity];
        padded[95] = 1;
        byte[] tooLarge = new byte[BlsSignature.Bytes];
        tooLarge.AsSpan().Fill(0xFF);
        tooLarge[0] = 0x9F;
        byte[] flagless = new byte[BlsSignature.Bytes];
        flagless[95] = 1;
        return
        [
            (CertificateError.ZeroSignature, default),
            (CertificateError.InfiniteSignature, new BlsSignature(infinity)),
            (CertificateError.NotCanonical, new BlsSignature(padded)),
            (CertificateError.NotCanonical, new BlsSignature(tooLarge)),
            (CertificateError.NotCanonical, new BlsSignature(flagless)),
            (CertificateError.NotOnCurve, Find(BlsPointError.NotOnCurve)),
            (CertificateError.NotInSubgroup, Find(BlsPointError.NotInSubgroup)),
        ];
    }

    // Half of all small coordinates are on the curve, and of those hardly any in the subgroup.
    private static BlsSignature Find(BlsPointError error)
    {
        byte[] bytes = new byte[BlsSignature.Bytes];
        bytes[0] = 0x80;
        do
        {
            bytes[95]++;
        }
        while (Bls.CheckSignature(bytes) != error);
        return new BlsSignature(bytes);
    }

    private TimeoutCertificate Timeouts(params (ulong HighView, ushort Signer)[] signers) =>
        _keys.TimeoutCertificate(View, _high, signers);

    // A new checker each time: nothing may come from its memory of valid certificates.
    private CertificateChecker NewChecker() => new(_keys.Genesis.Validators, _crypto, new ConsensusRules(), _root);

    private CertificateError Check(QuorumCertificate certificate) => NewChecker().Check(certificate);

    private void AssertRefused(CertificateError expected, QuorumCertificate certificate)
    {
        CertificateChecker checker = NewChecker();
        Assert.Equal(expected, checker.Check(certificate));
        Assert.Equal(expected, checker.Check(certificate));
        Assert.Equal(expected == CertificateError.None, checker.IsValid(certificate));
    }

    private void AssertRefused(CertificateError expected, TimeoutCertificate certificate)
    {
        CertificateChecker checker = NewChecker();
        Assert.Equal(expected, checker.Check(certificate));
        Assert.Equal(expected == CertificateError.None, checker.IsValid(certificate));
    }
}
