using Aether.Consensus.HotStuff;
using Aether.Consensus.LeaderElection;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.TestKit.Simulation;

namespace Aether.UnitTests.Consensus;

/// <summary>Signs anything for any simulated validator.</summary>
internal sealed class VoteForge
{
    public VoteForge(params uint[] stakes)
    {
        Genesis = SimulatedGenesis.Create(stakes);
        GenesisHeader = SimulatedGenesis.CreateHeader(Genesis);
        Crypto = new SimulatedCrypto(Genesis, seed: 1, countsMessages: false);
        Root = QuorumCertificate.Root(0, 0, GenesisHeader.Hash);
        Lottery = new Lottery(Genesis, Genesis.Validators, Lottery.InitialRandomness(Genesis.Hash));
    }

    public Genesis Genesis { get; }

    public Header GenesisHeader { get; }

    public SimulatedCrypto Crypto { get; }

    public QuorumCertificate Root { get; }

    public Lottery Lottery { get; }

    public Vote Vote(VoteKind kind, ulong view, Hash256 hash, ushort voter) =>
        new(kind, 0, view, hash, voter, Bls(voter, new VoteSignRequest(kind, 0, view, hash)));

    public TimeoutVote Timeout(ulong view, QuorumCertificate high, ushort voter, EntryCertificate? entry = null) => new(
        0,
        view,
        high.View,
        voter,
        Bls(voter, new TimeoutSignRequest(0, view, high.View)),
        high,
        entry ?? new EntryCertificate(high, null));

    public QuorumCertificate Certificate(VoteKind kind, Header header, params ushort[] signers)
    {
        List<BlsSignature> signatures = [];
        byte[] bitmap = new byte[SignerBitmap.BytesFor(Genesis.Validators.Count)];
        foreach (ushort signer in signers)
        {
            SignerBitmap.Add(bitmap, signer);
            signatures.Add(Vote(kind, header.View, header.Hash, signer).Signature);
        }
        Crypto.TryAggregate(signatures, out BlsSignature sum);
        return new QuorumCertificate(kind, 0, header.View, header.Hash, bitmap, sum);
    }

    public TimeoutCertificate TimeoutCertificate(ulong view, QuorumCertificate high, params ushort[] signers)
    {
        List<BlsSignature> signatures = [];
        byte[] bitmap = new byte[SignerBitmap.BytesFor(Genesis.Validators.Count)];
        foreach (ushort signer in signers)
        {
            SignerBitmap.Add(bitmap, signer);
            signatures.Add(Timeout(view, high, signer).Signature);
        }
        Crypto.TryAggregate(signatures, out BlsSignature sum);
        return new TimeoutCertificate(0, view, [new TimeoutGroup(high.View, bitmap)], sum, high);
    }

    /// <summary>A block of the view's best proposer on a parent.</summary>
    public Proposal Block(Header parent, QuorumCertificate justify, ulong view, TimeoutCertificate? timeout = null)
    {
        (ushort proposer, LeadKind kind) = Leader(view);
        return Block(parent, justify, view, timeout, proposer, kind);
    }

    /// <summary>A block of a given proposer.</summary>
    public Proposal Block(
        Header parent,
        QuorumCertificate justify,
        ulong view,
        TimeoutCertificate? timeout,
        ushort proposer,
        LeadKind kind)
    {
        BuiltBlock built = SimulatedLedger.Build(parent, BitConverter.GetBytes(view));
        return Sign(new Header
        {
            Epoch = 0,
            View = view,
            Height = parent.Height + 1,
            ParentHash = justify.BlockHash,
            Justify = justify,
            Timeout = timeout,
            TimestampMs = parent.TimestampMs + 500,
            Proposer = proposer,
            LeadKind = kind,
            VrfProof = Proof(proposer, view),
            PayloadRoot = built.PayloadRoot,
            PayloadBytes = (uint)built.Payload.Length,
            StateRoot = built.StateRoot,
            ReceiptsRoot = built.ReceiptsRoot,
        }, built.Payload);
    }

    public Proposal Sign(Header header, byte[] payload) =>
        new(new SignedHeader(header, 0, Crypto.Sign(header.Proposer, new HeaderSignRequest(header))), payload);

    /// <summary>Who leads a view, and by what right.</summary>
    public (ushort Proposer, LeadKind Kind) Leader(ulong view)
    {
        (ushort Proposer, LeadKind Kind) best = ((ushort)Lottery.BackupLeader(view), LeadKind.Backup);
        LeadRank rank = LeadRank.Backup;
        byte[] output = new byte[64];
        for (ushort index = 0; index < Genesis.Validators.Count; index++)
        {
            Crypto.VerifyVrf(index, Lottery.Alpha(view), Proof(index, view), output);
            if (Lottery.TryRank(index, output, out LeadRank claim) && claim.CompareTo(rank) < 0)
            {
                best = (index, LeadKind.Vrf);
                rank = claim;
            }
        }
        return best;
    }

    public VrfProof Proof(ushort validator, ulong view) =>
        new(Crypto.Sign(validator, new VrfSignRequest(view, Lottery.Alpha(view))));

    private BlsSignature Bls(ushort voter, SignRequest request) => new(Crypto.Sign(voter, request));
}
