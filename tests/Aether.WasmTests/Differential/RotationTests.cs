using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;
using Xunit;

namespace Aether.WasmTests.Differential;

/// <summary>
/// Rotations whose results are compared: the runtime's JIT tests them through flags that rotations leave alone, and
/// folds those of constants to numbers wider than their type.
/// </summary>
public sealed class RotationTests
{
    [Theory]
    [InlineData(0x77, false)]
    [InlineData(0x78, false)]
    [InlineData(0x89, true)]
    [InlineData(0x8A, true)]
    public void Rotate_ComparedWithZero_TakesTheRightBranch(byte rotate, bool wide)
    {
        // (i32) -> (i32): loads from the address, rotates by 21, and says 1 or 2 by the branch taken.
        byte[] test = wide ? [0x50, 0x45] : [];
        byte[] code =
        [
            0, 0x20, 0, (byte)(wide ? 0x29 : 0x28), 0, 0, (byte)(wide ? 0x42 : 0x41), 21, rotate, .. test,
            0x04, 0x7F, 0x41, 1, 0x05, 0x41, 2, 0x0B, 0x0B,
        ];
        Assert.Equal([2ul, 2ul], Run([1, 0x7F, 1, 0x7F], code, 0));
    }

    /// <summary>Arithmetic that leaves the rotation as it is, which the runtime may see through.</summary>
    [Theory]
    [InlineData(0x6A, 0, false)]
    [InlineData(0x6B, 0, false)]
    [InlineData(0x72, 0, false)]
    [InlineData(0x73, 0, false)]
    [InlineData(0x71, 0x7F, false)]
    [InlineData(0x7C, 0, true)]
    [InlineData(0x7D, 0, true)]
    [InlineData(0x84, 0, true)]
    [InlineData(0x85, 0, true)]
    [InlineData(0x83, 0x7F, true)]
    public void Rotate_AfterArithmeticThatChangesNothing_TakesTheRightBranch(byte op, byte neutral, bool wide)
    {
        byte rotate = (byte)(wide ? 0x89 : 0x77);
        byte constant = (byte)(wide ? 0x42 : 0x41);
        byte[] test = wide ? [0x50] : [0x45];
        byte[] load = [0x20, 0, (byte)(wide ? 0x29 : 0x28), 0, 0, constant, 21, rotate];
        byte[] branch = [.. test, 0x04, 0x7F, 0x41, 1, 0x05, 0x41, 2, 0x0B, 0x0B];

        // A constant that changes nothing, and for all but "and" a local that is never written.
        Assert.Equal([1ul, 1ul], Run([1, 0x7F, 1, 0x7F], [0, .. load, constant, neutral, op, .. branch], 0));
        if (neutral == 0)
        {
            byte[] local = [1, 1, (byte)(wide ? 0x7E : 0x7F), .. load, 0x20, 1, op, .. branch];
            Assert.Equal([1ul, 1ul], Run([1, 0x7F, 1, 0x7F], local, 0));
        }
    }

    [Theory]
    [InlineData(0x77)]
    [InlineData(0x78)]
    public void Rotate_OfConstants_IsComparedAsSigned(byte rotate)
    {
        // (i32) -> (i32): the argument > rotate(1170537277, 3516368), which is negative both ways.
        byte[] code =
        [
            0, 0x20, 0, 0x41, 0xBD, 0xF6, 0x93, 0xAE, 0x04, 0x41, 0xD0, 0xCF, 0xD6, 0x01, rotate, 0x4A, 0x0B,
        ];
        Assert.Equal([1ul, 1ul], Run([1, 0x7F, 1, 0x7F], code, 0xFFFF_FFFF));
    }

    private static ulong[] Run(byte[] type, byte[] code, ulong argument)
    {
        WasmModule module = ModuleText.Load(ModuleText.Function(type, code), WasmLimits.Contract);
        IWasmCode[] engines = [InterpretedCode.Shared, WasmCompiler.Compile(module, InterpretedCode.Shared)];
        var results = new ulong[engines.Length];
        for (int i = 0; i < engines.Length; i++)
        {
            using var pool = new MemoryPool();
            using var store = new WasmStore(WasmLimits.Contract, GasSchedule.Version1, pool);
            WasmInstance instance = store.Instantiate(module, engines[i], [], 0, out _, out _)!;
            ulong[] cells = [argument];
            Assert.Equal(TrapKind.None, instance.Call(0, cells, 1_000).Trap);
            results[i] = cells[0];
        }
        return results;
    }
}
