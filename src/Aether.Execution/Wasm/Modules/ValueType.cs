namespace Aether.Execution.Wasm.Modules;

/// <summary>A type of values, by its byte in a module.</summary>
/// <remarks>
/// <b>Shape</b>: a value is one 64-bit cell. An i32 and the bits of an f32 lie in the low half, the high half is 0. A
/// reference is a handle: 0 is null, a function is its index in the store + 1, an external reference its value + 1.
/// </remarks>
public enum ValueType : byte
{
    /// <summary>32-bit integer.</summary>
    I32 = 0x7F,

    /// <summary>64-bit integer.</summary>
    I64 = 0x7E,

    /// <summary>32-bit float.</summary>
    F32 = 0x7D,

    /// <summary>64-bit float.</summary>
    F64 = 0x7C,

    /// <summary>Reference to a function.</summary>
    FuncRef = 0x70,

    /// <summary>Reference to something of the host.</summary>
    ExternRef = 0x6F,
}
