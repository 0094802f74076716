using Aether.Native;
using Xunit;

namespace Aether.UnitTests.Native;

public sealed class ThreadAffinityTests
{
    [Fact]
    public void Find_CountsAround()
    {
        Assert.Equal(-1, ThreadAffinity.Find([0, 1], 0));
        Assert.Equal(-1, ThreadAffinity.Find([3], -1));
        ulong[] mask = [0b1010, 1];
        Assert.Equal([1, 3, 64, 1], Enumerable.Range(0, 4).Select(index => ThreadAffinity.Find(mask, index)));
    }

    [Fact]
    public void TryBind_ThreadKeepsRunning()
    {
        bool ran = false;
        Thread thread = new(() =>
        {
            bool bound = ThreadAffinity.TryBind(1);
            // Bound to one processor, there is no second to choose from.
            ran = !bound || !ThreadAffinity.TryBind(0);
        });
        thread.Start();
        thread.Join();
        Assert.True(ran);
    }
}
