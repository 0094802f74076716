using System.CommandLine;
using System.Text;
using System.Text.Json.Nodes;
using Aether.Tools.Cli;
using Aether.Tools.LoadGen.Reports;

namespace Aether.Tools.LoadGen.Commands;

/// <summary>`loadgen report`: another form of a report.</summary>
internal sealed class ReportCommand
{
    private readonly Argument<string> _report = new("REPORT")
    {
        Description = "report.json, or the folder that --out wrote",
    };

    private readonly Option<string> _format = new("--format")
    {
        Description = "html, markdown or json",
        HelpName = "FORMAT",
        DefaultValueFactory = _ => "markdown",
    };

    private readonly Option<string?> _out = new("--out")
    {
        Description = "File [default: stdout]",
        HelpName = "FILE",
    };

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        ReportCommand self = new();
        return table.Define(
            "report",
            "Show a report as Markdown, or write it as a page of its own.",
            [
                "aetherctl loadgen report knee",
                "aetherctl loadgen report knee/report.json --format html --out knee.html",
            ],
            self.RunAsync,
            self._report,
            self._format,
            self._out);
    }

    private Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        LoadReport report = ReportJson.Read(context.Arguments.GetRequiredValue(_report));
        string format = context.Arguments.GetRequiredValue(_format);
        string text = format switch
        {
            "html" => HtmlReport.Format(report),
            "markdown" => MarkdownReport.Format(report),
            "json" => Encoding.UTF8.GetString(ReportJson.Write(report)),
            _ => throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, $"{format} is no form of a report", "there are three",
                "give --format html, markdown or json"),
        };
        if (context.Arguments.GetValue(_out) is { } path)
        {
            OutputFile.Write(path, Encoding.UTF8.GetBytes(text));
            return Task.FromResult(new CommandResult(new JsonObject { ["file"] = path }, [("written", path)]));
        }
        return Task.FromResult(new CommandResult(new JsonObject { ["text"] = text }, []) { Text = text.TrimEnd('\n') });
    }
}
