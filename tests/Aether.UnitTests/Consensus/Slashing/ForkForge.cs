using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Types;
using Aether.TestKit.Generators;

namespace Aether.UnitTests.Consensus.Slashing;

/// <summary>
/// A random history of one epoch in which faulty validators sign everything and honest ones what the rules allow:
/// certificates exist only of signatures that were made.
/// </summary>
internal sealed class ForkForge
{
    private readonly SeededRandom _random;
    private readonly VoteForge _forge;
    private readonly ConsensusRules _rules = new();
    private readonly SafetyRecord[] _records;
    private readonly bool[] _isRight;
    private readonly List<(ulong View, ulong HighView, ushort Voter)> _timeouts = [];
    private readonly Dictionary<ulong, QuorumCertificate> _anyQuorum = [];
    private uint _salt;

    public ForkForge(ulong seed, bool isSafe)
    {
        _random = new SeededRandom(seed);
        int count = 4 + _random.Below(6);
        _forge = new VoteForge([.. Enumerable.Range(0, count).Select(_ => (uint)(1 + _random.Below(20)))]);
        IsFaulty = ChooseFaulty(isSafe);
        _isRight = [.. IsFaulty.Select(_ => _random.OneIn(2))];
        _records = [.. IsFaulty.Select(_ => SafetyRecord.Initial(_forge.Root))];
        _anyQuorum.Add(0, _forge.Root);
        Blocks.Add(_forge.GenesisHeader.Hash, _forge.GenesisHeader);
        Quorums.Add(_forge.GenesisHeader.Hash, _forge.Root);
    }

    public VoteForge Forge => _forge;

    public ValidatorSet Validators => _forge.Genesis.Validators;

    public bool[] IsFaulty { get; }

    public Dictionary<Hash256, Header> Blocks { get; } = [];

    public Dictionary<Hash256, QuorumCertificate> Quorums { get; } = [];

    public Dictionary<Hash256, QuorumCertificate> Commits { get; } = [];

    public UInt128 FaultyStake => StakeOf(index => IsFaulty[index]);

    /// <summary>Plays some views.</summary>
    public void Run()
    {
        ulong last = (ulong)(4 + _random.Below(6));
        for (ulong view = 1; view <= last; view++)
        {
            List<Header> fresh = Propose(view);
            fresh.ForEach(Prevote);
            fresh.ForEach(Precommit);
            TimeOut(view);
        }
    }

    /// <summary>Final blocks with their proofs.</summary>
    public IEnumerable<(Header Block, FinalityProof Proof)> Final()
    {
        foreach ((Hash256 hash, QuorumCertificate commit) in Commits)
        {
            yield return (Blocks[hash], new FinalityProof([], commit, null, null));
        }
        foreach ((Hash256 hash, QuorumCertificate quorum) in Quorums)
        {
            Header child = Blocks[hash];
            if (Blocks.TryGetValue(child.ParentHash, out Header? parent) && parent.View + 1 == child.View
                && parent.View > 0)
            {
                yield return (parent, new FinalityProof([], Quorums[parent.Hash], child, quorum));
            }
        }
    }

    /// <summary>The headers from genesis to a block, both included.</summary>
    public List<Header> ChainTo(Header block)
    {
        List<Header> chain = [block];
        while (Blocks.TryGetValue(chain[0].ParentHash, out Header? parent))
        {
            chain.Insert(0, parent);
        }
        return chain;
    }

    private bool[] ChooseFaulty(bool isSafe)
    {
        while (true)
        {
            bool[] faulty = [.. Enumerable.Range(0, Validators.Count).Select(_ => _random.OneIn(2))];
            UInt128 stake = StakeOf(index => faulty[index]);
            if (Quorum.HasHonest(stake, Validators.TotalStake) != isSafe)
            {
                return faulty;
            }
            if (isSafe && Validators.Count == 4 && _random.OneIn(8))
            {
                return new bool[4];
            }
        }
    }

    private UInt128 StakeOf(Func<int, bool> isIn)
    {
        UInt128 stake = 0;
        for (int index = 0; index < Validators.Count; index++)
        {
            stake += isIn(index) ? Validators[index].Stake : 0;
        }
        return stake;
    }

    private List<Header> Propose(ulong view)
    {
        List<Header> fresh = [];
        foreach (QuorumCertificate quorum in Quorums.Values.ToArray())
        {
            if (fresh.Count == 3 || _random.OneIn(3))
            {
                continue;
            }
            TimeoutCertificate? timeouts = quorum.View + 1 == view || _random.OneIn(6) ? null : Timeouts(view - 1);
            Header parent = Blocks[quorum.BlockHash];
            Header header = parent with
            {
                View = view,
                Height = parent.Height + 1,
                ParentHash = parent.Hash,
                Justify = quorum,
                Timeout = timeouts,
                TimestampMs = ++_salt,
            };
            // A header that no rule allows gets votes of faulty validators alone.
            if (_rules.IsJustified(header) || _random.OneIn(2))
            {
                fresh.Add(header);
                Blocks.Add(header.Hash, header);
            }
        }
        return fresh;
    }

