using Aether.Core.Types;
using Aether.Crypto.Bls12381;
using Aether.Crypto.Merkle;

namespace Aether.TestKit.Simulation;

/// <summary>A chain of several epochs whose validators have real keys and change, and all that they can sign.</summary>
/// <remarks>
/// Every epoch has two ordinary blocks, a closing block and a helper. Heights and timestamps rise by one and 500 ms
/// from block to block.
/// </remarks>
public sealed class KeyedEpochs
{
    private const uint Slots = 8;

    private readonly ValidatorSet[] _sets;

    /// <summary>A chain of epochs with these validators: each a number, of stake 100 and the number.</summary>
    public KeyedEpochs(string chainId, params byte[][] members)
    {
        _sets = [.. members.Select(numbers => new ValidatorSet(numbers.Select(CreateValidator)))];
        ChainParameters parameters = new() { EpochSlots = Slots };
        Genesis = new Genesis(chainId, SimulatedGenesis.TimestampMs, parameters, _sets[0], []);
        Header root = Child(null, 0, 0, default);
        List<KeyedEpoch> epochs = [];
        for (uint epoch = 0; epoch + 1 < _sets.Length; epoch++)
        {
            epochs.Add(Build(root, epoch));
            root = epochs[^1].Closing;
        }
        Epochs = [.. epochs];
    }

    /// <summary>The chain.</summary>
    public Genesis Genesis { get; }

    /// <summary>All epochs but the last, which has a set only.</summary>
    public KeyedEpoch[] Epochs { get; }

    /// <summary>The set of an epoch.</summary>
    public ValidatorSet SetOf(uint epoch) => _sets[epoch];

    /// <summary>A commit certificate by all validators of the header's epoch, as a proof with this path.</summary>
    public FinalityProof Commit(Header header, params Header[] path)
    {
        Header certified = path.Length == 0 ? header : path[^1];
        return new FinalityProof(path, Certify(VoteKind.Precommit, certified, All(certified.Epoch)), null, null);
    }

    /// <summary>A two-chain proof by all validators.</summary>
    public FinalityProof TwoChain(Header header, Header child) => new(
        [],
        Certify(VoteKind.Prevote, header, All(header.Epoch)),
        child,
        Certify(VoteKind.Prevote, child, All(child.Epoch)));

    /// <summary>A certificate by the validators with these indices in the header's epoch.</summary>
    public QuorumCertificate Certify(VoteKind kind, Header header, params int[] signers) =>
        Certify(kind, header, _sets[header.Epoch], signers);

    /// <summary>A certificate by members of any set, as it were of the header's epoch.</summary>
    public QuorumCertificate Certify(VoteKind kind, Header header, ValidatorSet set, params int[] signers)
    {
        byte[] message = new byte[SigningMessages.VoteBytes];
        SigningMessages.WriteVote(message, Genesis.Hash, kind, header.Epoch, header.View, header.Hash);
        byte[] flat = new byte[signers.Length * BlsSignature.Bytes];
        byte[] bitmap = new byte[SignerBitmap.BytesFor(set.Count)];
        for (int index = 0; index < signers.Length; index++)
        {
            byte number = set[signers[index]].Address.Value.Span[0];
            Bls.Sign(SecretOf(number), message, flat.AsSpan(index * BlsSignature.Bytes, BlsSignature.Bytes));
            SignerBitmap.Add(bitmap, signers[index]);
        }
        byte[] sum = new byte[BlsSignature.Bytes];
        bool ok = Bls.TryAggregate(flat, sum);
        return ok
            ? new QuorumCertificate(kind, header.Epoch, header.View, header.Hash, bitmap, new BlsSignature(sum))
            : throw new ArgumentException("not signatures");
    }

    /// <summary>The indices of all validators of an epoch.</summary>
    public int[] All(uint epoch) => [.. Enumerable.Range(0, _sets[epoch].Count)];

    /// <summary>The transition into an epoch.</summary>
    public EpochTransition TransitionTo(uint epoch) => new(epoch, Fill((byte)(0xE0 + epoch)), _sets[epoch]);

    /// <summary>A header on a parent; null for block 0.</summary>
    public static Header Child(Header? parent, uint epoch, ulong view, Hash256 payloadRoot) => new()
    {
        Epoch = epoch,
        View = view,
        Height = parent is null ? 0 : parent.Height + 1,
        ParentHash = parent?.Hash ?? Hash256.Zero,
        Justify = QuorumCertificate.Root(epoch, parent?.View ?? 0, parent?.Hash ?? Hash256.Zero),
        TimestampMs = parent is null ? SimulatedGenesis.TimestampMs : parent.TimestampMs + 500,
        Proposer = 0,
        LeadKind = LeadKind.Backup,
        VrfProof = default,
        PayloadRoot = payloadRoot,
        PayloadBytes = 4,
        StateRoot = Fill(3),
        ReceiptsRoot = Fill(4),
    };

    private static Hash256 Fill(byte value) => new(Enumerable.Repeat(value, Hash256.Bytes).ToArray());

    private static byte[] SecretOf(byte number)
    {
        byte[] secret = new byte[Bls.SecretKeyBytes];
        Bls.SecretFromSeed(Fill(number).Span, secret);
        return secret;
    }

    private KeyedEpoch Build(Header root, uint epoch)
    {
        Hash256 transition = PayloadCommitment.PayloadRoot(new BlockPayload([], [], TransitionTo(epoch + 1)));
        Header first = Child(root, epoch, root.View + 1, Hash256.Zero);
        Header second = Child(first, epoch, root.View + 3, Hash256.Zero);
        Header closing = Child(second, epoch, root.View + Slots + 1, transition);
        Header helper = Child(closing, epoch, closing.View + 1, Hash256.Zero);
        EpochProof proof = new(closing, TransitionTo(epoch + 1), Commit(closing));
        return new KeyedEpoch(root, first, second, closing, helper, proof);
    }

    private Validator CreateValidator(byte number)
    {
        byte[] key = new byte[BlsPublicKey.Bytes];
        Bls.PublicKeyFromSecret(SecretOf(number), key);
        return new Validator
        {
            Address = new Address(Fill(number)),
            ColdKey = default,
            Stake = 100U + number,
            VrfKey = default,
            BlsKey = new BlsPublicKey(key),
            BlsPossession = default,
            KesKey = default,
            KesStartEpoch = 0,
            ShredKey = default,
        };
    }
}
