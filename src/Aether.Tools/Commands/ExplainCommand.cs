using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using Aether.Tools.Cli;
using Aether.Tools.Cli.Errors;

namespace Aether.Tools.Commands;

/// <summary>`explain`: what an error code means, without any node.</summary>
internal sealed class ExplainCommand
{
    private readonly Argument<string?> _code = new("CODE")
    {
        Description = "Error code, such as AE-4005, 4005, or the -33005 of a node",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<bool> _list = new("--list") { Description = "List every code" };

    private readonly Option<bool> _markdown = new("--markdown")
    {
        Description = "Print all of it as the error part of src/docs/specs/exit-codes.md",
    };

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        ExplainCommand self = new();
        return table.Define(
            "explain",
            "Say what an error code means and what to try. Needs no node.",
            ["aetherctl explain AE-4005", "aetherctl explain --list", "aetherctl explain 7001 --json"],
            (context, _) => Task.FromResult(self.Run(context)),
            self._code,
            self._list,
            self._markdown);
    }

    private CommandResult Run(CommandContext context)
    {
        if (context.Arguments.GetValue(_markdown))
        {
            string text = ErrorDocument.Write();
            return new CommandResult(new JsonObject { ["markdown"] = text }, []) { Text = text.TrimEnd('\n') };
        }
        if (context.Arguments.GetValue(_list))
        {
            return List();
        }
        string given = context.Arguments.GetValue(_code) ?? throw new CliException(
            ExitCode.Usage, ErrorCode.Usage, "the command line does not parse", "a code is missing",
            "aetherctl explain AE-4005, or aetherctl explain --list");
        return Describe(Find(given));
    }

    private static ErrorEntry Find(string given)
    {
        string? code = ErrorCatalogue.Normalize(given);
        ErrorEntry? named = ErrorCatalogue.All.FirstOrDefault(
            entry => entry.Name.Equals(given, StringComparison.OrdinalIgnoreCase));
        ErrorEntry? found = code is null ? named : ErrorCatalogue.Find(code);
        if (found is not null)
        {
            return found;
        }
        string? nearest = code is null
            ? NearestName.To(given, ErrorCatalogue.All.Select(entry => entry.Name))
            : NearestName.To(code, ErrorCatalogue.All.Select(entry => entry.Code).OrderBy(Distance));
        int Distance(string other) => Math.Abs(Number(other) - Number(code!));
        throw new CliException(
            ExitCode.NotFound, ErrorCode.NotFound, $"no error has the code {given}",
            "codes are AE- and four digits, and every one is listed",
            nearest is null
                ? "aetherctl explain --list"
                : $"did you mean {nearest}? Else aetherctl explain --list");
    }

    private static int Number(string code) => int.Parse(code.AsSpan(3), CultureInfo.InvariantCulture);

    private static CommandResult Describe(ErrorEntry entry) => new(ToJson(entry),
    [
        ("code", $"{entry.Code} {entry.Name}"),
        ("means", entry.Title),
        ("why", entry.Cause),
        ("try", entry.Remedy),
        ("exit code", entry.Exit == ExitCode.Success
            ? "none: it is logged while the node goes on"
            : ((int)entry.Exit).ToString(CultureInfo.InvariantCulture)),
        ("again", entry.Retriable ? "the same command may succeed later" : "not without a change"),
        ("of", entry.Program),
        ("see", entry.Document),
    ]);

    private static CommandResult List() => new(
        new JsonArray([.. ErrorCatalogue.All.Select(entry => (JsonNode)ToJson(entry))]),
        [.. ErrorCatalogue.All.Select(entry => (entry.Code, entry.Title))]);

    private static JsonObject ToJson(ErrorEntry entry) => new()
    {
        ["code"] = entry.Code,
        ["name"] = entry.Name,
        ["title"] = entry.Title,
        ["cause"] = entry.Cause,
        ["try"] = entry.Remedy,
        ["exitCode"] = (int)entry.Exit,
        ["retriable"] = entry.Retriable,
        ["program"] = entry.Program,
        ["docs"] = entry.Document,
    };
}
