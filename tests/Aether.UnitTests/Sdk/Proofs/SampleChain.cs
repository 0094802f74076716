using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Bls12381;
using Aether.Crypto.Merkle;
using Aether.Sdk.Proofs;
using Xunit;

namespace Aether.UnitTests.Sdk.Proofs;

/// <summary>
/// Four validators of equal stake, one block with a state of two accounts and three receipts, all signed for real.
/// </summary>
internal sealed class SampleChain
{
    private readonly byte[][] _secrets = new byte[4][];

    public SampleChain(string chainId = "aether-dev-1")
    {
        Validator[] validators = new Validator[4];
        for (int index = 0; index < validators.Length; index++)
        {
            _secrets[index] = new byte[32];
            Bls.SecretFromSeed(Bytes(32, (byte)(index + 1)), _secrets[index]);
            validators[index] = ValidatorOf(index);
        }
        Genesis = new Genesis(chainId, 1_000, new ChainParameters(), new ValidatorSet(validators), []);
        AssertOrder();
        AccountValue = Ace.Encode(new Account(3, [new AssetBalance(AssetId.Swr, 1_500_000_000)]));
        Receipts = [ReceiptOf(0), ReceiptOf(1), ReceiptOf(2)];
        Header = HeaderOf(StateRoot, MerkleTree.RootOfItems([.. Receipts.Select(Ace.Encode)]));
    }

    public Genesis Genesis { get; }

    public Address Holder { get; } = new(Hash(11));

    public Address Stranger { get; } = new(Hash(12));

    public byte[] AccountValue { get; }

    public Receipt[] Receipts { get; }

    public Header Header { get; }

    private Hash256 HolderKey => StateKey.ForAccount(Holder);

    // On the other side of the root.
    private Hash256 OtherKey
    {
        get
        {
            byte[] key = HolderKey.ToArray();
            key[0] ^= 0x80;
            return new Hash256(key);
        }
    }

    private Hash256 OtherLeaf => SparseLeaf(OtherKey, [9]);

    private Hash256 StateRoot
    {
        get
        {
            Hash256 own = SparseLeaf(HolderKey, AccountValue);
            return (HolderKey.Span[0] & 0x80) == 0 ? Inner(own, OtherLeaf) : Inner(OtherLeaf, own);
        }
    }

    public static Hash256 Hash(byte fill) => new(Bytes(32, fill));

    public ProofFile AccountProof() => ProofFile.ForAccount(
        Genesis.Hash, Holder, AccountValue, Ace.Encode(Path(HolderKey, AccountValue, OtherLeaf)),
        Ace.Encode(Header), Ace.Encode(Commit(Header, 3)));

    /// <summary>The stranger has no account: its path ends in another leaf.</summary>
    public ProofFile AbsenceProof()
    {
        bool besideHolder = ((StateKey.ForAccount(Stranger).Span[0] ^ HolderKey.Span[0]) & 0x80) == 0;
        SparseMerkleProof path = besideHolder
            ? Path(HolderKey, AccountValue, OtherLeaf)
            : Path(OtherKey, [9], SparseLeaf(HolderKey, AccountValue));
        return ProofFile.ForAccount(
            Genesis.Hash, Stranger, null, Ace.Encode(path), Ace.Encode(Header), Ace.Encode(Commit(Header, 3)));
    }

    public ProofFile ReceiptProof(int index)
    {
        Hash256[] leaves = MerkleTree.HashItems([.. Receipts.Select(Ace.Encode)]);
        MerkleProof proof = MerkleTree.Prove(leaves, index);
        return ProofFile.ForReceipt(
            Genesis.Hash, Receipts[index].TransactionId, Ace.Encode(Receipts[index]), Ace.Encode(proof),
            Ace.Encode(Header), Ace.Encode(Commit(Header, 3)));
    }

    /// <summary>A commit certificate by the first <paramref name="signers"/> validators.</summary>
    public FinalityProof Commit(Header header, int signers, Hash256? genesisHash = null)
    {
        byte[] message = new byte[SigningMessages.VoteBytes];
        Hash256 chain = genesisHash ?? Genesis.Hash;
        SigningMessages.WriteVote(message, chain, VoteKind.Precommit, header.Epoch, header.View, header.Hash);
        byte[] signatures = new byte[signers * BlsSignature.Bytes];
        byte[] bitmap = new byte[SignerBitmap.BytesFor(4)];
        for (int index = 0; index < signers; index++)
        {
            Bls.Sign(_secrets[index], message, signatures.AsSpan(index * BlsSignature.Bytes, BlsSignature.Bytes));
            SignerBitmap.Add(bitmap, index);
        }
        byte[] aggregate = new byte[BlsSignature.Bytes];
        Bls.TryAggregate(signatures, aggregate);
        QuorumCertificate certificate = new(
            VoteKind.Precommit, header.Epoch, header.View, header.Hash, bitmap, new BlsSignature(aggregate));
        return new FinalityProof([], certificate, null, null);
    }

    public Header HeaderOf(Hash256 stateRoot, Hash256 receiptsRoot, uint epoch = 0) => new()
    {
        Epoch = epoch,
        View = 9,
        Height = 5,
        ParentHash = Hash(7),
        Justify = QuorumCertificate.Root(0, 8, Hash(7)),
        TimestampMs = 5_000,
        Proposer = 1,
        LeadKind = LeadKind.Backup,
        VrfProof = default,
        PayloadRoot = Hash256.Zero,
        PayloadBytes = 4,
        StateRoot = stateRoot,
        ReceiptsRoot = receiptsRoot,
    };

    private static SparseMerkleProof Path(Hash256 key, byte[] value, Hash256 sibling) =>
        new(1, [1], [sibling], key, StateHasher.HashValue(value));

    private static Hash256 SparseLeaf(Hash256 key, byte[] value) =>
        StateHasher.HashLeaf(key, StateHasher.HashValue(value));

    private static Hash256 Inner(Hash256 left, Hash256 right) => StateHasher.HashNode(left, right);

    private static Receipt ReceiptOf(byte index) => new(
        Hash((byte)(20 + index)),
        index == 1 ? ReceiptStatus.OutOfGas : ReceiptStatus.Success,
        1_000,
        12_345,
        Hash(30),
        [],
        Hash(31));

    private static byte[] Bytes(int count, byte fill) => [.. Enumerable.Repeat(fill, count)];

    private Validator ValidatorOf(int index)
    {
        byte[] key = new byte[BlsPublicKey.Bytes];
        Bls.PublicKeyFromSecret(_secrets[index], key);
        return new Validator
        {
            Address = new Address(Hash((byte)(index + 1))),
            ColdKey = default,
            Stake = 100,
            VrfKey = default,
            BlsKey = new BlsPublicKey(key),
            BlsPossession = default,
            KesKey = default,
            KesStartEpoch = 0,
            ShredKey = default,
        };
    }

    // The set orders itself; with equal stakes that is by address, which is the order of creation.
    private void AssertOrder()
    {
        byte[] key = new byte[BlsPublicKey.Bytes];
        for (int index = 0; index < _secrets.Length; index++)
        {
            Bls.PublicKeyFromSecret(_secrets[index], key);
            Assert.True(Genesis.Validators[index].BlsKey.Span.SequenceEqual(key));
        }
    }
}
