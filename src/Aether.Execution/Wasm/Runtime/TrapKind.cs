namespace Aether.Execution.Wasm.Runtime;

/// <summary>Why a call ended without results. The numbers stand in receipts.</summary>
public enum TrapKind : byte
{
    /// <summary>It did not trap.</summary>
    None = 0,

    /// <summary>The instruction <c>unreachable</c>.</summary>
    Unreachable = 1,

    /// <summary>A straight-line run or an operation costs more gas than is left.</summary>
    OutOfGas = 2,

    /// <summary>Too many calls inside one another, or too many cells in their frames.</summary>
    StackOverflow = 3,

    /// <summary>An access outside the memory.</summary>
    MemoryOutOfBounds = 4,

    /// <summary>An access outside a table.</summary>
    TableOutOfBounds = 5,

    /// <summary>The function in the table has another type.</summary>
    IndirectCallMismatch = 6,

    /// <summary>An indirect call through an entry the table does not have.</summary>
    UndefinedElement = 7,

    /// <summary>An indirect call through an entry that is null.</summary>
    UninitializedElement = 8,

    /// <summary>Division by zero.</summary>
    DivideByZero = 9,

    /// <summary>A quotient or a truncated float that the integer type cannot hold.</summary>
    IntegerOverflow = 10,

    /// <summary>Truncation of a float that is no number.</summary>
    InvalidConversion = 11,

    /// <summary>A host function ended the call.</summary>
    HostTrap = 12,
}
