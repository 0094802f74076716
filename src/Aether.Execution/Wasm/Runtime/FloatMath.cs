using System.Runtime.CompilerServices;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>All arithmetic of floats in the engine, on their bits, each method named after its operation.</summary>
/// <remarks>
/// Contracts have no floats; the official test suite has. A result that is no number is quiet, with the sign and
/// payload of an operand that is none, or the processor's own: both are among those the specification allows.
/// Conversions that may trap return why, and leave 0 then. The four operations are not inlined: with a constant before
/// its eyes the JIT turns x * 1 into x, which leaves a signalling NaN as it is.
/// </remarks>
public static class FloatMath
{
    /// <summary>Clears the sign, of what is no number too.</summary>
    public static uint F32Abs(uint a) => a & ~0x8000_0000u;

    /// <summary>Flips the sign, of what is no number too.</summary>
    public static uint F32Neg(uint a) => a ^ 0x8000_0000;

    /// <summary>The size of one with the sign of the other.</summary>
    public static uint F32Copysign(uint a, uint b) => (a & ~0x8000_0000u) | (b & 0x8000_0000);

    /// <summary>Rounds up.</summary>
    public static uint F32Ceil(uint a) => Rounded(Value(a), float.Ceiling(Value(a)));

    /// <summary>Rounds down.</summary>
    public static uint F32Floor(uint a) => Rounded(Value(a), float.Floor(Value(a)));

    /// <summary>Rounds towards zero.</summary>
    public static uint F32Trunc(uint a) => Rounded(Value(a), float.Truncate(Value(a)));

    /// <summary>Rounds to the nearest, ties to even.</summary>
    public static uint F32Nearest(uint a) => Rounded(Value(a), float.Round(Value(a), MidpointRounding.ToEven));

    /// <summary>Square root.</summary>
    public static uint F32Sqrt(uint a) => Bits(float.Sqrt(Value(a)));

    /// <summary>Sum.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint F32Add(uint a, uint b) => Bits(Value(a) + Value(b));

    /// <summary>Difference.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint F32Sub(uint a, uint b) => Bits(Value(a) - Value(b));

    /// <summary>Product.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint F32Mul(uint a, uint b) => Bits(Value(a) * Value(b));

    /// <summary>Quotient.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static uint F32Div(uint a, uint b) => Bits(Value(a) / Value(b));

    /// <summary>The lesser; -0 is less than 0.</summary>
    public static uint F32Min(uint a, uint b) =>
        IsNan(a) || IsNan(b) ? Bits(Value(a) + Value(b)) : Bits(float.Min(Value(a), Value(b)));

    /// <summary>The greater; -0 is less than 0.</summary>
    public static uint F32Max(uint a, uint b) =>
        IsNan(a) || IsNan(b) ? Bits(Value(a) + Value(b)) : Bits(float.Max(Value(a), Value(b)));

    /// <summary>1 when a == b.</summary>
    public static uint F32Eq(uint a, uint b) => Value(a) == Value(b) ? 1u : 0u;

    /// <summary>1 when a != b.</summary>
    public static uint F32Ne(uint a, uint b) => Value(a) != Value(b) ? 1u : 0u;

    /// <summary>1 when a &lt; b.</summary>
    public static uint F32Lt(uint a, uint b) => Value(a) < Value(b) ? 1u : 0u;

    /// <summary>1 when a &gt; b.</summary>
    public static uint F32Gt(uint a, uint b) => Value(a) > Value(b) ? 1u : 0u;

    /// <summary>1 when a &lt;= b.</summary>
    public static uint F32Le(uint a, uint b) => Value(a) <= Value(b) ? 1u : 0u;

    /// <summary>1 when a &gt;= b.</summary>
    public static uint F32Ge(uint a, uint b) => Value(a) >= Value(b) ? 1u : 0u;

    /// <summary>Clears the sign, of what is no number too.</summary>
    public static ulong F64Abs(ulong a) => a & ~0x8000_0000_0000_0000ul;

    /// <summary>Flips the sign, of what is no number too.</summary>
    public static ulong F64Neg(ulong a) => a ^ 0x8000_0000_0000_0000;

