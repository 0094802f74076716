using Aether.Consensus.SlashingProtection;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.Simulation;

/// <summary>Turns what an honest core wants to send into what a faulty validator sends.</summary>
public sealed partial class ByzantineNode
{
    private const int Kinds = (int)ByzantineKind.Withholder;

    private readonly Simulation _simulation;
    private readonly SimulationRandom _random;
    private readonly ushort _validator;
    private readonly ByzantineKind _kind;
    private readonly Dictionary<Hash256, Proposal> _others = [];
    private readonly List<QuorumCertificate> _certificates = [];
    private readonly List<TimeoutCertificate> _timeouts = [];
    private Proposal? _latest;
    private ulong _spammedView;

    internal ByzantineNode(Simulation simulation, ushort validator, ByzantineKind kind)
    {
        _simulation = simulation;
        _validator = validator;
        _kind = kind;
        _random = new SimulationRandom(simulation.Settings.Seed, "byzantine" + validator);
        _certificates.Add(QuorumCertificate.Root(0, 0, simulation.GenesisHeader.Hash));
    }

    /// <summary>Sends to a peer what this behaviour makes of a message of the core.</summary>
    public void Send(SimulatedNode node, ushort peer, ConsensusMessage message)
    {
        switch (Current())
        {
            case ByzantineKind.Silent:
                _simulation.Faults.Add(FaultKind.PacketByzantine);
                return;
            case ByzantineKind.Equivocator:
                Pass(node, peer, Equivocate(node, peer, message));
                return;
            case ByzantineKind.DoubleVoter:
                Pass(node, peer, message);
                SendOtherVotes(node, peer, message);
                return;
            case ByzantineKind.StaleProposer:
                Pass(node, peer, MakeStale(node, message));
                return;
            case ByzantineKind.TimeoutSpammer:
                Pass(node, peer, message);
                SpamTimeouts(node, message);
                return;
            case ByzantineKind.Mutator:
                Pass(node, peer, _random.Chance(1, 2) ? message : Mutate(node, message));
                return;
            case ByzantineKind.Withholder:
                _simulation.Faults.Add(FaultKind.PacketByzantine);
                if (_random.Chance(1, 2))
                {
                    long late = _random.Chance(1, 2) ? _random.Between(0, 600_000) : 0;
                    _simulation.Network.Send(node, peer, message, late);
                }
                return;
            default:
                SendByStrategy(node, peer, message);
                return;
        }
    }

    /// <summary>Learns from what arrives.</summary>
    public void Received(SimulatedNode node, ConsensusMessage message)
    {
        if (_kind is ByzantineKind.Twins or ByzantineKind.Silent)
        {
            return;
        }
        if ((message.Proposal ?? message.BlockResponse) is { } proposal)
        {
            _latest = proposal;
            Remember(proposal.Header.Justify);
            Remember(proposal.Header.Timeout);
            if (Current() == ByzantineKind.DoubleVoter)
            {
                VoteForEverything(node, proposal);
            }
        }
        else if (message.Entry is { } entry)
        {
            Remember(entry.Quorum);
            Remember(entry.Timeout);
        }
        else if (message.Timeout is { } timeout)
        {
            Remember(timeout.HighCertificate);
        }
    }

    private ByzantineKind Current() => _kind == ByzantineKind.Mixed ? (ByzantineKind)_random.Below(Kinds + 1) : _kind;

    private void Pass(SimulatedNode node, ushort peer, ConsensusMessage? message)
    {
        if (message is not null)
        {
            _simulation.Network.Send(node, peer, message);
        }
    }

    private void Remember(QuorumCertificate? certificate)
    {
        if (certificate is not null && certificate.Kind == VoteKind.Prevote && _certificates.Count < 64)
        {
            _certificates.Add(certificate);
        }
    }

    private void Remember(TimeoutCertificate? certificate)
    {
        if (certificate is not null)
        {
            _timeouts.Add(certificate);
            if (_timeouts.Count > 16)
            {
                _timeouts.RemoveAt(0);
            }
        }
    }

    // Half of the peers get a second block of the same view, and votes for it.
    private ConsensusMessage Equivocate(SimulatedNode node, ushort peer, ConsensusMessage message)
    {
        if (peer % 2 == 0)
        {
            return message;
        }
        if (message.Proposal is { } proposal)
        {
            return ConsensusMessage.Of(OtherOf(node, proposal));
        }
        if (message.Vote is { } vote && _others.TryGetValue(vote.BlockHash, out Proposal? other))
        {
            return SignVote(node, vote.Kind, vote.View, other.Hash) ?? message;
        }
        return message;
    }

    private Proposal OtherOf(SimulatedNode node, Proposal proposal)
    {
        if (!_others.TryGetValue(proposal.Hash, out Proposal? other))
        {
            Header header = proposal.Header with { TimestampMs = proposal.Header.TimestampMs + 1 };
            other = SignProposal(node, header, proposal.Payload);
            _others.Add(proposal.Hash, other);
        }
        return other;
    }

    private void SendOtherVotes(SimulatedNode node, ushort peer, ConsensusMessage message)
    {
        if (message.Vote is { } vote && _latest is { } latest && latest.Header.View == vote.View
            && latest.Hash != vote.BlockHash && peer % 2 == 0)
        {
            Pass(node, peer, SignVote(node, vote.Kind, vote.View, latest.Hash));
        }
    }

