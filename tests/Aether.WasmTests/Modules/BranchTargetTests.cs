using Aether.Execution.Wasm.Modules;
using Xunit;

namespace Aether.WasmTests.Modules;

public sealed class BranchTargetTests
{
    [Fact]
    public void Of_Branch_ReadsBothForms() =>
        Assert.Equal(
            new BranchTarget(3, 77, 5, 2),
            BranchTarget.Of(new Instruction(WasmOp.Br, 77, 3, 5 | (2UL << 32))));

    [Fact]
    public void Read_TableInTheMiddle_ReadsTheEntry()
    {
        int[] table = [9, 9, 9, 9, 0, 1, 2, 3, 4, 5, 6, 7];
        Assert.Equal(new BranchTarget(0, 1, 2, 3), BranchTarget.Read(table, 4, 0));
        Assert.Equal(new BranchTarget(4, 5, 6, 7), BranchTarget.Read(table, 4, 1));
    }
}
