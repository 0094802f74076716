using System.Text.Json.Nodes;

namespace Aether.Tools.Contracts;

/// <summary>The files of a new contract: the counter under another name, ready to build and test.</summary>
internal static class ContractTemplate
{
    /// <summary>Relative paths and contents.</summary>
    public static IEnumerable<(string Path, string Content)> Files(string name, ContractLanguage language)
    {
        yield return (KitFiles.SourceName(language), KitFiles.Counter(KitFiles.SourceName(language)));
        yield return (KitFiles.SdkName(language), KitFiles.Sdk(language));
        yield return (ContractFolder.AbiName, KitFiles.Counter(ContractFolder.AbiName).Replace(
            "\"name\": \"Counter\"", $"\"name\": \"{name}\"", StringComparison.Ordinal));
        yield return ("scenario.json", KitFiles.Counter("scenario.json"));
        yield return (".gitignore", $"{ContractFolder.BuildName}/\nnode_modules/\n");
        yield return ("README.md", Readme(name, language));
        if (language == ContractLanguage.AssemblyScript)
        {
            yield return ("package.json", Package(name));
        }
    }

    /// <summary>True for names that a description may have.</summary>
    public static bool IsName(string name) =>
        name.Length is > 0 and <= 64 && char.IsAsciiLetter(name[0])
        && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-');

    private static string Package(string name) => new JsonObject
    {
        ["name"] = name.ToLowerInvariant(),
        ["private"] = true,
        ["dependencies"] = new JsonObject { ["assemblyscript"] = KitFiles.AssemblyScriptVersion },
    }.ToJsonString(new() { WriteIndented = true, NewLine = "\n" }) + "\n";

    private static string Readme(string name, ContractLanguage language)
    {
        string source = KitFiles.SourceName(language);
        string module = $"{ContractFolder.BuildName}/{name.ToLowerInvariant()}.wasm";
        string compiler = language == ContractLanguage.C
            ? "clang-14 and wasm-ld-14 (`apt-get install clang-14 lld-14`)"
            : "node and the package assemblyscript (`npm install` in this folder)";
        return
            $"""
            # {name}

            `{source}` has the methods, `abi.json` says what they read and return: both must have the same values in the
            same order. `{KitFiles.SdkName(language)}` is the kit: host functions, inputs, outputs, storage and events.

            ```
            aetherctl contract build .     # {module}
            aetherctl contract test .      # scenario*.json: calls, and what they must give
            aetherctl contract abi .       # methods, events and errors
            aetherctl contract deploy {module} --from key.json -- --start 5
            ```

            Building needs {compiler}.

            """.ReplaceLineEndings("\n");
    }
}
