using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;
using Xunit;

namespace Aether.WasmTests.Runtime;

public sealed class StackBudgetTests
{
    [Theory]
    [InlineData(256, 65_536, 0)]
    [InlineData(256, 65_536, 255)]
    [InlineData(256, 65_536, 256)]
    [InlineData(256, 65_536, 257)]
    [InlineData(256, 65_536, 8_192)]
    [InlineData(500, 1 << 20, 2_097)]
    [InlineData(1, 10, 10)]
    [InlineData(1, 10, 11)]
    [InlineData(3, 0, 0)]
    public void TryTake_FramesOfOneSize_AsCountedApart(int frames, int cells, int frameCells)
    {
        int budget = StackBudget.Of(frames, cells);
        (int framesLeft, int cellsLeft) = (frames, cells);
        for (int i = 0; i <= frames; i++)
        {
            framesLeft--;
            cellsLeft -= frameCells;
            bool fits = framesLeft >= 0 && cellsLeft >= 0;
            Assert.Equal(fits, StackBudget.TryTake(ref budget, frameCells));
            if (!fits)
            {
                return;
            }
        }

        Assert.Fail("the budget never ran out");
    }

    [Fact]
    public void TryTake_RandomFrames_AsCountedApart()
    {
        Random random = new(7);
        for (int round = 0; round < 2_000; round++)
        {
            (int framesLeft, int cellsLeft) = (random.Next(1, 511), random.Next(1 << 20));
            int budget = StackBudget.Of(framesLeft, cellsLeft);
            bool fits = true;
            while (fits)
            {
                int cells = random.Next(1 << random.Next(1, 21));
                framesLeft--;
                cellsLeft -= cells;
                fits = framesLeft >= 0 && cellsLeft >= 0;
                Assert.Equal(fits, StackBudget.TryTake(ref budget, cells));
            }
        }
    }

    [Fact]
    public void Limits_FitABudget()
    {
        Assert.All([WasmLimits.Contract, WasmLimits.General], limits =>
        {
            Assert.InRange(limits.MaxCallDepth, 1, StackBudget.MaxFrames);
            Assert.InRange(limits.MaxStackCells, 1, StackBudget.MaxCells);
            Assert.InRange(limits.MaxFrameCells, 1, StackBudget.MaxCells);
        });
    }
}