    private void VoteForEverything(SimulatedNode node, Proposal proposal)
    {
        foreach (VoteKind kind in new[] { VoteKind.Prevote, VoteKind.Precommit })
        {
            if (SignVote(node, kind, proposal.Header.View, proposal.Hash) is not { } vote)
            {
                return;
            }
            for (ushort peer = 0; peer < _simulation.Genesis.Validators.Count; peer++)
            {
                if (peer != _validator && _random.Chance(2, 3))
                {
                    _simulation.Network.Send(node, peer, vote, _random.Between(0, 300_000));
                }
            }
        }
    }

    private ConsensusMessage MakeStale(SimulatedNode node, ConsensusMessage message)
    {
        if (message.Proposal is not { } proposal || _random.Chance(1, 4))
        {
            return message;
        }
        QuorumCertificate justify = _certificates[_random.Below(_certificates.Count)];
        TimeoutCertificate? timeout = _timeouts.Count == 0 || _random.Chance(1, 2)
            ? proposal.Header.Timeout
            : _timeouts[_random.Below(_timeouts.Count)];
        Header parent = _simulation.Oracle.FindHeader(justify.BlockHash) ?? _simulation.GenesisHeader;
        Header header = proposal.Header with
        {
            Justify = justify,
            ParentHash = justify.BlockHash,
            Timeout = timeout,
            Height = parent.Height + 1,
            StateRoot = SimulatedLedger.Build(parent, proposal.Payload).StateRoot,
        };
        return ConsensusMessage.Of(SignProposal(node, header, proposal.Payload));
    }

    private void SpamTimeouts(SimulatedNode node, ConsensusMessage message)
    {
        ulong view = node.Core?.CurrentView ?? 0;
        if (message.Entry is null || view <= _spammedView || node.Core is null || IndexOf(node) is not { } own)
        {
            return;
        }
        _spammedView = view;
        QuorumCertificate old = _certificates[_random.Chance(1, 2) ? 0 : _random.Below(_certificates.Count)];
        foreach (ulong target in new[] { view, view + 1, view + 63 })
        {
            if (old.View >= target)
            {
                continue;
            }
            uint epoch = node.Core.Epoch.Epoch;
            TimeoutSignRequest request = new(epoch, target, old.View);
            TimeoutVote timeout = new(
                epoch, target, old.View, own, new BlsSignature(Sign(node, request)), old, message.Entry);
            for (ushort peer = 0; peer < _simulation.Genesis.Validators.Count; peer++)
            {
                if (peer != _validator)
                {
                    Pass(node, peer, ConsensusMessage.Of(timeout));
                }
            }
        }
    }

    private ConsensusMessage? Mutate(SimulatedNode node, ConsensusMessage message)
    {
        if (message.Vote is { } vote && _random.Chance(1, 2))
        {
            ulong view = unchecked(vote.View + (_random.Chance(1, 2) ? 1 : ulong.MaxValue));
            Vote moved = vote with { View = view, BlockHash = _latest?.Hash ?? vote.BlockHash };
            return _random.Chance(1, 2)
                ? ConsensusMessage.Of(moved)
                : SignVote(node, moved.Kind, moved.View, moved.BlockHash);
        }
        if (message.Entry?.Quorum is { } quorum && _random.Chance(1, 2))
        {
            byte[] all = Array.ConvertAll(quorum.Bitmap, static _ => (byte)0xFF);
            byte[] bitmap = _random.Chance(1, 2) ? quorum.Bitmap[..^1] : all;
            return ConsensusMessage.Of(new EntryCertificate(quorum with { Bitmap = bitmap }, null));
        }
        byte[] bytes = Ace.Encode(message);
        for (int flips = 1 + _random.Below(3); flips > 0; flips--)
        {
            bytes[_random.Below(bytes.Length)] ^= (byte)(1 << _random.Below(8));
        }
        return Ace.TryDecode(bytes, out ConsensusMessage mutated, out _) ? mutated : null;
    }

    // In the epoch the node is in; nothing when its key is not in the set.
    private ConsensusMessage? SignVote(SimulatedNode node, VoteKind kind, ulong view, Hash256 hash)
    {
        if (IndexOf(node) is not { } own)
        {
            return null;
        }
        uint epoch = node.Core!.Epoch.Epoch;
        BlsSignature signature = new(Sign(node, new VoteSignRequest(kind, epoch, view, hash)));
        return ConsensusMessage.Of(new Vote(kind, epoch, view, hash, own, signature));
    }

    private Proposal SignProposal(SimulatedNode node, Header header, byte[] payload) =>
        new(new SignedHeader(header, header.Epoch, Sign(node, new HeaderSignRequest(header))), payload);

    private ushort? IndexOf(SimulatedNode node)
    {
        Address own = _simulation.Genesis.Validators[_validator].Address;
        int index = node.Core?.Epoch.Validators.IndexOf(own) ?? -1;
        return index < 0 ? null : (ushort)index;
    }

    private byte[] Sign(SimulatedNode node, SignRequest request)
    {
        _simulation.Oracle.Signed(node, request);
        return _simulation.Crypto.Sign(_validator, request);
    }
}
