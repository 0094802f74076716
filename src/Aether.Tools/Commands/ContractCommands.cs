using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Sdk.Contracts;
using Aether.Tools.Cli;
using Aether.Tools.Contracts;

namespace Aether.Tools.Commands;

/// <summary>`contract new`, `build`, `check` and `abi`: what needs no node.</summary>
internal static class ContractCommands
{
    private const int MaxModuleBytes = 4 * 1024 * 1024;

    /// <summary>Adds the group.</summary>
    public static Command Create(CommandTable table) => CommandTable.Group(
        "contract",
        "Write, build, check, test, deploy and call WASM contracts.",
        CreateNew(table),
        CreateBuild(table),
        CreateCheck(table),
        ContractTestCommand.Create(table),
        CreateAbi(table),
        ContractDeployCommand.Create(table),
        ContractCallCommand.Create(table),
        ContractQueryCommands.CreateQuery(table),
        ContractGasCommand.Create(table),
        ContractVerifyCommand.Create(table));

    private static Command CreateNew(CommandTable table)
    {
        Argument<string> name = new("NAME") { Description = "Name of the contract, and of its new folder" };
        Option<string> language = new("--lang")
        {
            Description = "Language: c or assemblyscript",
            HelpName = "LANGUAGE",
            DefaultValueFactory = _ => "c",
        };
        return table.Define(
            "new",
            "Make a folder with a small contract that builds.",
            ["aetherctl contract new Shop --lang c", "aetherctl contract new Shop --lang assemblyscript --json"],
            (context, _) => Task.FromResult(New(
                context.Arguments.GetRequiredValue(name), context.Arguments.GetRequiredValue(language))),
            name,
            language);
    }

    private static Command CreateBuild(CommandTable table)
    {
        Argument<string> folder = FolderArgument();
        Option<string?> output = new("--out")
        {
            Description = "Module to write [default: build/NAME.wasm in the folder]",
            HelpName = "FILE",
        };
        return table.Define(
            "build",
            "Compile a contract. The same source gives the same bytes everywhere.",
            ["aetherctl contract build shop", "aetherctl contract build . --out shop.wasm --field codeHash"],
            async (context, cancellation) =>
            {
                ContractFolder contract = ContractFolder.Open(context.Arguments.GetRequiredValue(folder));
                (byte[] module, byte[] names) = await ContractBuilder
                    .BuildAsync(contract, context.Environment, cancellation).ConfigureAwait(false);
                CommandResult report = ContractCheck.Report(module, context.Printer);
                string path = context.Arguments.GetValue(output) ?? contract.ModulePath;
                Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
                OutputFile.Write(path, module);
                OutputFile.Write(path + ".names", names);
                report.Data["module"] = path;
                return report with { Lines = [("module", path), .. report.Lines] };
            },
            folder,
            output);
    }

    private static Command CreateCheck(CommandTable table)
    {
        Argument<string> source = new("SOURCE")
        {
            Description = "Module, or folder of a contract to build",
            DefaultValueFactory = _ => ".",
        };
        return table.Define(
            "check",
            "Say whether the chain takes a module as a contract, by the very rules of the chain.",
            ["aetherctl contract check build/shop.wasm", "aetherctl contract check . --json"],
            async (context, cancellation) =>
            {
                string path = context.Arguments.GetRequiredValue(source);
                byte[] module = Directory.Exists(path)
                    ? (await ContractBuilder.BuildAsync(ContractFolder.Open(path), context.Environment, cancellation)
                        .ConfigureAwait(false)).Module
                    : Inputs.File(path, MaxModuleBytes);
                return ContractCheck.Report(module, context.Printer);
            },
            source);
    }

    private static Command CreateAbi(CommandTable table)
    {
        Argument<string> source = new("SOURCE")
        {
            Description = "Folder, module or abi.json",
            DefaultValueFactory = _ => ".",
        };
        Argument<string?> method = new("METHOD")
        {
            Description = "One method, to see its options",
            Arity = ArgumentArity.ZeroOrOne,
        };
        return table.Define(
            "abi",
            "Show the methods, events and errors of a contract.",
            ["aetherctl contract abi shop", "aetherctl contract abi build/shop.wasm transfer"],
            (context, _) =>
            {
                ContractAbi abi = ContractView.ReadAbi(context.Arguments.GetRequiredValue(source));
                string? wanted = context.Arguments.GetValue(method);
                return Task.FromResult(wanted is null ? ContractView.Abi(abi) : ContractView.Method(abi, wanted));
            },
            source,
            method);
    }

    private static Argument<string> FolderArgument() => new("FOLDER")
    {
        Description = "Folder with contract.c or contract.ts",
        DefaultValueFactory = _ => ".",
    };

    private static CommandResult New(string path, string languageText)
    {
        string[] names = ["c", "assemblyscript"];
        ContractLanguage language = languageText switch
        {
            "c" => ContractLanguage.C,
            "assemblyscript" or "as" or "ts" => ContractLanguage.AssemblyScript,
            _ => throw new CliException(
                ExitCode.Usage, ErrorCode.Usage,
                $"--lang {languageText} is unknown{Suggestion.DidYouMean(languageText, names)}",
                "the kit has two languages", "give --lang c or --lang assemblyscript"),
        };
        string name = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path)));
        if (!ContractTemplate.IsName(name))
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, $"{name} is no name of a contract",
                "a name has letters, digits, - and _, a letter first", "aetherctl contract new Shop");
        }
        if (Path.Exists(path))
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.FileExists, $"{path} exists already", "nothing is overwritten",
                "choose another name");
        }
        JsonArray files = [];
        Directory.CreateDirectory(path);
        foreach ((string file, string content) in ContractTemplate.Files(name, language))
        {
            OutputFile.Write(Path.Combine(path, file), System.Text.Encoding.UTF8.GetBytes(content));
            files.Add(file);
        }
        JsonObject data = new() { ["name"] = name, ["folder"] = path, ["language"] = names[(int)language] };
        data["files"] = files;
        return new CommandResult(data,
        [
            ("contract", name),
            ("folder", path),
            ("files", string.Join(' ', files)),
            ("next", $"aetherctl contract build {path}"),
        ]);
    }
}
