using Mono.Cecil;

namespace Aether.UnitTests.Repository;

/// <summary>Decides whether a static field can change what a later run of the same code sees.</summary>
internal sealed class ImmutableTypes
{
    private static readonly string[] s_known =
    [
        "System.String", "System.Object", "System.Type", "System.UInt128", "System.Int128", "System.IntPtr",
        "System.UIntPtr", "System.Numerics.BigInteger", "System.StringComparer", "System.Text.Encoding",
        "System.Text.UTF8Encoding", "System.TimeSpan", "System.Collections.Immutable.ImmutableArray`1",
        "System.Collections.Frozen.FrozenDictionary`2", "System.Collections.Frozen.FrozenSet`1",
        "System.Collections.Generic.EqualityComparer`1", "System.ReadOnlyMemory`1", "System.Buffers.SearchValues`1",
    ];

    private readonly Dictionary<string, bool> _decided = new(StringComparer.Ordinal);

    /// <summary>True when the field is constant, or read-only and of a type nothing can change afterwards.</summary>
    /// <remarks>A private read-only array counts: the scan cannot see its writers, review can.</remarks>
    public bool IsImmutable(FieldDefinition field)
    {
        if (field.IsLiteral || field.HasConstant)
        {
            return true;
        }

        bool exposed = field.FieldType is ArrayType && !field.IsPrivate;
        return field.IsInitOnly && !exposed && Holds(field.FieldType);
    }

    private bool Holds(TypeReference type)
    {
        if (type is ArrayType array)
        {
            return Holds(array.ElementType);
        }

        string name = type.FullName;
        if (_decided.TryGetValue(name, out bool known))
        {
            return known;
        }

        // A type that contains itself is judged by its other fields.
        _decided[name] = true;
        return _decided[name] = Decide(type);
    }

    private bool Decide(TypeReference type)
    {
        if (type.IsPrimitive || type.IsPointer || type.IsFunctionPointer
            || s_known.Contains(DeterminismRules.OpenName(type)))
        {
            return type is not GenericInstanceType generic || generic.GenericArguments.All(Holds);
        }

        if (type.IsGenericParameter || type.Scope is AssemblyNameReference { Name: { } assembly } && Foreign(assembly))
        {
            return IsForeignValue(type);
        }

        TypeDefinition? definition = type.Resolve();
        if (definition is null)
        {
            return false;
        }

        bool plain = definition.IsEnum || definition.BaseType?.FullName == "System.MulticastDelegate";
        bool shape = definition.IsValueType || definition.IsSealed;
        return plain || (shape && definition.Fields.Where(field => !field.IsStatic).All(HoldsStill));
    }

    private static bool Foreign(string assembly) => !assembly.StartsWith("Aether.", StringComparison.Ordinal);

    /// <summary>Delegates and vectors are values; other runtime types have to be in the list above.</summary>
    private static bool IsForeignValue(TypeReference type) =>
        type.FullName.StartsWith("System.Func`", StringComparison.Ordinal)
        || type.FullName.StartsWith("System.Action", StringComparison.Ordinal)
        || type.FullName.StartsWith("System.Comparison`", StringComparison.Ordinal)
        || type.FullName.StartsWith("System.Runtime.Intrinsics.Vector", StringComparison.Ordinal);

    /// <summary>Fields of a struct may be assigned through its own copy only; the static copy is read-only.</summary>
    private bool HoldsStill(FieldDefinition field) =>
        (field.IsInitOnly || field.DeclaringType.IsValueType) && Holds(field.FieldType);
}
