using Aether.Execution.Wasm.Runtime;
using Xunit;

namespace Aether.WasmTests.Runtime;

public sealed class IntegerMathTests
{
    [Fact]
    public void Division_OfTheLeastNumberByMinusOne_OverflowsOnlyAsQuotient()
    {
        Assert.Equal(TrapKind.IntegerOverflow, IntegerMath.I32DivS(0x8000_0000, uint.MaxValue, out _));
        Assert.Equal(TrapKind.IntegerOverflow, IntegerMath.I64DivS(1ul << 63, ulong.MaxValue, out _));
        Assert.Equal(TrapKind.None, IntegerMath.I32RemS(0x8000_0000, uint.MaxValue, out uint narrow));
        Assert.Equal(TrapKind.None, IntegerMath.I64RemS(1ul << 63, ulong.MaxValue, out ulong wide));
        Assert.Equal(0ul, narrow + wide);
    }

    [Fact]
    public void Division_ByZero_Traps()
    {
        Assert.Equal(TrapKind.DivideByZero, IntegerMath.I32DivS(1, 0, out _));
        Assert.Equal(TrapKind.DivideByZero, IntegerMath.I32DivU(1, 0, out _));
        Assert.Equal(TrapKind.DivideByZero, IntegerMath.I32RemS(1, 0, out _));
        Assert.Equal(TrapKind.DivideByZero, IntegerMath.I32RemU(1, 0, out _));
        Assert.Equal(TrapKind.DivideByZero, IntegerMath.I64DivS(1, 0, out _));
        Assert.Equal(TrapKind.DivideByZero, IntegerMath.I64DivU(1, 0, out _));
        Assert.Equal(TrapKind.DivideByZero, IntegerMath.I64RemS(1, 0, out _));
        Assert.Equal(TrapKind.DivideByZero, IntegerMath.I64RemU(1, 0, out _));
    }

    [Fact]
    public void Division_RandomNumbers_AsInWiderArithmetic()
    {
        Random random = new(3);
        for (int i = 0; i < 10_000; i++)
        {
            int a = random.Next(int.MinValue, int.MaxValue);
            int b = random.Next(int.MinValue, int.MaxValue) >> random.Next(31);
            if (b == 0 || b == -1)
            {
                continue;
            }

            Assert.Equal(TrapKind.None, IntegerMath.I32DivS(unchecked((uint)a), unchecked((uint)b), out uint quotient));
            Assert.Equal(TrapKind.None, IntegerMath.I32RemS(unchecked((uint)a), unchecked((uint)b), out uint rest));
            Assert.Equal((long)a, ((long)unchecked((int)quotient) * b) + unchecked((int)rest));
        }
    }

    [Fact]
    public void Bits_OfZero_AreTheWidth()
    {
        Assert.Equal((32u, 32u, 0u), (IntegerMath.I32Clz(0), IntegerMath.I32Ctz(0), IntegerMath.I32Popcnt(0)));
        Assert.Equal((64ul, 64ul, 0ul), (IntegerMath.I64Clz(0), IntegerMath.I64Ctz(0), IntegerMath.I64Popcnt(0)));
    }
}
