namespace Aether.Execution.Wasm.Modules;

/// <summary>Questions about types of values.</summary>
public static class ValueTypes
{
    /// <summary>True for the byte of a type that this engine knows.</summary>
    public static bool IsValueType(byte code) => code is >= 0x7C and <= 0x7F or 0x70 or 0x6F;

    /// <summary>True for references.</summary>
    public static bool IsReference(this ValueType type) => type is ValueType.FuncRef or ValueType.ExternRef;

    /// <summary>True for the types whose arithmetic rounds.</summary>
    public static bool IsFloat(this ValueType type) => type is ValueType.F32 or ValueType.F64;

    /// <summary>The name in the text format.</summary>
    public static string NameOf(ValueType type) => type switch
    {
        ValueType.I32 => "i32",
        ValueType.I64 => "i64",
        ValueType.F32 => "f32",
        ValueType.F64 => "f64",
        ValueType.FuncRef => "funcref",
        ValueType.ExternRef => "externref",
        _ => "unknown",
    };
}
