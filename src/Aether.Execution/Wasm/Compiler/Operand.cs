using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>Where the value of an operand is.</summary>
internal enum OperandPlace : byte
{
    /// <summary>On the evaluation stack of the runtime, in the order of the operands that are there.</summary>
    Stack,

    /// <summary>A constant, pushed where it is used.</summary>
    Constant,

    /// <summary>A local, read where it is used: nothing has written it since.</summary>
    Local,

    /// <summary>A temporary that is free again after its use.</summary>
    Temporary,

    /// <summary>A temporary that belongs to a label.</summary>
    Pinned,
}

/// <summary>One operand of the function being compiled.</summary>
/// <param name="Place">Where its value is.</param>
/// <param name="Type">Its type.</param>
/// <param name="Number">Index of the local or temporary.</param>
/// <param name="Bits">The cell of a constant.</param>
/// <param name="IsBare">
/// True for a rotation, or what simple arithmetic makes of one, that must be hidden before anything else sees it; it is
/// on the evaluation stack.
/// </param>
internal readonly record struct Operand(
    OperandPlace Place, ValueType Type, int Number, ulong Bits, bool IsBare = false);
