using System.Text.Json.Nodes;
using Aether.Sdk.Contracts;
using Aether.Tools.Cli;

namespace Aether.Tools.Contracts;

/// <summary>Descriptions as results.</summary>
internal static class ContractView
{
    private const int MaxModuleBytes = 4 * 1024 * 1024;

    /// <summary>Reads the description of a folder, a module or a JSON file.</summary>
    public static ContractAbi ReadAbi(string source)
    {
        if (Directory.Exists(source))
        {
            return ContractFolder.Open(source).Abi;
        }
        if (source.EndsWith(".json", StringComparison.Ordinal))
        {
            return ContractFolder.ParseAbi(source);
        }
        byte[] module = Inputs.File(source, MaxModuleBytes);
        string problem = "it has no section aether.abi, or is no module";
        return WasmSections.TryFind(module, ContractAbi.SectionName, out byte[] section)
            && ContractAbi.TryParse(section, out ContractAbi? abi, out problem)
            ? abi!
            : throw new CliException(
                ExitCode.Usage, ErrorCode.BadAbi, $"{source} describes no contract", problem,
                "give a module that `aetherctl contract build` wrote");
    }

    /// <summary>A whole description.</summary>
    public static CommandResult Abi(ContractAbi abi)
    {
        List<(string, string)> lines = [("contract", $"{abi.Name} {abi.Version}")];
        lines.AddRange(abi.Methods.Select(method => (method.Mutates ? "call" : "query", AbiHelp.Signature(method))));
        lines.AddRange(abi.Events.Select(entry => ("event", $"{entry.Name}({Fields(entry.Fields)})")));
        lines.AddRange(abi.Errors.Select(error => ("error", $"{error.Code} {error.Name}: {error.Docs}")));
        return new CommandResult(JsonNode.Parse(abi.ToUtf8())!, lines);
    }

    /// <summary>One method and its options.</summary>
    public static CommandResult Method(ContractAbi abi, string name)
    {
        AbiMethod method = Find(abi, name);
        JsonArray all = JsonNode.Parse(abi.ToUtf8())!["methods"]!.AsArray();
        JsonNode data = all.Single(entry => entry!["name"]!.GetValue<string>() == name)!.DeepClone();
        string[] lines = [.. AbiHelp.Describe(method)];
        return new CommandResult(data, [.. lines.Select((line, index) => (index == 0 ? "usage" : "", line))]);
    }

    /// <summary>The method of that name; an error that suggests one when there is none.</summary>
    public static AbiMethod Find(ContractAbi abi, string name) =>
        abi.FindMethod(name) ?? throw new CliException(
            ExitCode.Usage, ErrorCode.BadArguments,
            $"{abi.Name} has no method {name}{Suggestion.DidYouMean(name, abi.Methods.Select(m => m.Name))}",
            $"its methods are {string.Join(", ", abi.Methods.Select(method => method.Name))}",
            "aetherctl contract abi shows what each of them reads");

    private static string Fields(IEnumerable<AbiField> fields) =>
        string.Join(", ", fields.Select(field => $"{field.Name}: {field.Type}"));
}
