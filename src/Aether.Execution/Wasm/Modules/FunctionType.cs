namespace Aether.Execution.Wasm.Modules;

/// <summary>The parameters and results of a function or block. Equal when both lists are equal.</summary>
/// <param name="parameters">Types of the parameters, owned by the new object.</param>
/// <param name="results">Types of the results, owned by the new object.</param>
public sealed class FunctionType(ValueType[] parameters, ValueType[] results) : IEquatable<FunctionType>
{
    private static readonly FunctionType s_empty = new([], []);
    private static readonly FunctionType s_i32 = new([], [ValueType.I32]);
    private static readonly FunctionType s_i64 = new([], [ValueType.I64]);
    private static readonly FunctionType s_f32 = new([], [ValueType.F32]);
    private static readonly FunctionType s_f64 = new([], [ValueType.F64]);
    private static readonly FunctionType s_funcRef = new([], [ValueType.FuncRef]);
    private static readonly FunctionType s_externRef = new([], [ValueType.ExternRef]);

    /// <summary>Nothing in, nothing out.</summary>
    public static FunctionType Empty => s_empty;

    /// <summary>Types of the parameters. Not to be written.</summary>
    public ValueType[] Parameters { get; } = parameters;

    /// <summary>Types of the results. Not to be written.</summary>
    public ValueType[] Results { get; } = results;

    /// <summary>The shared type without parameters and with one result.</summary>
    public static FunctionType Returning(ValueType result) => result switch
    {
        ValueType.I32 => s_i32,
        ValueType.I64 => s_i64,
        ValueType.F32 => s_f32,
        ValueType.F64 => s_f64,
        ValueType.FuncRef => s_funcRef,
        _ => s_externRef,
    };

    /// <inheritdoc/>
    public bool Equals(FunctionType? other) =>
        other is not null
        && (ReferenceEquals(this, other)
            || (Parameters.AsSpan().SequenceEqual(other.Parameters) && Results.AsSpan().SequenceEqual(other.Results)));

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as FunctionType);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        uint hash = (uint)Parameters.Length;
        foreach (ValueType type in Parameters)
        {
            hash = unchecked((hash * 31) + (byte)type);
        }
        foreach (ValueType type in Results)
        {
            hash = unchecked((hash * 37) + (byte)type);
        }
        return unchecked((int)hash);
    }

    /// <inheritdoc/>
    public override string ToString() =>
        $"({string.Join(' ', Parameters.Select(ValueTypes.NameOf))}) -> "
        + $"({string.Join(' ', Results.Select(ValueTypes.NameOf))})";
}
