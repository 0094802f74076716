using System.Text.Json.Nodes;
using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Gate;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Sdk.Contracts;
using Aether.Tools.Cli;

namespace Aether.Tools.Contracts;

/// <summary>The gate's verdict on a module, and what its description forgets.</summary>
internal static class ContractCheck
{
    /// <summary>Reports a module that the chain takes; refuses any other with the gate's reason.</summary>
    public static CommandResult Report(byte[] code, ResultPrinter printer)
    {
        WasmModule module = Admit(code);
        string[] methods = Methods(module);
        foreach (string warning in Mismatches(code, methods))
        {
            printer.Warn(warning);
        }
        string[] imports = [.. module.Imports.Select(import => import.Name)];
        JsonObject data = new()
        {
            ["admitted"] = true,
            ["bytes"] = code.Length,
            ["codeHash"] = module.Hash.ToString(),
            ["functions"] = module.Functions.Length,
            ["memoryPages"] = module.Memories.Length == 0 ? 0 : module.Memories[0].Size.Minimum,
            ["methods"] = new JsonArray([.. methods.Select(name => (JsonNode)name)]),
            ["imports"] = new JsonArray([.. imports.Select(name => (JsonNode)name)]),
        };
        return new CommandResult(data,
        [
            ("bytes", Show.Number((ulong)code.Length)),
            ("code hash", module.Hash.ToString()),
            ("methods", string.Join(' ', methods)),
            ("imports", string.Join(' ', imports)),
            ("verdict", "the chain takes it"),
        ]);
    }

    /// <summary>The module, ready to run; an error with the gate's reason when the chain would not take it.</summary>
    public static WasmModule Admit(byte[] code) =>
        ContractGate.TryAdmit(code, GasSchedule.Current, out WasmModule? module, out WasmError error)
            ? module!
            : throw Refused(error);

    private static string[] Methods(WasmModule module) =>
    [
        .. module.Exports
            .Where(export => export.Kind == ExternalKind.Function && !export.Name.StartsWith('_')
                && module.TypeOfFunction(export.Index).Equals(FunctionType.Empty))
            .Select(export => export.Name),
    ];

    private static IEnumerable<string> Mismatches(byte[] code, string[] methods)
    {
        if (!WasmSections.TryFind(code, ContractAbi.SectionName, out byte[] section))
        {
            return ["the module has no section aether.abi: tools cannot call it by name"];
        }
        if (!ContractAbi.TryParse(section, out ContractAbi? abi, out string problem))
        {
            return [$"the section aether.abi is no description: {problem}"];
        }
        IEnumerable<string> described = abi!.Methods.Select(method => method.Name);
        return described.Except(methods).Select(name => $"abi.json describes {name}, but the module does not export it")
            .Concat(methods.Except(described).Select(name => $"the module exports {name}, but abi.json has it not"));
    }

    private static CliException Refused(in WasmError error) => new(
        ExitCode.VerificationFailed, ErrorCode.GateRefused, "the chain does not take this module as a contract",
        error.ToString(), "change the source; src/docs/contracts/README.md lists what contracts may have")
    {
        Details = new JsonObject
        {
            ["kind"] = error.Kind.ToString(),
            ["offset"] = error.Offset,
            ["function"] = error.Function,
            ["reason"] = error.Message,
        },
    };
}
