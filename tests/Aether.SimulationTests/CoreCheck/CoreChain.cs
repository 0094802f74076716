using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.LeaderElection;
using Aether.Core.Types;
using Aether.TestKit.Simulation;

namespace Aether.SimulationTests.CoreCheck;

/// <summary>Four equal validators, the last of them faulty and the leader of every view explored.</summary>
internal sealed class CoreChain
{
    /// <summary>Index of the faulty validator.</summary>
    public const ushort Faulty = 3;

    /// <summary>Pacing without waits: whatever may be voted for is voted for at once.</summary>
    public static readonly ConsensusTiming Timing = new(500, 0, 0, TimeoutMs, TimeoutMs);

    /// <summary>One timeout, which is the cap too.</summary>
    public const long TimeoutMs = 1_000;

    private readonly Dictionary<(int View, int Slot, int Parent, int TimeoutHigh), CoreBlock> _known = [];
    private readonly Dictionary<Hash256, int> _numbers = [];
    private readonly List<CoreBlock> _blocks = [];

    /// <summary>Looks for a genesis whose lottery makes the faulty validator leader of the first views.</summary>
    public CoreChain(int views)
    {
        Genesis genesis = SimulatedGenesis.Create([10, 10, 10, 10]);
        byte[] output = new byte[64];
        while (!IsLedByFaulty(genesis, views, output))
        {
            genesis = new Genesis(
                genesis.ChainId, genesis.TimestampMs + 1, genesis.Parameters, genesis.Validators, []);
        }
        Genesis = genesis;
        First = EpochContext.First(genesis, SimulatedGenesis.CreateHeader(genesis));
        Crypto = new TrustingCrypto(output);
        Proposal root = new(new SignedHeader(First.RootHeader, 0, []), []);
        _blocks.Add(new CoreBlock(0, 0, 0, 0, root));
        _numbers.Add(First.RootHash, 0);
    }

    /// <summary>The chain.</summary>
    public Genesis Genesis { get; }

    /// <summary>Its only epoch.</summary>
    public EpochContext First { get; }

    /// <summary>Signature checks.</summary>
    public TrustingCrypto Crypto { get; }

    /// <summary>Wall time of everything that happens: no block is from the future.</summary>
    public ulong WallMs => Genesis.TimestampMs + 1_000_000;

    /// <summary>A block by its number.</summary>
    public CoreBlock this[int number] => _blocks[number];

    /// <summary>Number of a block.</summary>
    public int NumberOf(Hash256 hash) => _numbers[hash];

    /// <summary>
    /// The block in a view and slot on a parent, with a TC that reports the certificate of a block, or with none.
    /// </summary>
    public CoreBlock Block(int view, int slot, int parent, int timeoutHigh)
    {
        if (!_known.TryGetValue((view, slot, parent, timeoutHigh), out CoreBlock? block))
        {
            Proposal proposal = Propose(view, slot, parent, timeoutHigh);
            block = new CoreBlock(_blocks.Count, view, slot, parent, proposal);
            _blocks.Add(block);
            _known.Add((view, slot, parent, timeoutHigh), block);
            _numbers.Add(proposal.Hash, block.Number);
        }
        return block;
    }

    /// <summary>The certificate of a block, always in the same form.</summary>
    public QuorumCertificate Certificate(VoteKind kind, int block) => block == 0
        ? First.RootCertificate
        : new QuorumCertificate(kind, 0, (ulong)_blocks[block].View, _blocks[block].Proposal.Hash, [0b1011], default);

    /// <summary>A TC of a view that reports the certificate of a block.</summary>
    public TimeoutCertificate TimeoutCertificate(int view, int high)
    {
        ulong highView = (ulong)_blocks[high].View;
        TimeoutGroup[] groups = highView == 0
            ? [new TimeoutGroup(0, [0b1110])]
            : [new TimeoutGroup(0, [0b1000]), new TimeoutGroup(highView, [0b0110])];
        return new TimeoutCertificate(0, (ulong)view, groups, default, Certificate(VoteKind.Prevote, high));
    }

    /// <summary>A prevote.</summary>
    public Vote Prevote(int block, ushort voter) =>
        new(VoteKind.Prevote, 0, (ulong)_blocks[block].View, _blocks[block].Proposal.Hash, voter, default);

    /// <summary>A timeout. It shows how its sender came into the view with the least that can have let it in.</summary>
    public TimeoutVote Timeout(int view, int high, ushort voter)
    {
        EntryCertificate entry = view == 1 || high != 0
            ? new EntryCertificate(Certificate(VoteKind.Prevote, high), null)
            : new EntryCertificate(null, TimeoutCertificate(view - 1, 0));
        ulong highView = (ulong)_blocks[high].View;
        QuorumCertificate certificate = Certificate(VoteKind.Prevote, high);
        return new TimeoutVote(0, (ulong)view, highView, voter, default, certificate, entry);
    }

    private static bool IsLedByFaulty(Genesis genesis, int views, byte[] output)
    {
        Lottery lottery = new(genesis, genesis.Validators, Lottery.InitialRandomness(genesis.Hash));
        output[0]++;
        for (int view = 1; view <= views + 1; view++)
        {
            if (lottery.BackupLeader((ulong)view) != Faulty)
            {
                return false;
            }
        }
        return !lottery.TryRank(0, output, out LeadRank _);
    }

    private Proposal Propose(int view, int slot, int parent, int timeoutHigh)
    {
        Header below = _blocks[parent].Proposal.Header;
        Header header = below with
        {
            View = (ulong)view,
            Height = below.Height + 1,
            ParentHash = below.Hash,
            Justify = Certificate(VoteKind.Prevote, parent),
            Timeout = timeoutHigh < 0 ? null : TimeoutCertificate(view - 1, timeoutHigh),
            TimestampMs = Genesis.TimestampMs + (ulong)((view * 1_000) + slot),
            Proposer = Faulty,
            LeadKind = LeadKind.Backup,
        };
        return new Proposal(new SignedHeader(header, 0, []), []);
    }
}
