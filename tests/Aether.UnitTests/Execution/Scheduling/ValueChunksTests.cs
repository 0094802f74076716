using Aether.Execution.Scheduling;
using Xunit;

namespace Aether.UnitTests.Execution.Scheduling;

public sealed class ValueChunksTests
{
    [Fact]
    public void Claim_AfterReset_GivesTheSameMemoryAgain()
    {
        ValueChunks chunks = new();
        int first = chunks.Claim(10);
        int second = chunks.Claim(ValueChunks.ChunkBytes + 1);
        Assert.NotEqual(first, second);
        Assert.Equal(ValueChunks.ChunkBytes, chunks[first].Length);
        Assert.True(chunks[second].Length > ValueChunks.ChunkBytes);
        byte[] memory = chunks[first];
        chunks.Reset();
        Assert.Same(memory, chunks[chunks.Claim(10)]);
    }
}
