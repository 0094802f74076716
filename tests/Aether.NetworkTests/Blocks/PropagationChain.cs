using System.Security.Cryptography;
using Aether.Consensus.Epochs;
using Aether.Consensus.LeaderElection;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Aether.Pipeline.Propagation;
using Aether.TestKit.Generators;

namespace Aether.NetworkTests.Blocks;

/// <summary>A genesis of validators with known shred keys, and proposals of the leaders of its views.</summary>
internal sealed class PropagationChain
{
    private readonly Lottery _lottery;
    private readonly SeededRandom _random = new(17);

    public PropagationChain(int validators)
    {
        ValidatorSet set = new(Enumerable.Range(0, validators).Select(Create));
        Genesis = new Genesis("aether-test-shreds", 1_000, new ChainParameters(), set, []);
        Header root = HeaderOf(0, 0, 0, []);
        Epoch = EpochContext.First(Genesis, root);
        _lottery = new Lottery(Genesis, set, Epoch.Randomness);
    }

    public Genesis Genesis { get; }

    public EpochContext Epoch { get; }

    public static byte[] SeedOf(Address address) => SHA256.HashData(address.Value.Span);

    public ShredSigner SignerOf(int index) => new(Genesis.Hash, SeedOf(Genesis.Validators[index].Address));

    public int LeaderOf(ulong view) => _lottery.BackupLeader(view);

    public byte[] Payload(int bytes) => _random.Bytes(bytes);

    /// <summary>The proposal of the leader of a view.</summary>
    public Proposal Propose(ulong view, byte[] payload) => Propose(view, LeaderOf(view), payload);

    /// <summary>A proposal of any validator.</summary>
    public Proposal Propose(ulong view, int proposer, byte[] payload) =>
        new(new SignedHeader(HeaderOf(0, view, (ushort)proposer, payload), 0, _random.Bytes(96)), payload);

    public static byte[] Encode(Proposal proposal) => Ace.Encode(ConsensusMessage.Of(proposal));

    /// <summary>Head and shreds as the leader makes them.</summary>
    public (ProposalHead Head, EncodedBlock Shreds) Cut(Proposal proposal)
    {
        Header header = proposal.Header;
        using ShredSigner signer = SignerOf(header.Proposer);
        ShredEncoder encoder = new(ErasureCode.HalfRate);
        EncodedBlock block = new(encoder.Layout);
        encoder.Begin(header.Epoch, header.View, header.Proposer, header.ParentHash);
        block.Fill(encoder, signer, proposal.Payload);
        ProposalHead unsigned = new(proposal.SignedHeader, ErasureProfile.HalfRate, block.Commitment, default);
        return (unsigned with { Signature = signer.Sign(unsigned.Statement) }, block);
    }

    private Header HeaderOf(uint epoch, ulong view, ushort proposer, byte[] payload) => new()
    {
        Epoch = epoch,
        View = view,
        Height = view,
        ParentHash = _random.Hash(),
        Justify = ConsensusGenerator.Certificate(_random, 8),
        TimestampMs = view,
        Proposer = proposer,
        LeadKind = LeadKind.Backup,
        VrfProof = new VrfProof(_random.Bytes(VrfProof.Bytes)),
        PayloadRoot = FakeConsensus.RootOf(payload),
        PayloadBytes = (uint)payload.Length,
        StateRoot = _random.Hash(),
        ReceiptsRoot = _random.Hash(),
    };

    private static Validator Create(int number)
    {
        Hash256 name = new(SHA256.HashData([(byte)number, 1]));
        PublicKey key = new(name);
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
