using Aether.Execution.Wasm.Runtime;
using Xunit;

namespace Aether.WasmTests.Runtime;

public sealed class FloatMathTests
{
    private const uint SignallingSingle = 0x7FA0_0000;
    private const ulong SignallingDouble = 0x7FF4_0000_0000_0000;

    [Fact]
    public void Arithmetic_WithASignallingNan_IsQuiet()
    {
        uint one = BitConverter.SingleToUInt32Bits(1);
        ulong unit = BitConverter.DoubleToUInt64Bits(1);
        uint[] singles =
        [
            FloatMath.F32Add(SignallingSingle, 0), FloatMath.F32Mul(SignallingSingle, one),
            FloatMath.F32Div(SignallingSingle, one), FloatMath.F32Sub(SignallingSingle, 0),
            FloatMath.F32Min(one, SignallingSingle), FloatMath.F32Max(SignallingSingle, one),
            FloatMath.F32Ceil(SignallingSingle), FloatMath.F32Nearest(SignallingSingle),
            FloatMath.F32Sqrt(SignallingSingle), FloatMath.F32DemoteF64(SignallingDouble),
        ];
        ulong[] doubles =
        [
            FloatMath.F64Add(SignallingDouble, 0), FloatMath.F64Mul(SignallingDouble, unit),
            FloatMath.F64Min(unit, SignallingDouble), FloatMath.F64Floor(SignallingDouble),
            FloatMath.F64Trunc(SignallingDouble), FloatMath.F64PromoteF32(SignallingSingle),
        ];
        Assert.All(singles, bits => Assert.Equal(0x7FC0_0000u, bits & 0x7FC0_0000u));
        Assert.All(doubles, bits => Assert.Equal(0x7FF8_0000_0000_0000ul, bits & 0x7FF8_0000_0000_0000ul));
    }

    [Fact]
    public void SignOperations_KeepPayloads()
    {
        Assert.Equal(SignallingSingle | 0x8000_0000u, FloatMath.F32Neg(SignallingSingle));
        Assert.Equal(SignallingSingle, FloatMath.F32Abs(SignallingSingle | 0x8000_0000u));
        Assert.Equal(SignallingDouble | (1ul << 63), FloatMath.F64Copysign(SignallingDouble, 1ul << 63));
    }

    [Fact]
    public void Convert_LargeUnsigned_RoundsOnce()
    {
        // 2^63 + 2^39 + 1 is above the tie; through a double it would fall on the tie and go down.
        ulong tie = (1ul << 63) + (1ul << 39);
        Assert.Equal(BitConverter.SingleToUInt32Bits(9.223373136366404e18f), FloatMath.F32ConvertI64U(tie + 1));
        Assert.Equal(BitConverter.SingleToUInt32Bits(9.223372036854776e18f), FloatMath.F32ConvertI64U(tie));
    }

    [Fact]
    public void Truncate_OutsideTheRange_SaysWhy()
    {
        ulong large = BitConverter.DoubleToUInt64Bits(2147483648.0);
        Assert.Equal(TrapKind.IntegerOverflow, FloatMath.I32TruncF64S(large, out _));
        Assert.Equal(TrapKind.InvalidConversion, FloatMath.I32TruncF64S(SignallingDouble, out _));
        Assert.Equal(TrapKind.None, FloatMath.I32TruncF64U(large, out uint result));
        Assert.Equal(0x8000_0000u, result);
        Assert.Equal(0x7FFF_FFFFu, FloatMath.I32TruncSatF64S(large));
        Assert.Equal(0u, FloatMath.I32TruncSatF64S(SignallingDouble));
    }
}
