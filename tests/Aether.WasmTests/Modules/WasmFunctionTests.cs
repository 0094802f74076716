using Aether.Execution.Wasm.Modules;
using Xunit;

namespace Aether.WasmTests.Modules;

public sealed class WasmFunctionTests
{
    [Fact]
    public void FrameCells_IsLocalsAndOperands()
    {
        var function = new WasmFunction
        {
            Index = 0,
            TypeIndex = 0,
            Type = FunctionType.Empty,
            Locals = [ValueType.I32, ValueType.I64],
            BodyOffset = 0,
            BodyBytes = 1,
            MaxStack = 3,
        };
        Assert.Equal(5, function.FrameCells);
    }
}
