using Aether.Execution.Wasm.Host;

namespace Aether.UnitTests.Tools.Contracts;

/// <summary>Writes the declarations of the host functions in both languages of the kit.</summary>
internal static class KitDeclarations
{
    private const int MaxColumns = 112;

    /// <summary>The part of `aether.h` that is made from the table.</summary>
    public static string C() => Join(HostFunctions.All.SelectMany(function =>
    {
        string[] parameters = [.. function.Parameters.Select(CParameter)];
        string result = function.Result switch
        {
            HostType.None => "void",
            HostType.I32 => "int32_t",
            _ => "int64_t",
        };
        return (IEnumerable<string>)
        [
            .. Wrap("/*", function.Docs.Split(' '), " * ", " */"),
            $"AE_HOST({function.Name})",
            .. Wrap($"{result} ae_host_{function.Name}(", Commas(parameters, "void"), "    ", ");"),
        ];
    }));

    /// <summary>The part of `aether.ts` that is made from the table.</summary>
    public static string AssemblyScript() => Join(HostFunctions.All.SelectMany(function =>
    {
        string[] parameters = [.. function.Parameters.Select(TsParameter)];
        string result = function.Result == HostType.None ? "void" : Wide(function.Result);
        string name = $"export declare function host_{function.Name}(";
        return (IEnumerable<string>)
        [
            .. Wrap("/**", function.Docs.Split(' '), " * ", " */"),
            $"@external(\"{HostFunctions.Module}\", \"{function.Name}\")",
            .. Wrap(name, Commas(parameters, ""), "    ", $"): {result};"),
        ];
    }));

    private static string Join(IEnumerable<string> lines) => string.Concat(lines.Select(line => line + "\n"));

    private static string CParameter(HostParameter parameter)
    {
        string type = parameter.Type == HostType.I64 ? "int64_t "
            : IsNumber(parameter) ? "uint32_t "
            : parameter.Name == "out" ? "void *"
            : "const void *";
        return type + parameter.Name;
    }

    private static string TsParameter(HostParameter parameter)
    {
        string type = parameter.Type == HostType.I64 ? "i64" : IsNumber(parameter) ? "u32" : "usize";
        return $"{parameter.Name}: {type}";
    }

    private static string Wide(HostType type) => type == HostType.I64 ? "i64" : "i32";

    // Everything else of 32 bits is a pointer.
    private static bool IsNumber(HostParameter parameter) =>
        parameter.Name is "capacity" or "length" or "code"
        || parameter.Name.EndsWith("_length", StringComparison.Ordinal)
        || parameter.Name.EndsWith("_count", StringComparison.Ordinal);

    private static string[] Commas(string[] items, string none) => items.Length == 0
        ? [none]
        : [.. items.Select((item, index) => index < items.Length - 1 ? item + "," : item)];

    private static List<string> Wrap(string first, string[] words, string indent, string end)
    {
        List<string> lines = [];
        string line = first;
        bool fresh = first.EndsWith('(');
        for (int index = 0; index < words.Length; index++)
        {
            string tail = index == words.Length - 1 ? end : "";
            string next = line + (fresh ? "" : " ") + words[index];
            if (next.Length + tail.Length > MaxColumns)
            {
                lines.Add(line);
                next = indent + words[index];
            }
            line = next;
            fresh = false;
        }
        lines.Add(line + end);
        return lines;
    }
}
