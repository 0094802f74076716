using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Modules;
using Xunit;

namespace Aether.WasmTests.Interpreter;

public sealed unsafe class CellStackTests
{
    private static readonly WasmFunction s_function =
        ModuleText.Load(ModuleText.Function([0, 0], [0, 0x0B])).Functions[0];

    [Fact]
    public void Current_SameThread_IsOne() => Assert.Same(CellStack.Current, CellStack.Current);

    [Fact]
    public void Fits_UpToTheCapacity_True()
    {
        CellStack stack = CellStack.Current;
        Assert.True(stack.Fits(CellStack.Capacity));
        Assert.False(stack.Fits(CellStack.Capacity + 1));
    }

    [Fact]
    public void Push_MoreThanTheStart_KeepsEveryFrame()
    {
        CellStack stack = CellStack.Current;
        int depth = stack.Depth;
        ulong* top = stack.Top;
        for (int i = 0; i < 2_000; i++)
        {
            stack.Push(s_function, top + i).Budget = i;
        }
        Assert.Equal(1_998, stack.Below().Budget);
        for (int i = 1_998; i >= 0; i--)
        {
            ref Frame frame = ref stack.Pop();
            Assert.Equal(i, frame.Budget);
            Assert.True(frame.Locals == top + i);
        }
        stack.Reset(depth, top);
        Assert.Equal(depth, stack.Depth);
    }
}