    /// <summary>The size of one with the sign of the other.</summary>
    public static ulong F64Copysign(ulong a, ulong b) => (a & ~0x8000_0000_0000_0000ul) | (b & 0x8000_0000_0000_0000);

    /// <summary>Rounds up.</summary>
    public static ulong F64Ceil(ulong a) => Rounded(Value(a), double.Ceiling(Value(a)));

    /// <summary>Rounds down.</summary>
    public static ulong F64Floor(ulong a) => Rounded(Value(a), double.Floor(Value(a)));

    /// <summary>Rounds towards zero.</summary>
    public static ulong F64Trunc(ulong a) => Rounded(Value(a), double.Truncate(Value(a)));

    /// <summary>Rounds to the nearest, ties to even.</summary>
    public static ulong F64Nearest(ulong a) => Rounded(Value(a), double.Round(Value(a), MidpointRounding.ToEven));

    /// <summary>Square root.</summary>
    public static ulong F64Sqrt(ulong a) => Bits(double.Sqrt(Value(a)));

    /// <summary>Sum.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong F64Add(ulong a, ulong b) => Bits(Value(a) + Value(b));

    /// <summary>Difference.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong F64Sub(ulong a, ulong b) => Bits(Value(a) - Value(b));

    /// <summary>Product.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong F64Mul(ulong a, ulong b) => Bits(Value(a) * Value(b));

    /// <summary>Quotient.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static ulong F64Div(ulong a, ulong b) => Bits(Value(a) / Value(b));

    /// <summary>The lesser; -0 is less than 0.</summary>
    public static ulong F64Min(ulong a, ulong b) =>
        IsNan(a) || IsNan(b) ? Bits(Value(a) + Value(b)) : Bits(double.Min(Value(a), Value(b)));

    /// <summary>The greater; -0 is less than 0.</summary>
    public static ulong F64Max(ulong a, ulong b) =>
        IsNan(a) || IsNan(b) ? Bits(Value(a) + Value(b)) : Bits(double.Max(Value(a), Value(b)));

    /// <summary>1 when a == b.</summary>
    public static uint F64Eq(ulong a, ulong b) => Value(a) == Value(b) ? 1u : 0u;

    /// <summary>1 when a != b.</summary>
    public static uint F64Ne(ulong a, ulong b) => Value(a) != Value(b) ? 1u : 0u;

    /// <summary>1 when a &lt; b.</summary>
    public static uint F64Lt(ulong a, ulong b) => Value(a) < Value(b) ? 1u : 0u;

    /// <summary>1 when a &gt; b.</summary>
    public static uint F64Gt(ulong a, ulong b) => Value(a) > Value(b) ? 1u : 0u;

    /// <summary>1 when a &lt;= b.</summary>
    public static uint F64Le(ulong a, ulong b) => Value(a) <= Value(b) ? 1u : 0u;

    /// <summary>1 when a &gt;= b.</summary>
    public static uint F64Ge(ulong a, ulong b) => Value(a) >= Value(b) ? 1u : 0u;

    /// <summary>The nearest float.</summary>
    public static uint F32ConvertI32S(uint a) => Bits((float)unchecked((int)a));

    /// <summary>The nearest float.</summary>
    public static ulong F64ConvertI32S(uint a) => Bits((double)unchecked((int)a));

    /// <summary>The nearest float.</summary>
    public static uint F32ConvertI32U(uint a) => Bits((float)(long)a);

    /// <summary>The nearest float.</summary>
    public static ulong F64ConvertI32U(uint a) => Bits((double)(long)a);

    /// <summary>The nearest float.</summary>
    public static uint F32ConvertI64S(ulong a) => Bits((float)unchecked((long)a));

    /// <summary>The nearest float.</summary>
    public static ulong F64ConvertI64S(ulong a) => Bits((double)unchecked((long)a));

    /// <summary>The nearest float.</summary>
    /// <remarks>The upper half is halved with its last bit kept sticky, so that it rounds once.</remarks>
    public static uint F32ConvertI64U(ulong a)
    {
        long half = unchecked((long)((a >> 1) | (a & 1)));
        return unchecked((long)a) >= 0 ? Bits((float)unchecked((long)a)) : Bits((float)half + (float)half);
    }

