using System.Runtime.CompilerServices;
using Aether.Execution.Wasm.Modules;
using Xunit;

namespace Aether.WasmTests.Modules;

public sealed class InstructionTests
{
    [Fact]
    public void Size_IsSixteenBytes() => Assert.Equal(16, Unsafe.SizeOf<Instruction>());

    [Fact]
    public void Constructor_WideOperands_KeepsThem()
    {
        var instruction = new Instruction(WasmOp.BrTable, -1, 65_535, ulong.MaxValue);
        Assert.Equal(WasmOp.BrTable, instruction.Op);
        Assert.Equal(-1, instruction.A);
        Assert.Equal(65_535, instruction.B);
        Assert.Equal(ulong.MaxValue, instruction.Immediate);
        Assert.Throws<OverflowException>(() => new Instruction(WasmOp.Br, b: 65_536));
    }
}
