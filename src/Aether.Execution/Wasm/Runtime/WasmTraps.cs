using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>How code traps inside the engine, and what the official test suite calls each trap.</summary>
// SAFETY: the block of a running instance lives as long as its store.
public static unsafe class WasmTraps
{
    /// <summary>The suite's message of a trap.</summary>
    public static string MessageOf(TrapKind kind) => kind switch
    {
        TrapKind.Unreachable => "unreachable",
        TrapKind.OutOfGas => "out of gas",
        TrapKind.StackOverflow => "call stack exhausted",
        TrapKind.MemoryOutOfBounds => "out of bounds memory access",
        TrapKind.TableOutOfBounds => "out of bounds table access",
        TrapKind.IndirectCallMismatch => "indirect call type mismatch",
        TrapKind.UndefinedElement => "undefined element",
        TrapKind.UninitializedElement => "uninitialized element",
        TrapKind.DivideByZero => "integer divide by zero",
        TrapKind.IntegerOverflow => "integer overflow",
        TrapKind.InvalidConversion => "invalid conversion to integer",
        TrapKind.HostTrap => "host trap",
        _ => "no trap",
    };

    /// <summary>Ends the running call; the gas left is what the instance's block says.</summary>
    /// <remarks><b>Errors</b>: throws <see cref="WasmTrapException"/>, which the engine's public calls catch.</remarks>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Throw(InstanceData* instance, TrapKind kind)
    {
        throw new WasmTrapException(kind, kind == TrapKind.OutOfGas ? 0 : instance->Gas);
    }

    /// <summary>Ends the running call with <paramref name="gas"/> left. Compiled code jumps here.</summary>
    /// <remarks><b>Errors</b>: as <see cref="Throw"/>.</remarks>
    [DoesNotReturn]
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void ThrowWithGas(InstanceData* instance, long gas, int kind)
    {
        instance->Gas = gas;
        Throw(instance, (TrapKind)kind);
    }
}
