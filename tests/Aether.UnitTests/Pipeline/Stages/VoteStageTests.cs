using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Codec;
using Aether.Core.Concurrency;
using Aether.Core.Types;
using Aether.Network.Transport;
using Aether.Pipeline;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.BlockProduction;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Runtime;
using Aether.Pipeline.Stages;
using Aether.Pipeline.Status;
using Xunit;

namespace Aether.UnitTests.Pipeline.Stages;

public sealed class VoteStageTests
{
    private readonly PipelineFixture _chain = new();
    private readonly InMemoryNetwork _network = new(2);
    private readonly StepClock _time = new();
    private readonly Recorder _recorder = new();
    private readonly SpscLink<ExecutionRequest> _requests = new(64);
    private readonly SpscLink<ExecutionAnswer> _answers = new(64);
    private readonly WakeSignal _signal = new();
    private readonly List<FinalBlock> _final = [];
    private readonly List<HeadView> _safe = [];
    private readonly VoteStage _vote;
    private readonly ExecuteLoop _execute;

    public VoteStageTests()
    {
        SharedMempool mempool = new(new MempoolOptions());
        ChainConfig config = ChainConfig.OfGenesis(_chain.Genesis, 0, ConsensusTiming.ForSlot(500));
        RestoredState restored = new(
            EpochContext.First(_chain.Genesis, _chain.Head.Header), _chain.Head.Header, null, []);
        _vote = new VoteStage(new VoteStageContext
        {
            Core = new ChainCore(config, new TrustingCrypto(), restored),
            SafetyLog = _recorder,
            Signer = _recorder,
            Archive = _recorder,
            Transport = _network[0],
            Clock = new MonotonicClock(_time),
            Requests = _requests,
            Answers = _answers,
            ExecuteSignal = _signal,
            Halt = fault => Assert.Fail(fault.Reason),
        });
        _execute = new ExecuteLoop
        {
            Requests = _requests,
            Answers = _answers,
            ConsensusSignal = _signal,
            Executed = _chain.Executed,
            Heads = _chain.Heads,
            SafeHeadMoved = _safe.Add,
            Propose = _chain.CreatePropose(mempool),
            Execute = _chain.CreateExecute(),
            Epochs = _chain.Epochs,
            Evidence = _chain.Evidence,
            Commit = new CommitStage(_chain.Store, _chain.Executed, _chain.Heads, new PipelineRules()),
            Finalize = new FinalizeStage(mempool, new SlotLog(0), new LatencyHistogram(), _final.Add),
        };
    }

    [Fact]
    public void TryRun_ValidatorWithAQuorum_FinalisesAndNeverSignsBeforeItsRecordIsDurable()
    {
        RunUntilFinal(height: 5);
        Assert.Equal([1UL, 2, 3, 4, 5], _final.Take(5).Select(block => block.Header.Height));
        Assert.True(_recorder.VotesSigned >= 10);
        Assert.True(_recorder.BlocksStored >= 5);
        Assert.Equal(_final[^1].Header.Hash, _chain.Store.FinalizedHeader.Hash);
        Assert.Equal(_final[^1].Header.Hash, _chain.Heads.Finalized.Header.Hash);
        Assert.True(_vote.Status.View > 5);
        // Each block is certified before it is final, and each certified head is told once.
        Assert.Equal([1UL, 2, 3, 4, 5], _safe.Take(5).Select(head => head.Header.Height));
    }

    [Fact]
    public void TryRun_NotCanonicalMessage_IsCountedAndIgnored()
    {
        _network[1].Send(0, TransportChannel.Consensus, new byte[] { 200 });
        _network[1].Send(0, TransportChannel.Consensus, ReadOnlyMemory<byte>.Empty);
        Assert.True(_vote.TryRun());
        Assert.Equal(2, _vote.Metrics.Messages);
        Assert.Equal(2, _vote.Metrics.Malformed);
    }

    [Fact]
    public void TryRun_LeadersClaim_IsNoneOfTheCoresMessages()
    {
        byte[] claim = new LeaderClaim(0, 1, 1, default).Encode();
        _network[1].Send(0, TransportChannel.Consensus, claim);
        _network[1].Send(0, TransportChannel.Consensus, claim.AsMemory(0, claim.Length - 1));
        Assert.True(_vote.TryRun());
        Assert.Equal(2, _vote.Metrics.Messages);
        Assert.Equal(1, _vote.Metrics.Malformed);
    }

