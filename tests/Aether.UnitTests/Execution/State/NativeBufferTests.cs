using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class NativeBufferTests
{
    [Fact]
    // SAFETY: pointers are to records that were taken, and to arrays fixed for the call.
    public unsafe void Ensure_WhileItGrows_KeepsTheItems()
    {
        NativeBuffer<long> buffer = new();
        for (int count = 1; count < 5_000; count++)
        {
            buffer.Ensure(count);
            Assert.True(buffer.Capacity >= count);
            buffer.Pointer[count - 1] = count;
        }
        for (int index = 0; index < 4_999; index++)
        {
            Assert.Equal(index + 1, buffer.Pointer[index]);
        }
        int capacity = buffer.Capacity;
        buffer.Ensure(1);
        Assert.Equal(capacity, buffer.Capacity);
    }
}
