using System.CommandLine;
using System.Text.Json.Nodes;
using Aether.Tools.Cli;
using Aether.Tools.Cli.Metrics;
using Aether.Tools.Commands.Checks;

namespace Aether.Tools.Commands;

/// <summary>`doctor`: is everything that a node's user needs as it should be.</summary>
internal sealed class DoctorCommand
{
    private readonly MetricsSource _metrics = new();

    private readonly Option<string[]> _keys = new("--key")
    {
        Description = "Key file whose permissions to look at; may be given again",
        HelpName = "KEYFILE",
        DefaultValueFactory = _ => [],
    };

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        DoctorCommand self = new();
        return table.Define(
            "doctor",
            "Check endpoint, version, genesis, clock, keys, metrics and disk; exit 10 when a check fails.",
            ["aetherctl doctor", "aetherctl doctor --data data/node-0 --key alice.json --json"],
            self.RunAsync,
            [.. self._metrics.Symbols, self._keys]);
    }

    /// <summary>What the checks found.</summary>
    public static CommandResult Show(IReadOnlyList<CheckResult> results) => new(
        new JsonObject
        {
            ["passed"] = results.Count(result => result.State == CheckState.Passed),
            ["failed"] = results.Count(result => result.State == CheckState.Failed),
            ["skipped"] = results.Count(result => result.State == CheckState.Skipped),
            ["checks"] = new JsonArray([.. results.Select(result => (JsonNode)result.ToJson())]),
        },
        [.. results.SelectMany(result => result.Lines())]);

    private async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        context.Prefer(_metrics.FindFolder(context));
        Doctor doctor = new(context, _metrics, context.Arguments.GetValue(_keys) ?? []);
        IReadOnlyList<CheckResult> results = await doctor.RunAsync(cancellation).ConfigureAwait(false);
        CommandResult shown = Show(results);
        CheckResult? failed = results.FirstOrDefault(result => result.State == CheckState.Failed);
        return failed is null ? shown : throw new CliException(
            ExitCode.GateFailed, ErrorCode.CheckFailed,
            $"{results.Count(result => result.State == CheckState.Failed)} of {results.Count} checks failed",
            $"{failed.Name}: {failed.Measured}", failed.Fix)
        {
            Partial = shown,
        };
    }
}
