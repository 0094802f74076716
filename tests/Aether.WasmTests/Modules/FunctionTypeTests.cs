using Aether.Execution.Wasm.Modules;
using Xunit;

namespace Aether.WasmTests.Modules;

public sealed class FunctionTypeTests
{
    [Fact]
    public void Equals_SameLists_True()
    {
        var left = new FunctionType([ValueType.I32, ValueType.I64], [ValueType.F32]);
        var right = new FunctionType([ValueType.I32, ValueType.I64], [ValueType.F32]);
        Assert.Equal(left, right);
        Assert.Equal(left.GetHashCode(), right.GetHashCode());
        Assert.Equal("(i32 i64) -> (f32)", left.ToString());
    }

    [Fact]
    public void Equals_ResultMovedToParameters_False()
    {
        var left = new FunctionType([ValueType.I32], [ValueType.I32]);
        Assert.NotEqual(left, new FunctionType([ValueType.I32, ValueType.I32], []));
        Assert.NotEqual(left, new FunctionType([ValueType.I64], [ValueType.I32]));
        Assert.False(left.Equals(null));
    }

    [Theory]
    [InlineData(ValueType.I32)]
    [InlineData(ValueType.I64)]
    [InlineData(ValueType.F32)]
    [InlineData(ValueType.F64)]
    [InlineData(ValueType.FuncRef)]
    [InlineData(ValueType.ExternRef)]
    public void Returning_EachType_HasThatResult(ValueType type)
    {
        Assert.Equal(new FunctionType([], [type]), FunctionType.Returning(type));
        Assert.NotEqual(FunctionType.Empty, FunctionType.Returning(type));
    }
}
