using Aether.Network.Transport;
using Xunit;

namespace Aether.NetworkTests.Transport;

public sealed class WakeSignalTests
{
    [Fact]
    public void Wait_SetSeveralTimes_WakesOnce()
    {
        WakeSignal signal = new();
        signal.Set();
        signal.Set();
        Assert.True(signal.Wait(0));
        Assert.False(signal.Wait(0));
        signal.Set();
        Assert.True(signal.Wait(0));
    }

    [Fact]
    public void Set_WithACallback_CallsItOnceForEachTimeItBecomesSet()
    {
        int calls = 0;
        WakeSignal signal = new(() => calls++);
        signal.Set();
        signal.Set();
        Assert.Equal(1, calls);
        Assert.True(signal.Wait(0));
        signal.Set();
        Assert.Equal(2, calls);
    }

    [Fact]
    public void Wait_ManySetters_NoPublishedItemIsLeftWaiting()
    {
        const int Setters = 4;
        const int Items = 20_000;
        WakeSignal signal = new();
        int published = 0;
        Thread[] threads = new Thread[Setters];
        for (int index = 0; index < Setters; index++)
        {
            threads[index] = new Thread(() =>
            {
                for (int item = 0; item < Items; item++)
                {
                    Interlocked.Increment(ref published);
                    signal.Set();
                }
            });
            threads[index].Start();
        }
        int seen = 0;
        while (seen < Setters * Items)
        {
            Assert.True(signal.Wait(60_000));
            seen = Volatile.Read(ref published);
        }
        Array.ForEach(threads, thread => thread.Join());
    }
}
