using System.CommandLine;
using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Sdk.Client;
using Aether.Tools.Cli;

namespace Aether.Tools.Commands;

/// <summary>`ready`: exit code 0 when the node does its work.</summary>
internal sealed class ReadyCommand
{
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(200);

    private readonly Option<string?> _wait = new("--wait")
    {
        Description = "Wait so long for it, such as 60s; a node that is not there yet is waited for too",
        HelpName = "DURATION",
    };

    private readonly Option<uint?> _maxBehind = new("--max-behind")
    {
        Description = "Not ready when the last final block is more slots behind than this",
        HelpName = "N",
    };

    /// <summary>Adds the command.</summary>
    public static Command Create(CommandTable table)
    {
        ReadyCommand self = new();
        return table.Define(
            "ready",
            "Say whether the node is ready: exit 0, else 3; 7 when waiting was in vain.",
            ["aetherctl ready", "aetherctl ready --wait 60s --max-behind 20"],
            self.RunAsync,
            self._wait,
            self._maxBehind);
    }

    private async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        TimeSpan? limit = context.Arguments.GetValue(_wait) is { } text ? Inputs.Timeout(text) : null;
        string query = context.Arguments.GetValue(_maxBehind) is { } most ? $"ready?max_behind={most}" : "ready";
        Uri address = new(context.Endpoint.Address, "/" + query);
        TimeProvider time = context.Environment.Time;
        long start = time.GetTimestamp();
        while (true)
        {
            CliException refusal;
            try
            {
                return await AskAsync(context, address, cancellation).ConfigureAwait(false);
            }
            catch (CliException error) when (limit is not null && error.Exit == ExitCode.Unreachable)
            {
                refusal = error;
            }
            if (time.GetElapsedTime(start) >= limit)
            {
                throw new CliException(
                    ExitCode.TimedOut, ErrorCode.TimedOut, $"not ready after {context.Arguments.GetValue(_wait)}",
                    $"{refusal.Message}: {refusal.Why}", "aetherctl doctor")
                {
                    Partial = refusal.Partial,
                };
            }
            await Task.Delay(s_pause, time, cancellation).ConfigureAwait(false);
        }
    }

    private static async Task<CommandResult> AskAsync(
        CommandContext context, Uri address, CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage answer = await context.Http.GetAsync(address, cancellation)
                .ConfigureAwait(false);
            byte[] body = await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            CommandResult state = Read(body, answer.StatusCode);
            return answer.StatusCode == HttpStatusCode.OK ? state : throw NotReady(state);
        }
        catch (HttpRequestException error)
        {
            throw ErrorTranslator.Translate(new EndpointException($"cannot reach {address}", error))!;
        }
        catch (TaskCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw ErrorTranslator.Translate(new EndpointException($"{address} did not answer in time", error))!;
        }
    }

    private static CliException NotReady(CommandResult state) => new(
        ExitCode.Unreachable, ErrorCode.NotReady, "the node is not ready",
        state.Data["reason"] is JsonValue reason && reason.TryGetValue(out string? text) && text.Length > 0
            ? text
            : "it does not say why",
        "aetherctl ready --wait 60s, or aetherctl doctor")
    {
        Partial = state,
    };

    private static CommandResult Read(byte[] body, HttpStatusCode status)
    {
        JsonObject? data = null;
        try
        {
            data = JsonNode.Parse(body) as JsonObject;
        }
        catch (JsonException)
        {
            // What answers there is no node; said below.
        }
        if (data is null || status is not (HttpStatusCode.OK or HttpStatusCode.ServiceUnavailable))
        {
            string number = ((int)status).ToString(CultureInfo.InvariantCulture);
            throw new EndpointException($"what answers there knows no /ready: HTTP status {number}");
        }
        return new CommandResult(data, [.. data.Select(member => (member.Key, member.Value?.ToString() ?? "-"))]);
    }
}