    /// <summary>The nearest float.</summary>
    /// <remarks>The upper half is halved with its last bit kept sticky, so that it rounds once.</remarks>
    public static ulong F64ConvertI64U(ulong a)
    {
        long half = unchecked((long)((a >> 1) | (a & 1)));
        return unchecked((long)a) >= 0 ? Bits((double)unchecked((long)a)) : Bits((double)half + (double)half);
    }

    /// <summary>The nearest float of half the width.</summary>
    public static uint F32DemoteF64(ulong a) => Bits((float)Value(a));

    /// <summary>The same number in twice the width.</summary>
    public static ulong F64PromoteF32(uint a) => Bits((double)Value(a));

    /// <summary>Truncates towards zero.</summary>
    public static TrapKind I32TruncF32S(uint a, out uint result)
    {
        float x = Value(a);
        bool fits = -2147483648f <= x && x < 2147483648f;
        result = fits ? unchecked((uint)(int)(long)x) : 0;
        return fits ? TrapKind.None : IsNan(a) ? TrapKind.InvalidConversion : TrapKind.IntegerOverflow;
    }

    /// <summary>Truncates towards zero, to the nearest the type can hold; 0 for what is no number.</summary>
    public static uint I32TruncSatF32S(uint a)
    {
        TrapKind trap = I32TruncF32S(a, out uint result);
        return trap != TrapKind.IntegerOverflow ? result : Value(a) < 0 ? 0x8000_0000 : int.MaxValue;
    }

    /// <summary>Truncates towards zero.</summary>
    public static TrapKind I32TruncF32U(uint a, out uint result)
    {
        float x = Value(a);
        bool fits = -1f < x && x < 4294967296f;
        result = fits ? unchecked((uint)(long)x) : 0;
        return fits ? TrapKind.None : IsNan(a) ? TrapKind.InvalidConversion : TrapKind.IntegerOverflow;
    }

    /// <summary>Truncates towards zero, to the nearest the type can hold; 0 for what is no number.</summary>
    public static uint I32TruncSatF32U(uint a)
    {
        TrapKind trap = I32TruncF32U(a, out uint result);
        return trap != TrapKind.IntegerOverflow ? result : Value(a) < 0 ? 0 : uint.MaxValue;
    }

    /// <summary>Truncates towards zero.</summary>
    public static TrapKind I32TruncF64S(ulong a, out uint result)
    {
        double x = Value(a);
        bool fits = -2147483649.0 < x && x < 2147483648.0;
        result = fits ? unchecked((uint)(int)(long)x) : 0;
        return fits ? TrapKind.None : IsNan(a) ? TrapKind.InvalidConversion : TrapKind.IntegerOverflow;
    }

    /// <summary>Truncates towards zero, to the nearest the type can hold; 0 for what is no number.</summary>
    public static uint I32TruncSatF64S(ulong a)
    {
        TrapKind trap = I32TruncF64S(a, out uint result);
        return trap != TrapKind.IntegerOverflow ? result : Value(a) < 0 ? 0x8000_0000 : int.MaxValue;
    }

    /// <summary>Truncates towards zero.</summary>
    public static TrapKind I32TruncF64U(ulong a, out uint result)
    {
        double x = Value(a);
        bool fits = -1.0 < x && x < 4294967296.0;
        result = fits ? unchecked((uint)(long)x) : 0;
        return fits ? TrapKind.None : IsNan(a) ? TrapKind.InvalidConversion : TrapKind.IntegerOverflow;
    }

    /// <summary>Truncates towards zero, to the nearest the type can hold; 0 for what is no number.</summary>
    public static uint I32TruncSatF64U(ulong a)
    {
        TrapKind trap = I32TruncF64U(a, out uint result);
        return trap != TrapKind.IntegerOverflow ? result : Value(a) < 0 ? 0 : uint.MaxValue;
    }

    /// <summary>Truncates towards zero.</summary>
    public static TrapKind I64TruncF32S(uint a, out ulong result)
    {
        float x = Value(a);
        bool fits = -9223372036854775808f <= x && x < 9223372036854775808f;
        result = fits ? unchecked((ulong)(long)x) : 0;
        return fits ? TrapKind.None : IsNan(a) ? TrapKind.InvalidConversion : TrapKind.IntegerOverflow;
    }

