using Aether.Core;
using Aether.Core.Types;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Runtime;
using Aether.Pipeline.Status;
using Aether.UnitTests.Node.Signing;
using Xunit;

namespace Aether.UnitTests.Pipeline.BlockImport;

public sealed class BlockTimesTests : IPipelineProbe
{
    private readonly ManualTime _time = new();
    private readonly List<WorkDone> _done = [];
    private readonly BlockTimes _times;

    public BlockTimesTests()
    {
        _time.Advance(TimeSpan.FromTicks(1));
        _times = new BlockTimes(new WorkWatch(this, _time));
    }

    void IPipelineProbe.OnDone(in WorkDone done) => _done.Add(done);

    [Fact]
    public void Final_OtherNodesBlock_HasAllPhases()
    {
        Header header = new PipelineFixture().Store.GenesisHeader;
        _times.Seen(header.Hash, header, 100);
        Pass(1);
        _times.Seen(header.Hash, header, 500);
        Pass(2);
        _times.Answered(new ExecutedAnswer(header.Hash, Valid: true));
        Pass(4);
        _times.Certified(header.Hash);
        _times.Certified(header.Hash);
        Pass(8);
        Assert.Equal(515, _times.Final(header.Hash, 615));
        Assert.Equal(
            [
                (PipelineWork.ExecutePhase, 3), (PipelineWork.PrevotePhase, 4), (PipelineWork.PrecommitPhase, 8),
                (PipelineWork.Finality, 15),
            ],
            _done.Select(done => (done.Work, (done.End - done.Start) / TimeSpan.TicksPerMillisecond)));
        Assert.Equal(515, _times.Final(header.Hash, 615));
        Assert.Equal(4, _done.Count);
    }

    [Fact]
    public void Final_OwnBlock_BeginsWithTheRequestToBuild()
    {
        Header header = new PipelineFixture().Store.GenesisHeader;
        _times.BuildBegins(50);
        Pass(5);
        _times.Built(header.Hash, header);
        Pass(1);
        _times.Certified(header.Hash);
        Pass(1);
        Assert.Equal(7, _times.Final(header.Hash, 57));
        Assert.Equal(
            [PipelineWork.PrevotePhase, PipelineWork.PrecommitPhase, PipelineWork.Finality],
            _done.Select(done => done.Work));
        Assert.Equal(7 * TimeSpan.TicksPerMillisecond, _done[^1].End - _done[^1].Start);
    }

    [Fact]
    public void Answered_InvalidOrUnknownBlock_TellsNothing()
    {
        Header header = new PipelineFixture().Store.GenesisHeader;
        _times.Answered(new ExecutedAnswer(header.Hash, Valid: true));
        _times.Seen(header.Hash, header, 1);
        _times.Answered(new ExecutedAnswer(header.Hash, Valid: false));
        _times.Certified(header.Hash);
        Assert.Empty(_done);
    }

    [Fact]
    public void Seen_MoreThanAreKept_ForgetsTheOldest()
    {
        Header header = new PipelineFixture().Store.GenesisHeader;
        for (uint number = 0; number <= Limits.Consensus.MaxPendingBlocks; number++)
        {
            _times.Seen(Id(number), header, number);
        }
        _times.Final(Id(0), 9_000);
        Assert.Empty(_done);
        _times.Final(Id(1), 9_000);
        Assert.Equal(PipelineWork.Finality, Assert.Single(_done).Work);
    }

    [Fact]
    public void WithoutAProbe_OnlyTheAgeIsKept()
    {
        Header header = new PipelineFixture().Store.GenesisHeader;
        BlockTimes times = new(WorkWatch.None);
        times.Seen(header.Hash, header, 10);
        Assert.Equal(5, times.Final(header.Hash, 15));
    }

    private static Hash256 Id(uint number)
    {
        byte[] bytes = new byte[Hash256.Bytes];
        BitConverter.TryWriteBytes(bytes, number);
        return new Hash256(bytes);
    }

    private void Pass(int milliseconds) => _time.Advance(TimeSpan.FromMilliseconds(milliseconds));
}