    [Fact]
    public void ServeBlock_RequestForStoredBlock_IsAnsweredFromTheArchive()
    {
        RunUntilFinal(height: 3);
        Drain();
        Hash256 wanted = _final[0].Header.Hash;
        byte[] request = Ace.Encode(ConsensusMessage.OfBlockRequest(wanted));
        _network[1].Send(0, TransportChannel.Consensus, request);
        _vote.TryRun();
        Assert.Contains(Drain(), message => message.BlockResponse?.Hash == wanted);
    }

    [Fact]
    public void TryRun_NothingToDo_ParksUntilTheTimer()
    {
        while (_vote.TryRun() || _execute.TryRun())
        {
            // Until the core waits for time.
        }
        Assert.InRange(_vote.ParkMs(), 1, 1_000);
        _time.Advance(_vote.ParkMs());
        Assert.Equal(0, _vote.ParkMs());
    }

    private void RunUntilFinal(ulong height)
    {
        for (int step = 0; step < 10_000 && (_final.Count == 0 || _final[^1].Header.Height < height); step++)
        {
            if (!_vote.TryRun() && !_execute.TryRun())
            {
                _time.Advance(_vote.ParkMs());
            }
        }
        Assert.True(_final.Count > 0 && _final[^1].Header.Height >= height);
    }

    private List<ConsensusMessage> Drain()
    {
        List<ConsensusMessage> messages = [];
        while (_network[1].TryReceive(TransportChannel.Consensus, out TransportMessage message))
        {
            bool ok = Ace.TryDecode(message.Bytes.Span, out ConsensusMessage decoded, out DecodeError _);
            Assert.True(ok);
            messages.Add(decoded);
        }
        return messages;
    }

    /// <summary>Safety log, signer and archive in one, so that their order can be checked at each signature.</summary>
    private sealed class Recorder : ISafetyLog, IValidatorSigner, IBlockArchive
    {
        private readonly Dictionary<Hash256, Proposal> _blocks = [];
        private SafetyRecord? _durable;
        private Proposal? _begun;

        public int VotesSigned { get; private set; }

        public int BlocksStored => _blocks.Count;

        public SafetyRecord? Load() => _durable;

        public void Append(SafetyRecord record) => _durable = record;

        public void PutPending(Proposal block) => _blocks[block.Hash] = block;

        public void BeginPending(Proposal block)
        {
            Assert.Null(_begun);
            _begun = block;
        }

        public void EndPending()
        {
            Assert.NotNull(_begun);
            PutPending(_begun);
            _begun = null;
        }

        public void PutEpoch(EpochProof proof) => throw new InvalidOperationException("no epoch ends here");

        public bool TryGetEpoch(uint epoch, out EpochProof? proof)
        {
            proof = null;
            return false;
        }

        public bool TryGetFinal(ulong height, out Proposal? block)
        {
            block = null;
            return false;
        }

        public bool TryGetProposal(Hash256 blockHash, out Proposal? block) => _blocks.TryGetValue(blockHash, out block);

        public bool TrySign(SignRequest request, out byte[] signature, out string reason)
        {
            reason = "";
            signature = request is VrfSignRequest ? new byte[VrfProof.Bytes] : new byte[BlsSignature.Bytes];
            switch (request)
            {
                case VoteSignRequest { Kind: VoteKind.Prevote } vote:
                    Assert.Equal((vote.View, vote.BlockHash), (_durable!.PrevotedView, _durable.PrevotedHash));
                    Assert.Contains(vote.BlockHash, _blocks.Keys);
                    VotesSigned++;
                    break;
                case VoteSignRequest vote:
                    Assert.Equal((vote.View, vote.BlockHash), (_durable!.PrecommittedView, _durable.PrecommittedHash));
                    Assert.True(_durable.HighCertificate.View >= vote.View);
                    VotesSigned++;
                    break;
                case TimeoutSignRequest timeout:
                    Assert.Equal(timeout.View, _durable!.TimedOutView);
                    break;
                case HeaderSignRequest header:
                    Assert.Equal(header.Header.View, _durable!.ProposedView);
                    Assert.Equal(header.Header.Hash, _durable.ProposedHash);
                    break;
            }
            return true;
        }
    }

    /// <summary>Accepts every signature: this test is about the shell.</summary>
    /// <summary>A clock that moves when the test says so.</summary>
    private sealed class StepClock : TimeProvider
    {
        private long _milliseconds;

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => _milliseconds;

        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeMilliseconds(10_000 + _milliseconds);

        public void Advance(long milliseconds) => _milliseconds += Math.Max(milliseconds, 1);
    }
}
