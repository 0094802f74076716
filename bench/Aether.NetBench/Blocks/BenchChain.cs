using System.Security.Cryptography;
using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.LeaderElection;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.Da.Shreds;

namespace Aether.NetBench.Blocks;

/// <summary>A genesis of validators with real shred keys; of consensus only the claims, which always hold.</summary>
internal sealed class BenchChain : IConsensusCrypto, IConsensusCryptoFactory
{
    private readonly Lottery _lottery;

    public BenchChain(int validators)
    {
        ValidatorSet set = new(Enumerable.Range(0, validators).Select(Create));
        Genesis = new Genesis("aether-bench", 1_000, new ChainParameters(), set, []);
        Epoch = EpochContext.First(Genesis, HeaderOf(0, 0, []));
        _lottery = new Lottery(Genesis, set, Epoch.Randomness);
    }

    public Genesis Genesis { get; }

    public EpochContext Epoch { get; }

    public int LeaderOf(ulong view) => _lottery.BackupLeader(view);

    public ShredSigner SignerOf(int index) => new(Genesis.Hash, SeedOf(Genesis.Validators[index].Address));

    /// <summary>The encoded proposal of the leader of a view.</summary>
    public byte[] Propose(ulong view, byte[] payload, out Hash256 hash)
    {
        Header header = HeaderOf(view, (ushort)LeaderOf(view), payload);
        hash = header.Hash;
        return Ace.Encode(ConsensusMessage.Of(new Proposal(new SignedHeader(header, 0, new byte[96]), payload)));
    }

    public IConsensusCrypto Create(EpochContext epoch) => this;

    public bool VerifyVote(Vote vote) => true;

    public bool VerifyTimeout(TimeoutVote timeout) => true;

    public bool VerifyCertificate(QuorumCertificate certificate) => true;

    public bool VerifyTimeoutCertificate(TimeoutCertificate certificate) => true;

    public bool VerifyHeader(SignedHeader header) => true;

    public bool VerifyPayload(Header header, byte[] payload) => RootOf(payload) == header.PayloadRoot;

    public bool TryAggregate(IReadOnlyList<BlsSignature> signatures, out BlsSignature aggregate)
    {
        aggregate = default;
        return true;
    }

    public bool VerifyVrf(int validator, ReadOnlySpan<byte> alpha, VrfProof proof, Span<byte> output)
    {
        output.Clear();
        return true;
    }

    private static Hash256 RootOf(byte[] payload) => new(SHA256.HashData(payload));

    private static byte[] SeedOf(Address address) => SHA256.HashData(address.Value.Span);

    private static Header HeaderOf(ulong view, ushort proposer, byte[] payload) => new()
    {
        Epoch = 0,
        View = view,
        Height = view,
        ParentHash = Hash256.Zero,
        Justify = QuorumCertificate.Root(0, 0, Hash256.Zero),
        TimestampMs = view,
        Proposer = proposer,
        LeadKind = LeadKind.Backup,
        VrfProof = new VrfProof(new byte[VrfProof.Bytes]),
        PayloadRoot = RootOf(payload),
        PayloadBytes = (uint)payload.Length,
        StateRoot = Hash256.Zero,
        ReceiptsRoot = Hash256.Zero,
    };

    private static Validator Create(int number)
    {
        PublicKey key = new(new Hash256(SHA256.HashData([(byte)number, 1])));
        Address address = Address.FromPublicKey(key);
        byte[] shredKey = new byte[Ed25519.PublicKeyBytes];
        Ed25519.PublicKeyFromSeed(SeedOf(address), shredKey);
        byte[] blsKey = new byte[BlsPublicKey.Bytes];
        blsKey[0] = (byte)(number + 1);
        return new Validator
        {
            Address = address,
            ColdKey = key,
            Stake = 100,
            VrfKey = key,
            BlsKey = new BlsPublicKey(blsKey),
            BlsPossession = default,
            KesKey = key,
            KesStartEpoch = 0,
            ShredKey = new PublicKey(new Hash256(shredKey)),
        };
    }
}
