using Aether.Execution.Wasm.Modules;
using Xunit;

namespace Aether.WasmTests.Modules;

public sealed class WasmModuleTests
{
    private readonly WasmModule _module = new()
    {
        Bytes = default,
        Hash = default,
        Types = [new FunctionType([ValueType.I64], []), new FunctionType([], [ValueType.I32, ValueType.I32])],
        FunctionTypeIndices = [1, 0],
    };

    [Theory]
    [InlineData(-1, ValueType.I32)]
    [InlineData(-2, ValueType.I64)]
    [InlineData(-3, ValueType.F32)]
    [InlineData(-4, ValueType.F64)]
    [InlineData(-16, ValueType.FuncRef)]
    [InlineData(-17, ValueType.ExternRef)]
    public void BlockTypeOf_ValueType_ReturnsIt(long number, ValueType type) =>
        Assert.Same(FunctionType.Returning(type), _module.BlockTypeOf(number));

    [Fact]
    public void BlockTypeOf_EmptyOrIndex_FindsIt()
    {
        Assert.Same(FunctionType.Empty, _module.BlockTypeOf(WasmModule.EmptyBlock));
        Assert.Same(_module.Types[1], _module.BlockTypeOf(1));
        ulong empty = unchecked((ulong)WasmModule.EmptyBlock);
        Assert.Same(FunctionType.Empty, _module.BlockTypeOf(new Instruction(WasmOp.Block, immediate: empty)));
    }

    [Fact]
    public void TypeOfFunction_EachIndex_FollowsTheTable()
    {
        Assert.Same(_module.Types[1], _module.TypeOfFunction(0));
        Assert.Same(_module.Types[0], _module.TypeOfFunction(1));
    }
}