    /// <summary>Truncates towards zero, to the nearest the type can hold; 0 for what is no number.</summary>
    public static ulong I64TruncSatF32S(uint a)
    {
        TrapKind trap = I64TruncF32S(a, out ulong result);
        return trap != TrapKind.IntegerOverflow ? result : Value(a) < 0 ? 1ul << 63 : long.MaxValue;
    }

    /// <summary>Truncates towards zero.</summary>
    public static TrapKind I64TruncF32U(uint a, out ulong result)
    {
        float x = Value(a);
        bool fits = -1f < x && x < 18446744073709551616f;
        ulong whole = x < 9223372036854775808f
            ? unchecked((ulong)(long)x)
            : unchecked((ulong)(long)(x - 9223372036854775808f)) ^ (1ul << 63);
        result = fits ? whole : 0;
        return fits ? TrapKind.None : IsNan(a) ? TrapKind.InvalidConversion : TrapKind.IntegerOverflow;
    }

    /// <summary>Truncates towards zero, to the nearest the type can hold; 0 for what is no number.</summary>
    public static ulong I64TruncSatF32U(uint a)
    {
        TrapKind trap = I64TruncF32U(a, out ulong result);
        return trap != TrapKind.IntegerOverflow ? result : Value(a) < 0 ? 0 : ulong.MaxValue;
    }

    /// <summary>Truncates towards zero.</summary>
    public static TrapKind I64TruncF64S(ulong a, out ulong result)
    {
        double x = Value(a);
        bool fits = -9223372036854775808.0 <= x && x < 9223372036854775808.0;
        result = fits ? unchecked((ulong)(long)x) : 0;
        return fits ? TrapKind.None : IsNan(a) ? TrapKind.InvalidConversion : TrapKind.IntegerOverflow;
    }

    /// <summary>Truncates towards zero, to the nearest the type can hold; 0 for what is no number.</summary>
    public static ulong I64TruncSatF64S(ulong a)
    {
        TrapKind trap = I64TruncF64S(a, out ulong result);
        return trap != TrapKind.IntegerOverflow ? result : Value(a) < 0 ? 1ul << 63 : long.MaxValue;
    }

    /// <summary>Truncates towards zero.</summary>
    public static TrapKind I64TruncF64U(ulong a, out ulong result)
    {
        double x = Value(a);
        bool fits = -1.0 < x && x < 18446744073709551616.0;
        ulong whole = x < 9223372036854775808.0
            ? unchecked((ulong)(long)x)
            : unchecked((ulong)(long)(x - 9223372036854775808.0)) ^ (1ul << 63);
        result = fits ? whole : 0;
        return fits ? TrapKind.None : IsNan(a) ? TrapKind.InvalidConversion : TrapKind.IntegerOverflow;
    }

    /// <summary>Truncates towards zero, to the nearest the type can hold; 0 for what is no number.</summary>
    public static ulong I64TruncSatF64U(ulong a)
    {
        TrapKind trap = I64TruncF64U(a, out ulong result);
        return trap != TrapKind.IntegerOverflow ? result : Value(a) < 0 ? 0 : ulong.MaxValue;
    }

    private static float Value(uint bits) => BitConverter.UInt32BitsToSingle(bits);

    private static uint Bits(float value) => BitConverter.SingleToUInt32Bits(value);

    private static bool IsNan(uint bits) => (bits & 0x7FFF_FFFF) > 0x7F80_0000;

    /// <summary>The sum of what is no number with itself is quiet, on every processor.</summary>
    private static uint Rounded(float a, float rounded) => Bits(float.IsNaN(a) ? a + a : rounded);

    private static double Value(ulong bits) => BitConverter.UInt64BitsToDouble(bits);

    private static ulong Bits(double value) => BitConverter.DoubleToUInt64Bits(value);

    private static bool IsNan(ulong bits) => (bits & 0x7FFF_FFFF_FFFF_FFFF) > 0x7FF0_0000_0000_0000;

    /// <summary>The sum of what is no number with itself is quiet, on every processor.</summary>
    private static ulong Rounded(double a, double rounded) => Bits(double.IsNaN(a) ? a + a : rounded);
}
