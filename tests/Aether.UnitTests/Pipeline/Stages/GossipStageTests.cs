using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Gossip;
using Aether.Network.Links;
using Aether.Network.Transport;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Stages;
using Xunit;

namespace Aether.UnitTests.Pipeline.Stages;

public sealed class GossipStageTests
{
    private static readonly Hash256 s_block = Hash256.FromHex(new string('a', 64));

    private readonly PipelineFixture _chain = new();
    private readonly Source _source = new();
    private readonly GossipStage _stage;

    public GossipStageTests() => _stage = new GossipStage(
        _chain.Genesis,
        _source,
        new TrustingCrypto(),
        new EpochArchive(_chain.Genesis, _chain.Store),
        () => new ConsensusPlace(0, 5));

    [Fact]
    public void TryRun_Nothing_IsNoWork() => Assert.False(_stage.TryRun());

    [Theory]
    [InlineData(GossipTopic.Vote, ValidationOutcome.Accept)]
    [InlineData(GossipTopic.Header, ValidationOutcome.Reject)]
    [InlineData(GossipTopic.Evidence, ValidationOutcome.Reject)]
    public void TryRun_Vote_FitsItsTopicAlone(GossipTopic topic, ValidationOutcome expected)
    {
        _source.Add(topic, VoteOf(epoch: 0));
        Assert.True(_stage.TryRun());
        Assert.Equal(expected, Assert.Single(_source.Verdicts).Outcome);
        Assert.Equal(1, _stage.Judged);
        Assert.Equal(expected == ValidationOutcome.Reject ? 1 : 0, _stage.Rejected);
    }

    [Fact]
    public void TryRun_NotCanonical_IsRejected()
    {
        byte[] vote = Ace.Encode(VoteOf(epoch: 0));
        _source.Add(GossipTopic.Vote, [.. vote, 0]);
        _source.Add(GossipTopic.Vote, vote[..^1]);
        _source.Add(GossipTopic.Vote, [200]);
        _source.Add(GossipTopic.Vote, []);
        _stage.TryRun();
        Assert.Equal(4, _source.Verdicts.Count);
        Assert.All(_source.Verdicts, verdict => Assert.Equal(ValidationOutcome.Reject, verdict.Outcome));
    }

    [Fact]
    public void TryRun_LaterEpoch_IsDeliveredOnceAndIgnored()
    {
        _source.Add(GossipTopic.Vote, VoteOf(epoch: 1));
        _source.Add(GossipTopic.Vote, VoteOf(epoch: 1), isDelivered: true);
        _stage.TryRun();
        Assert.All(_source.Verdicts, verdict => Assert.Equal(ValidationOutcome.Ignore, verdict.Outcome));
        Assert.Equal(1UL, Assert.Single(_source.Delivered).Handle);
    }

    private static ConsensusMessage VoteOf(uint epoch) => ConsensusMessage.Of(
        new Vote(VoteKind.Prevote, epoch, 5, s_block, 1, new BlsSignature(new byte[BlsSignature.Bytes])));

    private sealed class Source : IGossipSource
    {
        private readonly Queue<GossipMessage> _messages = new();
        private ulong _last;

        public List<(GossipMessage Message, ValidationOutcome Outcome)> Verdicts { get; } = [];

        public List<GossipMessage> Delivered { get; } = [];

        public void Add(GossipTopic topic, ConsensusMessage message, bool isDelivered = false) =>
            _messages.Enqueue(new GossipMessage(++_last, topic, 1, Ace.Encode(message), isDelivered));

        public void Add(GossipTopic topic, byte[] bytes) =>
            _messages.Enqueue(new GossipMessage(++_last, topic, 1, bytes, false));

        public bool TryTake(out GossipMessage message) => _messages.TryDequeue(out message);

        public void Judge(in GossipMessage message, ValidationOutcome outcome) => Verdicts.Add((message, outcome));

        public void Deliver(in GossipMessage message) => Delivered.Add(message);

        public void Judge(ulong handle, ValidationOutcome outcome) => throw new NotSupportedException();

        public void SetGossipSignal(WakeSignal signal) => throw new NotSupportedException();
    }
}
