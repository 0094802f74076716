using Aether.NodeTests.Firehose;
using Aether.TestKit.Storage;
using Xunit;

namespace Aether.NodeTests.Pipeline;

public sealed class PipelineStopTests
{
    [Fact]
    public void Stop_WhileACommitIsUnderWay_AnnouncesWhatTheNextStartFindsFinal()
    {
        using PowerLossDisk disk = new();
        using VirtualValidator validator = new(log: disk);
        List<ulong> announced = [];
        for (int life = 0; life < 3; life++)
        {
            validator.Start();
            validator.Pipeline.BlockFinalized += block => announced.Add(block.Header.Height);
            validator.RunToCommitUnderWay();
            ulong before = validator.FinalHeight;
            validator.Stop();
            Assert.Equal(before + 1, validator.FinalHeight);
        }
        validator.Start();
        Assert.Equal(Enumerable.Range(1, (int)validator.FinalHeight).Select(height => (ulong)height), announced);
    }

    [Fact]
    public void Stop_WhenTheLastAnnouncementFails_IsAFault()
    {
        using PowerLossDisk disk = new();
        using VirtualValidator validator = new(log: disk);
        validator.Start();
        validator.RunToCommitUnderWay();
        validator.Pipeline.BlockFinalized += _ => throw new InvalidDataException("cannot be shown");
        validator.Pipeline.Stop();
        Assert.Equal("cannot be shown", validator.Pipeline.Fault!.Reason);
    }
}
