using Aether.Execution.Wasm.Modules;
using Xunit;

namespace Aether.WasmTests.Modules;

public sealed class ValueTypesTests
{
    [Fact]
    public void IsValueType_EveryByte_KnowsSix()
    {
        List<byte> known = [];
        for (int code = 0; code < 256; code++)
        {
            if (ValueTypes.IsValueType((byte)code))
            {
                known.Add((byte)code);
            }
        }
        Assert.Equal([0x6F, 0x70, 0x7C, 0x7D, 0x7E, 0x7F], known);
    }

    [Theory]
    [InlineData(ValueType.I32, false, false, "i32")]
    [InlineData(ValueType.I64, false, false, "i64")]
    [InlineData(ValueType.F32, false, true, "f32")]
    [InlineData(ValueType.F64, false, true, "f64")]
    [InlineData(ValueType.FuncRef, true, false, "funcref")]
    [InlineData(ValueType.ExternRef, true, false, "externref")]
    public void Questions_EachType_Answered(ValueType type, bool reference, bool isFloat, string name)
    {
        Assert.Equal(reference, type.IsReference());
        Assert.Equal(isFloat, type.IsFloat());
        Assert.Equal(name, ValueTypes.NameOf(type));
    }
}