    private void Prevote(Header header)
    {
        bool right = _random.OneIn(2);
        List<ushort> signers = [];
        for (ushort index = 0; index < Validators.Count; index++)
        {
            bool hears = IsFaulty[index] || _isRight[index] == right || _random.OneIn(4);
            if (hears && (IsFaulty[index] || MayPrevote(index, header)))
            {
                signers.Add(index);
            }
        }
        if (Certify(VoteKind.Prevote, header, signers) is { } quorum)
        {
            Quorums.Add(header.Hash, quorum);
            _anyQuorum[header.View] = quorum;
        }
    }

    private bool MayPrevote(ushort index, Header header)
    {
        if (!_rules.IsJustified(header) || !_rules.MayPrevote(_records[index], header.View, header.Hash))
        {
            return false;
        }
        _records[index] = _rules.AfterPrevote(_records[index], header);
        return true;
    }

    private void Precommit(Header header)
    {
        if (!Quorums.TryGetValue(header.Hash, out QuorumCertificate? quorum) || _random.OneIn(3))
        {
            return;
        }
        List<ushort> signers = [];
        for (ushort index = 0; index < Validators.Count; index++)
        {
            bool hears = IsFaulty[index] || _random.Below(4) > 0;
            if (hears && (IsFaulty[index] || MayPrecommit(index, quorum)))
            {
                signers.Add(index);
            }
        }
        if (Certify(VoteKind.Precommit, header, signers) is { } commit)
        {
            Commits.Add(header.Hash, commit);
        }
    }

    // Who hears a certificate locks on it even where it may not sign.
    private bool MayPrecommit(ushort index, QuorumCertificate quorum)
    {
        bool may = _rules.MayPrecommit(_records[index], quorum.View, quorum.BlockHash);
        _records[index] = may
            ? _rules.AfterPrecommit(_records[index], quorum)
            : _rules.Raise(_records[index], quorum);
        return may;
    }

    private QuorumCertificate? Certify(VoteKind kind, Header header, List<ushort> signers) =>
        Quorum.IsReached(StakeOf(index => signers.Contains((ushort)index)), Validators.TotalStake)
            ? _forge.Certificate(kind, header, [.. signers])
            : null;

    private void TimeOut(ulong view)
    {
        for (ushort index = 0; index < Validators.Count; index++)
        {
            if (IsFaulty[index])
            {
                _timeouts.Add((view, 0, index));
            }
            else if (_random.Below(3) > 0 && _rules.MayTimeout(_records[index], view))
            {
                _records[index] = _rules.AfterTimeout(_records[index], view);
                _timeouts.Add((view, _records[index].HighCertificate.View, index));
            }
        }
    }

    // The adversary takes the timeouts that report least.
    private TimeoutCertificate? Timeouts(ulong view)
    {
        List<(ulong HighView, ushort Voter)> chosen = [];
        foreach ((ulong _, ulong high, ushort voter) in _timeouts.Where(timeout => timeout.View == view)
            .OrderBy(timeout => timeout.HighView))
        {
            chosen.Add((high, voter));
            if (Quorum.IsReached(
                StakeOf(index => chosen.Exists(item => item.Voter == index)), Validators.TotalStake))
            {
                return Timeouts(view, chosen);
            }
        }
        return null;
    }

    private TimeoutCertificate Timeouts(ulong view, List<(ulong HighView, ushort Voter)> chosen)
    {
        QuorumCertificate none = QuorumCertificate.Root(0, 0, Hash256.Zero);
        List<BlsSignature> signatures = [];
        SortedDictionary<ulong, byte[]> groups = [];
        foreach ((ulong high, ushort voter) in chosen)
        {
            signatures.Add(_forge.Timeout(view, none with { View = high }, voter).Signature);
            groups.TryAdd(high, new byte[SignerBitmap.BytesFor(Validators.Count)]);
            SignerBitmap.Add(groups[high], voter);
        }
        _forge.Crypto.TryAggregate(signatures, out BlsSignature sum);
        return new TimeoutCertificate(
            0,
            view,
            [.. groups.Select(group => new TimeoutGroup(group.Key, group.Value))],
            sum,
            _anyQuorum[groups.Keys.Last()]);
    }
}
