using Aether.Core;

namespace Aether.Sdk.Contracts;

/// <summary>The type of a value: a plain kind, or a list or option of another type.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Element">Type of the items of a list or of the value of an option; null for plain kinds.</param>
public sealed record AbiType(AbiKind Kind, AbiType? Element = null)
{
    private static readonly (string Name, AbiKind Kind)[] s_plain =
    [
        ("bool", AbiKind.Bool), ("u8", AbiKind.U8), ("u16", AbiKind.U16), ("u32", AbiKind.U32),
        ("u64", AbiKind.U64), ("u128", AbiKind.U128), ("i32", AbiKind.I32), ("i64", AbiKind.I64),
        ("address", AbiKind.Address), ("object", AbiKind.Object), ("asset", AbiKind.Asset), ("hash", AbiKind.Hash),
        ("bytes", AbiKind.Bytes), ("string", AbiKind.String),
    ];

    private static readonly (string Name, AbiKind Kind)[] s_wrapping =
        [("list", AbiKind.List), ("option", AbiKind.Option)];

    /// <summary>Names of all types, as suggestions for a wrong one.</summary>
    public static IEnumerable<string> Names => s_plain.Select(entry => entry.Name).Concat(["list<T>", "option<T>"]);

    /// <summary>True for values that fill exactly one topic of an event.</summary>
    public bool IsTopicSized => Kind is AbiKind.Address or AbiKind.Object or AbiKind.Asset or AbiKind.Hash;

    /// <summary>True for whole numbers.</summary>
    public bool IsInteger => Kind is >= AbiKind.U8 and <= AbiKind.I64;

    /// <summary>Fewest bytes of a value.</summary>
    public int MinBytes => Kind switch
    {
        AbiKind.Bool or AbiKind.U8 or AbiKind.Option => 1,
        AbiKind.U16 => 2,
        AbiKind.U64 or AbiKind.I64 => 8,
        AbiKind.U128 => 16,
        _ => IsTopicSized ? 32 : 4,
    };

    /// <summary>Reads `u64`, `list&lt;address&gt;` and the like. Never throws.</summary>
    public static bool TryParse(string text, out AbiType type)
    {
        type = new AbiType(AbiKind.Bool);
        Stack<AbiKind> wraps = [];
        string rest = text;
        while (TryUnwrap(rest, out AbiKind kind, out string inner))
        {
            // An option of an option has two ways to be absent and one JSON form for both.
            bool twice = kind == AbiKind.Option && wraps.TryPeek(out AbiKind outer) && outer == AbiKind.Option;
            if (twice || wraps.Count == Limits.ContractAbi.MaxTypeDepth)
            {
                return false;
            }
            wraps.Push(kind);
            rest = inner;
        }
        int index = Array.FindIndex(s_plain, entry => entry.Name == rest);
        if (index < 0)
        {
            return false;
        }
        type = new AbiType(s_plain[index].Kind);
        while (wraps.TryPop(out AbiKind kind))
        {
            type = new AbiType(kind, type);
        }
        return true;
    }

    /// <summary>The name, as in a description.</summary>
    public override string ToString() => Element is null
        ? s_plain[(int)Kind].Name
        : $"{(Kind == AbiKind.List ? "list" : "option")}<{Element}>";

    private static bool TryUnwrap(string text, out AbiKind kind, out string inner)
    {
        foreach ((string name, AbiKind wrapping) in s_wrapping)
        {
            if (text.StartsWith(name, StringComparison.Ordinal) && text.Length > name.Length + 2
                && text[name.Length] == '<' && text[^1] == '>')
            {
                kind = wrapping;
                inner = text[(name.Length + 1)..^1];
                return true;
            }
        }
        kind = default;
        inner = "";
        return false;
    }
}
