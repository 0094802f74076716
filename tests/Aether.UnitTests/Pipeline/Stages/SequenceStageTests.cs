using Aether.Consensus.Sequencing;
using Aether.Core.Codec;
using Aether.Core.Concurrency;
using Aether.Core.Types;
using Aether.Network.Transport;
using Aether.Pipeline;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Stages;
using Aether.Pipeline.Status;
using Xunit;

namespace Aether.UnitTests.Pipeline.Stages;

/// <summary>From what the proposer decides to a record that its header bears out.</summary>
public sealed class SequenceStageTests
{
    private const uint EpochSlots = 50;

    private readonly PipelineFixture _chain = new(new ChainParameters { EpochSlots = EpochSlots }, validators: 2);
    private readonly SharedMempool _mempool = new(new MempoolOptions());
    private readonly SpscLink<SequenceEntry> _ring = new(64);
    private readonly WakeSignal _signal = new();
    private readonly SequenceLog _log = new();
    private readonly ProposeStage _propose;
    private readonly SequenceStage _stage;

    public SequenceStageTests()
    {
        _propose = _chain.CreatePropose(
            _mempool, new SlotRecorder(new SequenceWriter(_ring), TimeProvider.System, _signal));
        _stage = new SequenceStage(_ring, _chain.Genesis.Hash, 0, _log);
    }

    [Fact]
    public void BuiltBlock_IsRecordedInItsOrder()
    {
        Add(_chain.Transfer(0, 1, 0), _chain.Transfer(0, 1, 1), _chain.Transfer(1, 2, 0));
        Header header = BuildAndAdopt(1, out int count);
        Assert.Equal(3, count);
        Assert.True(_signal.Wait(0));
        Assert.True(_stage.TryRun());
        Assert.False(_stage.TryRun());
        Assert.True(_log.TryFind(1, out SlotSequence? record));
        Assert.Equal(SequenceError.None, SequenceVerifier.CheckBlock(record, _chain.Genesis.Hash, header));
    }

    [Fact]
    public void LeftOutTransaction_IsRecordedWithItsReason()
    {
        Transaction wrongChain = _chain.Transfer(0, 1, 0, body => body with { ChainTag = 1, MaxFee = 900_000 });
        Add(wrongChain, _chain.Transfer(1, 2, 0));
        Header header = BuildAndAdopt(1, out int count);
        Assert.Equal(1, count);
        _stage.TryRun();
        Assert.True(_log.TryFind(1, out SlotSequence? record));
        SequenceStep dropped = Assert.Single(record.Steps, step => step.Kind == SequenceKind.Drop);
        Assert.Equal(wrongChain.WitnessId, dropped.Id);
        Assert.NotEqual(0, dropped.Detail);
        Assert.Equal(SequenceError.None, SequenceVerifier.CheckBlock(record, _chain.Genesis.Hash, header));
    }

    [Fact]
    public void ClosingBlock_IsRecordedWithItsTransition()
    {
        Add(_chain.Transfer(0, 1, 0));
        Header header = BuildAndAdopt(EpochSlots, out int count);
        Assert.Equal(0, count);
        _stage.TryRun();
        Assert.True(_log.TryFind(EpochSlots, out SlotSequence? record));
        Assert.Single(record.Steps, step => step.Kind == SequenceKind.Transition);
        Assert.Equal(SequenceError.None, SequenceVerifier.CheckBlock(record, _chain.Genesis.Hash, header));
    }

    [Fact]
    public void BlockThatIsNeverSigned_IsRecordedWithoutSealing()
    {
        _propose.Run(new BuildRequest(1, _chain.Head.Header, 5_000));
        BuildAndAdopt(2, out _);
        _stage.TryRun();
        Assert.True(_log.TryFind(1, out SlotSequence? abandoned));
        Assert.Equal(SequenceError.NotSealed, SequenceVerifier.Check(abandoned));
        Assert.True(_log.TryFind(2, out SlotSequence? next));
        Assert.Equal(SequenceError.None, SequenceVerifier.CheckContinues(abandoned, next));
    }

    private Header BuildAndAdopt(ulong view, out int transactions)
    {
        BuiltAnswer answer = _propose.Run(new BuildRequest(view, _chain.Head.Header, 5_000));
        Assert.True(Ace.TryDecode(answer.Block!.Payload, out BlockPayload payload, out _));
        transactions = payload.Transactions.Length;
        Header header = _chain.Propose(_chain.Head, view).Header with
        {
            Proposer = 0,
            PayloadRoot = answer.Block.PayloadRoot,
            EvidenceRoot = answer.Block.EvidenceRoot,
            StateRoot = answer.Block.StateRoot,
            ReceiptsRoot = answer.Block.ReceiptsRoot,
        };
        // A header keeps its hash once asked for it: decoding makes one that has not been asked.
        AceReader reader = new(Ace.Encode(header));
        header = Header.Decode(ref reader);
        _propose.Adopt(header);
        return header;
    }

    private void Add(params Transaction[] transactions)
    {
        using MempoolHold hold = _mempool.Hold();
        foreach (Transaction item in transactions)
        {
            MempoolError error = hold.Add(
                new Admission(item, 20_000, item.Body.MaxFee),
                address => AdmitStage.ReadPayer(_chain.Head.State, address));
            Assert.Equal(MempoolError.None, error);
        }
    }
}
