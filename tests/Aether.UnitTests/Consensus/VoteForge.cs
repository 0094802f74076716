using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.LeaderElection;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.TestKit.Simulation;

namespace Aether.UnitTests.Consensus;

/// <summary>Signs anything for any simulated validator.</summary>
internal sealed class VoteForge
{
    private readonly SimulatedCrypto _root;
    private readonly ushort[] _keys;

    public VoteForge(params uint[] stakes)
        : this(SimulatedGenesis.Create(stakes))
    {
    }

    private VoteForge(Genesis genesis)
        : this(
            genesis,
            EpochContext.First(genesis, SimulatedGenesis.CreateHeader(genesis)),
            new SimulatedCrypto(genesis, seed: 1, countsMessages: false))
    {
    }

    private VoteForge(Genesis genesis, EpochContext epoch, SimulatedCrypto root)
    {
        _root = root;
        Genesis = genesis;
        GenesisHeader = SimulatedGenesis.CreateHeader(genesis);
        Epoch = epoch;
        Crypto = epoch.Epoch == 0 ? root : (SimulatedCrypto)root.Create(epoch);
        Root = epoch.RootCertificate;
        Lottery = new Lottery(genesis, epoch.Validators, epoch.Randomness);
        _keys = SimulatedCrypto.KeysOf(genesis, epoch.Validators);
    }

    /// <summary>A chain whose epochs are eight views long.</summary>
    public static VoteForge WithShortEpochs(params uint[] stakes) =>
        new(SimulatedGenesis.Create(stakes, epochSlots: 8));

    public Genesis Genesis { get; }

    public Header GenesisHeader { get; }

    public EpochContext Epoch { get; }

    public SimulatedCrypto Crypto { get; }

    public QuorumCertificate Root { get; }

    public Lottery Lottery { get; }

    /// <summary>Everyone in the set of the epoch.</summary>
    public ushort[] All => [.. Enumerable.Range(0, Epoch.Validators.Count).Select(index => (ushort)index)];

    /// <summary>Signs in the epoch that begins with a closing block.</summary>
    public VoteForge Next(EpochContext next) => new(Genesis, next, _root);

    /// <summary>A transition to a set with these stakes; zero leaves a validator out.</summary>
    public EpochTransition Transition(params uint[] stakes)
    {
        List<Validator> members = [];
        for (int key = 0; key < stakes.Length; key++)
        {
            if (stakes[key] > 0)
            {
                members.Add(Genesis.Validators[key] with { Stake = stakes[key] });
            }
        }
        return new EpochTransition(Epoch.Epoch + 1, GenesisHeader.StateRoot, new ValidatorSet(members));
    }

    /// <summary>Blocks of consecutive views on the root, the last one at the given view.</summary>
    public List<Proposal> Chain(ulong lastView)
    {
        List<Proposal> chain = [];
        for (ulong view = Epoch.RootView + 1; view <= lastView; view++)
        {
            chain.Add(Child(chain.Count == 0 ? null : chain[^1], view));
        }
        return chain;
    }

    /// <summary>A block on a parent that everyone voted for; on the root without one.</summary>
    public Proposal Child(Proposal? parent, ulong view) => parent is null
        ? Block(Epoch.RootHeader, Root, view)
        : Block(parent.Header, Certificate(VoteKind.Prevote, parent.Header, All), view);

    /// <summary>The closing block on a parent.</summary>
    public Proposal Closing(Proposal parent, ulong view, EpochTransition transition) => Block(
        parent.Header,
        Certificate(VoteKind.Prevote, parent.Header, All),
        view,
        Skipping(parent, view),
        SimulatedLedger.BuildClosing(parent.Header, transition));

    /// <summary>The helper block on a parent.</summary>
    public Proposal Helper(Proposal parent, ulong view) => Block(
        parent.Header,
        Certificate(VoteKind.Prevote, parent.Header, All),
        view,
        Skipping(parent, view),
        HelperBlock.Build(parent.Header));

    public Vote Vote(VoteKind kind, ulong view, Hash256 hash, ushort voter) =>
        new(
            kind,
            Epoch.Epoch,
            view,
            hash,
            voter,
            Bls(voter, new VoteSignRequest(kind, Epoch.Epoch, view, hash)));

