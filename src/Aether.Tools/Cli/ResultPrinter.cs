using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Tools.Cli.Errors;

namespace Aether.Tools.Cli;

/// <summary>
/// Writes results to stdout and everything else to stderr, in one of three forms: text, JSON envelope, one field.
/// </summary>
internal sealed class ResultPrinter(CliEnvironment environment, OutputStyle style)
{
    private const int SchemaVersion = 1;

    private static readonly JsonSerializerOptions s_format = new()
    {
        WriteIndented = true,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    private const string Red = "1;31";
    private const string Yellow = "1;33";
    private const string Bold = "1";

    private readonly List<string> _warnings = [];

    /// <summary>Reports something that is not the result: stderr, or the envelope's warnings.</summary>
    public void Warn(string text)
    {
        _warnings.Add(text);
        if (!style.Json && !style.Quiet)
        {
            environment.Error.WriteLine($"{Label("warning:", Yellow)} {text}");
        }
    }

    /// <summary>Says what is being done. Text for people alone.</summary>
    public void Note(string text)
    {
        if (!style.Json && !style.Quiet)
        {
            environment.Error.WriteLine(text);
        }
    }

    /// <summary>Says what was asked for beside the result, with --json and --quiet too.</summary>
    public void Trace(string text) => environment.Error.WriteLine(text);

    /// <summary>Prints a part of a result that comes in parts: a line of text, or of JSON.</summary>
    public void Part(string line)
    {
        environment.Output.WriteLine(line);
        environment.Output.Flush();
    }

    /// <summary>Draws on the terminal that stdout is.</summary>
    public void Draw(string text)
    {
        environment.Output.Write(text);
        environment.Output.Flush();
    }

    /// <summary>Prints a result and returns the exit code.</summary>
    public ExitCode Succeed(CommandResult result)
    {
        if (style.Json)
        {
            PrintEnvelope(result.IsNull ? null : result.Data, null, ExitCode.Success);
            return ExitCode.Success;
        }
        return PrintResult(result);
    }

    /// <summary>Prints an error and returns its exit code.</summary>
    public ExitCode Fail(CliException error)
    {
        if (style.Json)
        {
            PrintEnvelope(error.Partial?.Data, error, error.Exit);
            return error.Exit;
        }
        if (error.Partial is { } partial)
        {
            PrintResult(partial);
        }
        environment.Error.WriteLine($"{Label($"error {error.Code}:", Red)} {error.Message}");
        environment.Error.WriteLine($"  {Label("why:", Bold)} {error.Why}");
        environment.Error.WriteLine($"  {Label("try:", Bold)} {error.Hint}");
        return error.Exit;
    }

    private ExitCode PrintResult(CommandResult result)
    {
        if (style.Field is { } field)
        {
            return PrintField(result.Data, field);
        }
        if (result.Text is { } text)
        {
            environment.Output.WriteLine(text);
            return ExitCode.Success;
        }
        int width = result.Lines.Count == 0 ? 0 : result.Lines.Max(line => line.Label.Length);
        foreach ((string label, string value) in result.Lines)
        {
            environment.Output.WriteLine($"{label.PadRight(width)}  {value}");
        }
        return ExitCode.Success;
    }

    private ExitCode PrintField(JsonNode data, string path)
    {
        JsonNode? node = data;
        foreach (string name in path.Split('.'))
        {
            node = Member(node, name);
        }
        if (node is null)
        {
            return Fail(new CliException(
                ExitCode.Usage,
                ErrorCode.BadField,
                $"the result has no member {path}",
                "--field names a member of the JSON data, with dots between levels and numbers for list entries",
                "run the same command with --json to see the members"));
        }
        bool isText = node.GetValueKind() == JsonValueKind.String;
        environment.Output.WriteLine(isText ? node.GetValue<string>() : node.ToJsonString(s_format));
        return ExitCode.Success;
    }

    private string Label(string text, string code) => style.Color ? $"\u001b[{code}m{text}\u001b[0m" : text;

    private static JsonNode? Member(JsonNode? node, string name) => node switch
    {
        JsonObject parent => parent[name],
        JsonArray list when int.TryParse(name, out int index) && index >= 0 && index < list.Count => list[index],
        _ => null,
    };

    private void PrintEnvelope(JsonNode? data, CliException? error, ExitCode exit)
    {
        JsonObject envelope = new()
        {
            ["schema_version"] = SchemaVersion,
            ["success"] = error is null,
            ["data"] = data,
            ["errors"] = error is null ? [] : new JsonArray(ErrorObject(error)),
            ["warnings"] = new JsonArray([.. _warnings.Select(text => (JsonNode)text)]),
            ["exit_code"] = (int)exit,
        };
        environment.Output.WriteLine(envelope.ToJsonString(s_format));
    }

    private static JsonObject ErrorObject(CliException error) => new()
    {
        ["code"] = error.Code,
        ["name"] = ErrorCatalogue.Find(error.Code)?.Name,
        ["message"] = error.Message,
        ["why"] = error.Why,
        ["hint"] = error.Hint,
        ["retriable"] = error.Retriable ?? ErrorCatalogue.Find(error.Code)?.Retriable ?? false,
        ["docs"] = ErrorCatalogue.Find(error.Code)?.Document,
        ["details"] = error.Details,
    };
}
