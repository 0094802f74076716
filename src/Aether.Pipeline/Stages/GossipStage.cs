using Aether.Consensus.Epochs;
using Aether.Consensus.Slashing;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Gossip;
using Aether.Network.Links;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.GossipChecks;
using Aether.Pipeline.Runtime;

namespace Aether.Pipeline.Stages;

/// <summary>Judges gossiped messages of consensus: nothing is passed on, or costs consensus anything, before.</summary>
/// <remarks>
/// A thread of its own, so that signatures of strangers hold up neither the network nor consensus. Who sends what does
/// not verify pays with its score and is gone after a few; what verifies is bounded by what validators sign.
/// </remarks>
internal sealed class GossipStage : IStageLoop
{
    // Enough for a batch of votes; who forges them is found out after that many at the latest.
    private const int Batch = 64;

    private readonly Genesis _genesis;
    private readonly IGossipSource _source;
    private readonly IConsensusCryptoFactory _factory;
    private readonly EpochArchive _archive;
    private readonly Func<ConsensusPlace> _place;
    private readonly List<(GossipMessage Message, Vote Vote)> _votes = [];
    private JudgedEpoch _current;
    private JudgedEpoch? _previous;
    private long _judged;
    private long _rejected;

    /// <summary>Creates the judge.</summary>
    /// <param name="genesis">The chain.</param>
    /// <param name="source">Where messages come from and verdicts go.</param>
    /// <param name="factory">Makes signature checks; may be asked by several threads.</param>
    /// <param name="archive">Knows the epochs that began.</param>
    /// <param name="place">Where consensus is.</param>
    public GossipStage(
        Genesis genesis,
        IGossipSource source,
        IConsensusCryptoFactory factory,
        EpochArchive archive,
        Func<ConsensusPlace> place)
    {
        _genesis = genesis;
        _source = source;
        _factory = factory;
        _archive = archive;
        _place = place;
        _current = new JudgedEpoch(genesis, archive.FindCurrent(), factory);
    }

    /// <inheritdoc/>
    public ThreadMeter Meter { get; } = new("gossip", ["GossipStage"]);

    /// <summary>Messages judged.</summary>
    public long Judged => Volatile.Read(ref _judged);

    /// <summary>Messages that nobody honest sends.</summary>
    public long Rejected => Volatile.Read(ref _rejected);

    /// <inheritdoc/>
    public bool TryRun()
    {
        FollowConsensus();
        int count = 0;
        while (count < Batch && _source.TryTake(out GossipMessage message))
        {
            count++;
            Meter.Enter(0);
            Take(message);
        }
        JudgeVotes();
        Meter.Count(0, count);
        Volatile.Write(ref _judged, _judged + count);
        return count > 0;
    }

    /// <inheritdoc/>
    public int ParkMs() => -1;

    private static uint? EpochOf(ConsensusMessage message) =>
        message.Vote?.Epoch ?? message.Proposal?.Header.Epoch ?? message.Timeout?.Epoch ?? message.Entry?.Epoch
        ?? message.Commit?.Epoch ?? (message.Evidence is { } evidence ? EvidenceChecker.EpochOf(evidence) : null);

    private void FollowConsensus()
    {
        ConsensusPlace place = _place();
        if (place.Epoch != _current.Context.Epoch && _archive.Find(place.Epoch) is { } next)
        {
            _previous = _current;
            _current = new JudgedEpoch(_genesis, next, _factory);
        }
        if (place.Epoch == _current.Context.Epoch)
        {
            _current.Enter(place.View);
        }
    }

    private void Take(in GossipMessage message)
    {
        bool decoded = Ace.TryDecode(message.Bytes.Span, out ConsensusMessage content, out DecodeError _);
        if (!decoded || !Fits(message.Topic, content) || EpochOf(content) is not { } epoch)
        {
            Conclude(message, ValidationOutcome.Reject);
        }
        else if (epoch != _current.Context.Epoch)
        {
            TakeOther(message, content, epoch);
        }
        else if (content.Vote is not { } vote)
        {
            Conclude(message, _current.Judge(content));
        }
        else if (_current.JudgeForm(vote) is { } outcome)
        {
            Conclude(message, outcome);
        }
        else
        {
            _votes.Add((message, vote));
        }
    }

    private static bool Fits(GossipTopic topic, ConsensusMessage message) => topic switch
    {
        GossipTopic.Vote => message is { Vote: not null } or { Timeout: not null } or { Entry: not null }
            or { Commit: not null },
        GossipTopic.Header => message.Proposal is not null,
        GossipTopic.Evidence => message.Evidence is not null,
        _ => false,
    };

    // Of a later epoch consensus wants to hear, in its own bounds: it asks who is ahead how this one ended. Of the
    // one before only evidence is of use.
    private void TakeOther(in GossipMessage message, ConsensusMessage content, uint epoch)
    {
        if (epoch > _current.Context.Epoch && !message.IsDelivered)
        {
            _source.Deliver(message);
        }
        ValidationOutcome outcome = ValidationOutcome.Ignore;
        if (content.Evidence is not null && _previous is { } previous && previous.Context.Epoch == epoch)
        {
            outcome = previous.Judge(content);
        }
        Conclude(message, outcome);
    }

    private void JudgeVotes()
    {
        if (_votes.Count == 0)
        {
            return;
        }
        bool[] verdicts = new bool[_votes.Count];
        _current.Judge([.. _votes.Select(entry => entry.Vote)], verdicts);
        for (int index = 0; index < verdicts.Length; index++)
        {
            Conclude(
                _votes[index].Message, verdicts[index] ? ValidationOutcome.Accept : ValidationOutcome.Reject);
        }
        _votes.Clear();
    }

    private void Conclude(in GossipMessage message, ValidationOutcome outcome)
    {
        if (outcome == ValidationOutcome.Reject)
        {
            Volatile.Write(ref _rejected, _rejected + 1);
        }
        _source.Judge(message, outcome);
    }
}