    public TimeoutVote Timeout(ulong view, QuorumCertificate high, ushort voter, EntryCertificate? entry = null) => new(
        Epoch.Epoch,
        view,
        high.View,
        voter,
        Bls(voter, new TimeoutSignRequest(Epoch.Epoch, view, high.View)),
        high,
        entry ?? new EntryCertificate(high, null));

    public QuorumCertificate Certificate(VoteKind kind, Header header, params ushort[] signers)
    {
        List<BlsSignature> signatures = [];
        byte[] bitmap = new byte[SignerBitmap.BytesFor(Epoch.Validators.Count)];
        foreach (ushort signer in signers)
        {
            SignerBitmap.Add(bitmap, signer);
            signatures.Add(Vote(kind, header.View, header.Hash, signer).Signature);
        }
        Crypto.TryAggregate(signatures, out BlsSignature sum);
        return new QuorumCertificate(kind, Epoch.Epoch, header.View, header.Hash, bitmap, sum);
    }

    public TimeoutCertificate TimeoutCertificate(ulong view, QuorumCertificate high, params ushort[] signers)
    {
        List<BlsSignature> signatures = [];
        byte[] bitmap = new byte[SignerBitmap.BytesFor(Epoch.Validators.Count)];
        foreach (ushort signer in signers)
        {
            SignerBitmap.Add(bitmap, signer);
            signatures.Add(Timeout(view, high, signer).Signature);
        }
        Crypto.TryAggregate(signatures, out BlsSignature sum);
        return new TimeoutCertificate(Epoch.Epoch, view, [new TimeoutGroup(high.View, bitmap)], sum, high);
    }

    /// <summary>A block of the view's best proposer on a parent.</summary>
    public Proposal Block(Header parent, QuorumCertificate justify, ulong view, TimeoutCertificate? timeout = null) =>
        Block(parent, justify, view, timeout, SimulatedLedger.Build(parent, BitConverter.GetBytes(view)));

    /// <summary>A block of the view's best proposer with this content.</summary>
    public Proposal Block(
        Header parent, QuorumCertificate justify, ulong view, TimeoutCertificate? timeout, BuiltBlock built)
    {
        (ushort proposer, LeadKind kind) = Leader(view);
        return Block(parent, justify, view, timeout, proposer, kind, built);
    }

    /// <summary>A block of a given proposer.</summary>
    public Proposal Block(
        Header parent,
        QuorumCertificate justify,
        ulong view,
        TimeoutCertificate? timeout,
        ushort proposer,
        LeadKind kind,
        BuiltBlock? content = null)
    {
        BuiltBlock built = content ?? SimulatedLedger.Build(parent, BitConverter.GetBytes(view));
        return Sign(new Header
        {
            Epoch = Epoch.Epoch,
            View = view,
            Height = parent.Height + 1,
            ParentHash = justify.BlockHash,
            Justify = justify,
            Timeout = timeout,
            EpochProof = justify.IsRoot ? Epoch.RootProof : null,
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

    public Proposal Sign(Header header, byte[] payload) => new(
        new SignedHeader(
            header, header.Epoch, Crypto.Sign(_keys[header.Proposer], new HeaderSignRequest(header))), payload);

    /// <summary>Who leads a view, and by what right.</summary>
    public (ushort Proposer, LeadKind Kind) Leader(ulong view)
    {
        (ushort Proposer, LeadKind Kind) best = ((ushort)Lottery.BackupLeader(view), LeadKind.Backup);
        LeadRank rank = LeadRank.Backup;
        byte[] output = new byte[64];
        for (ushort index = 0; index < Epoch.Validators.Count; index++)
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
        new(Crypto.Sign(_keys[validator], new VrfSignRequest(view, Lottery.Alpha(view))));

    // Between a block and one that does not follow in the next view, everyone gave up the views.
    private TimeoutCertificate? Skipping(Proposal parent, ulong view) => view == parent.Header.View + 1
        ? null
        : TimeoutCertificate(view - 1, Certificate(VoteKind.Prevote, parent.Header, All), All);

    private BlsSignature Bls(ushort voter, SignRequest request) => new(Crypto.Sign(_keys[voter], request));
}
