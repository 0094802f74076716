using Aether.Consensus.HotStuff;
using Xunit;

namespace Aether.UnitTests.Consensus.HotStuff;

public sealed class EffectBufferTests
{
    [Fact]
    public void Add_KeepsTheOrder_ClearForgets()
    {
        EffectBuffer buffer = new();
        buffer.Add(new SetTimer(2));
        buffer.Add(new SetTimer(1));
        Assert.Equal([new SetTimer(2), new SetTimer(1)], buffer.Effects);

        buffer.Clear();

        Assert.Empty(buffer.Effects);
    }
}
