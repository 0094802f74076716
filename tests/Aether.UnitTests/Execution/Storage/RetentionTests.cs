using Aether.Core.Codec;
using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

public sealed class RetentionTests
{
    [Fact]
    public void FirstState_IsTheWindowBelowTheHead()
    {
        Assert.Equal(0UL, Retention.Archive.FirstState(1_000_000));
        Assert.Equal(90_000UL, Retention.Full.FirstState(100_000));
        Assert.Equal(0UL, Retention.Full.FirstState(10));
        Assert.Equal(10UL, Retention.Minimal.FirstState(10));
    }

    [Fact]
    public void Decode_FewerThanTwoEpochs_IsRefused()
    {
        byte[] bytes = Ace.Encode(Retention.Minimal with { Epochs = 1 });
        Assert.False(Ace.TryDecode(bytes, out Retention _, out _));
        Assert.True(Ace.TryDecode(Ace.Encode(Retention.Minimal), out Retention kept, out _));
        Assert.Equal(Retention.Minimal, kept);
    }
}
