using System.Numerics;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>Integer operations that are more than one instruction of the runtime, named after theirs.</summary>
/// <remarks>Those that may trap return why, and leave 0 then.</remarks>
public static class IntegerMath
{
    /// <summary>Leading zeros.</summary>
    public static uint I32Clz(uint a) => (uint)BitOperations.LeadingZeroCount(a);

    /// <summary>Trailing zeros, 32 for 0.</summary>
    public static uint I32Ctz(uint a) => (uint)BitOperations.TrailingZeroCount(a);

    /// <summary>Ones.</summary>
    public static uint I32Popcnt(uint a) => (uint)BitOperations.PopCount(a);

    /// <summary>Rotation by the low five bits.</summary>
    public static uint I32Rotl(uint a, uint b) => BitOperations.RotateLeft(a, unchecked((int)b));

    /// <summary>Rotation by the low five bits.</summary>
    public static uint I32Rotr(uint a, uint b) => BitOperations.RotateRight(a, unchecked((int)b));

    /// <summary>Leading zeros.</summary>
    public static ulong I64Clz(ulong a) => (ulong)BitOperations.LeadingZeroCount(a);

    /// <summary>Trailing zeros, 64 for 0.</summary>
    public static ulong I64Ctz(ulong a) => (ulong)BitOperations.TrailingZeroCount(a);

    /// <summary>Ones.</summary>
    public static ulong I64Popcnt(ulong a) => (ulong)BitOperations.PopCount(a);

    /// <summary>Rotation by the low six bits.</summary>
    public static ulong I64Rotl(ulong a, ulong b) => BitOperations.RotateLeft(a, unchecked((int)b));

    /// <summary>Rotation by the low six bits.</summary>
    public static ulong I64Rotr(ulong a, ulong b) => BitOperations.RotateRight(a, unchecked((int)b));

    /// <summary>Remainder of numbers that are not zero below: that of the least number by -1 is 0.</summary>
    public static int Remainder(int a, int b) => b == -1 ? 0 : a % b;

    /// <summary>As the other.</summary>
    public static long Remainder(long a, long b) => b == -1 ? 0 : a % b;

    /// <summary>Quotient towards zero.</summary>
    public static TrapKind I32DivS(uint a, uint b, out uint result)
    {
        result = 0;
        if (b == 0)
        {
            return TrapKind.DivideByZero;
        }

        if (a == 0x8000_0000 && b == uint.MaxValue)
        {
            return TrapKind.IntegerOverflow;
        }

        result = unchecked((uint)((int)a / (int)b));
        return TrapKind.None;
    }

    /// <summary>Quotient.</summary>
    public static TrapKind I32DivU(uint a, uint b, out uint result)
    {
        result = b == 0 ? 0 : a / b;
        return b == 0 ? TrapKind.DivideByZero : TrapKind.None;
    }

    /// <summary>Remainder with the sign of the dividend.</summary>
    public static TrapKind I32RemS(uint a, uint b, out uint result)
    {
        result = b == 0 ? 0 : unchecked((uint)Remainder((int)a, (int)b));
        return b == 0 ? TrapKind.DivideByZero : TrapKind.None;
    }

    /// <summary>Remainder.</summary>
    public static TrapKind I32RemU(uint a, uint b, out uint result)
    {
        result = b == 0 ? 0 : a % b;
        return b == 0 ? TrapKind.DivideByZero : TrapKind.None;
    }

    /// <summary>Quotient towards zero.</summary>
    public static TrapKind I64DivS(ulong a, ulong b, out ulong result)
    {
        result = 0;
        if (b == 0)
        {
            return TrapKind.DivideByZero;
        }

        if (a == 0x8000_0000_0000_0000 && b == ulong.MaxValue)
        {
            return TrapKind.IntegerOverflow;
        }

        result = unchecked((ulong)((long)a / (long)b));
        return TrapKind.None;
    }

    /// <summary>Quotient.</summary>
    public static TrapKind I64DivU(ulong a, ulong b, out ulong result)
    {
        result = b == 0 ? 0 : a / b;
        return b == 0 ? TrapKind.DivideByZero : TrapKind.None;
    }

    /// <summary>Remainder with the sign of the dividend.</summary>
    public static TrapKind I64RemS(ulong a, ulong b, out ulong result)
    {
        result = b == 0 ? 0 : unchecked((ulong)Remainder((long)a, (long)b));
        return b == 0 ? TrapKind.DivideByZero : TrapKind.None;
    }

    /// <summary>Remainder.</summary>
    public static TrapKind I64RemU(ulong a, ulong b, out ulong result)
    {
        result = b == 0 ? 0 : a % b;
        return b == 0 ? TrapKind.DivideByZero : TrapKind.None;
    }
}
