using Aether.Core.Types;
using Aether.Crypto.Bls12381;
using Aether.Crypto.Certificates;

namespace Aether.KernelBench.Rows;

/// <summary>A committee of a thousand equal validators with real keys, and what they sign. Made once.</summary>
internal sealed class CommitteeInputs
{
    public const int Validators = 1000;
    public const ulong View = 9;

    private static readonly Lazy<CommitteeInputs> s_shared = new(static () => new CommitteeInputs());

    private readonly byte[][] _secrets = new byte[Validators][];
    private readonly BlsKey[] _keys = new BlsKey[Validators];

    private CommitteeInputs()
    {
        Validator[] members = new Validator[Validators];
        Dictionary<Address, byte[]> secrets = [];
        for (int index = 0; index < Validators; index++)
        {
            byte[] seed = new byte[32];
            BitConverter.TryWriteBytes(seed, index);
            byte[] secret = new byte[Bls.SecretKeyBytes];
            byte[] key = new byte[Bls.PublicKeyBytes];
            Bls.SecretFromSeed(seed, secret);
            Bls.PublicKeyFromSecret(secret, key);
            PublicKey none = new(Hash256.Zero);
            members[index] = new Validator
            {
                Address = new Address(new Hash256(seed)),
                ColdKey = none,
                Stake = 1,
                VrfKey = none,
                BlsKey = new BlsPublicKey(key),
                BlsPossession = default,
                KesKey = none,
                KesStartEpoch = 0,
                ShredKey = none,
            };
            secrets.Add(members[index].Address, secret);
        }

        ValidatorSet set = new(members);
        for (int index = 0; index < Validators; index++)
        {
            _secrets[index] = secrets[set[index].Address];
            _keys[index] = BlsKey.TryDecode(set[index].BlsKey.Span, out BlsKey? key)
                ? key
                : throw new InvalidOperationException("a key does not decode");
        }

        bool ok = Committee.TryCreate(set, Hash256.Zero, out Committee? committee, out string reason);
        Committee = ok ? committee! : throw new InvalidOperationException(reason);
    }

    public static CommitteeInputs Shared => s_shared.Value;

    public Committee Committee { get; }

    /// <summary>A prevote of a validator for the zero block.</summary>
    public Vote Vote(int index) => new(
        VoteKind.Prevote, 0, View, Hash256.Zero, (ushort)index, Sign(index, VoteMessage()));

    /// <summary>Verifies a vote by blst alone: one key, one message, one signature.</summary>
    public bool VerifyPlain(Vote vote)
    {
        Span<byte> message = stackalloc byte[SigningMessages.VoteBytes];
        SigningMessages.WriteVote(message, Hash256.Zero, vote.Kind, vote.Epoch, vote.View, vote.BlockHash);
        return Bls.Verify(_keys[vote.Voter], message, vote.Signature.Span);
    }

    /// <summary>A certificate by the first validators.</summary>
    public QuorumCertificate Certificate(int signers)
    {
        byte[] message = VoteMessage();
        BlsSignature sum = Sum(Enumerable.Range(0, signers).Select(index => Sign(index, message)));
        return new QuorumCertificate(
            VoteKind.Prevote, 0, View, Hash256.Zero, Bitmap(Enumerable.Range(0, signers)), sum);
    }

    /// <summary>Timeouts of the first validators, spread evenly over groups.</summary>
    public TimeoutCertificate Timeouts(int signers, int groups)
    {
        TimeoutGroup[] list = new TimeoutGroup[groups];
        List<BlsSignature> signatures = [];
        for (int group = 0; group < groups; group++)
        {
            byte[] message = new byte[SigningMessages.TimeoutBytes];
            SigningMessages.WriteTimeout(message, Hash256.Zero, 0, View + 99, (ulong)group);
            int[] members = [.. Enumerable.Range(0, signers).Where(index => index % groups == group)];
            signatures.AddRange(members.Select(index => Sign(index, message)));
            list[group] = new TimeoutGroup((ulong)group, Bitmap(members));
        }

        QuorumCertificate none = QuorumCertificate.Root(0, (ulong)(groups - 1), Hash256.Zero);
        return new TimeoutCertificate(0, View + 99, list, Sum(signatures), none);
    }

    private static byte[] VoteMessage()
    {
        byte[] message = new byte[SigningMessages.VoteBytes];
        SigningMessages.WriteVote(message, Hash256.Zero, VoteKind.Prevote, 0, View, Hash256.Zero);
        return message;
    }

    private static byte[] Bitmap(IEnumerable<int> signers)
    {
        byte[] bitmap = new byte[SignerBitmap.BytesFor(Validators)];
        foreach (int signer in signers)
            SignerBitmap.Add(bitmap, signer);
        return bitmap;
    }

    private static BlsSignature Sum(IEnumerable<BlsSignature> signatures)
    {
        byte[] sum = new byte[BlsSignature.Bytes];
        bool ok = Bls.TryAggregate([.. signatures.SelectMany(signature => signature.Span.ToArray())], sum);
        return ok ? new BlsSignature(sum) : throw new InvalidOperationException("the signatures have no sum");
    }

    private BlsSignature Sign(int index, byte[] message)
    {
        byte[] signature = new byte[BlsSignature.Bytes];
        Bls.Sign(_secrets[index], message, signature);
        return new BlsSignature(signature);
    }
}
