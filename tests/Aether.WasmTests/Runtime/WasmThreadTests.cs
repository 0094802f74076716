using Aether.Execution.Wasm.Runtime;
using Xunit;

namespace Aether.WasmTests.Runtime;

public sealed class WasmThreadTests
{
    [Fact]
    public void Run_OnSuchAThread_StaysThere()
    {
        int outer = 0, inner = 0;
        WasmThread.Run(() =>
        {
            Assert.True(WasmThread.IsCurrent);
            outer = Environment.CurrentManagedThreadId;
            WasmThread.Run(() => inner = Environment.CurrentManagedThreadId);
        });
        Assert.False(WasmThread.IsCurrent);
        Assert.Equal(outer, inner);
        Assert.NotEqual(Environment.CurrentManagedThreadId, outer);
    }

    [Fact]
    public void Run_Failure_ReachesTheCaller() =>
        Assert.Throws<FormatException>(() => WasmThread.Run(() => throw new FormatException("x")));
}
