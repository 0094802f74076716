using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class ReadGateTests
{
    [Fact]
    public void TryAdvance_WithAReaderInside_GoesOnePeriodOnAndNoFurther()
    {
        ReadGate gate = new();
        Assert.True(gate.TryAdvance());
        int side = gate.Enter();
        long entered = gate.Period;
        Assert.True(gate.TryAdvance());
        Assert.False(gate.TryAdvance());
        int later = gate.Enter();
        Assert.NotEqual(side, later);
        gate.Leave(side);
        Assert.True(gate.TryAdvance());
        Assert.False(gate.TryAdvance());
        gate.Leave(later);
        Assert.True(gate.TryAdvance());
        Assert.Equal(entered + 3, gate.Period);
    }

    // What a reader saw as held may not be reused before it left: two periods later.
    [Fact]
    public void Readers_OnManyThreads_NeverSeeWhatWasReusedUnderThem()
    {
        ReadGate gate = new();
        int[] cells = [.. Enumerable.Range(0, 64)];
        int current = 0;
        int running = 1;
        int broken = 0;
        Thread[] readers = [.. Enumerable.Range(0, 3).Select(_ => new Thread(() =>
        {
            while (Volatile.Read(ref running) != 0)
            {
                int side = gate.Enter();
                int cell = Volatile.Read(ref current);
                int value = Volatile.Read(ref cells[cell % 64]);
                Interlocked.Add(ref broken, value == cell ? 0 : 1);
                gate.Leave(side);
            }
        }))];
        foreach (Thread reader in readers)
        {
            reader.Start();
        }
        Queue<(long Period, int Cell)> freed = [];
        for (int next = 1; next < 200_000; next++)
        {
            Volatile.Write(ref cells[next % 64], next);
            Volatile.Write(ref current, next);
            freed.Enqueue((gate.Period, next - 1));
            while (freed.Count > 32)
            {
                gate.TryAdvance();
                while (freed.TryPeek(out (long Period, int Cell) oldest) && oldest.Period + 2 <= gate.Period)
                {
                    freed.Dequeue();
                    Volatile.Write(ref cells[oldest.Cell % 64], -1);
                }
            }
        }
        Volatile.Write(ref running, 0);
        foreach (Thread reader in readers)
        {
            reader.Join();
        }
        Assert.Equal(0, broken);
    }
}
