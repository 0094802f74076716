using System.CommandLine;
using System.Formats.Tar;
using System.Globalization;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Sdk.Client;
using Aether.Tools.Cli;
using Aether.Tools.Cli.Http;
using Aether.Tools.Cli.Metrics;
using Aether.Tools.Commands.Checks;

namespace Aether.Tools.Commands;

/// <summary>`debug bundle`: one file with what somebody needs who is asked for help.</summary>
internal sealed class DebugCommands
{
    private const int MaxConfigBytes = 1 << 20;
    private const int MaxLogBytes = 4 << 20;
    private const int MaxFlightBytes = 8 << 20;

    // Named one by one: nothing else of a data folder leaves it, keys least of all.
    private static readonly string[] s_files = ["aether.toml", "endpoints.json", "genesis.toml", "conflict.json"];
    private static readonly string[] s_flight = ["flight-0.ndjson", "flight-1.ndjson"];
    private static readonly string[] s_methods =
        ["aeth_nodeInfo", "aeth_syncing", "aeth_mempoolStatus", "aeth_getPeers"];

    private readonly MetricsSource _metrics = new();

    private readonly Option<string> _out = new("--out")
    {
        Description = "Archive to write; never an existing one",
        HelpName = "FILE",
        Required = true,
    };

    /// <summary>Adds the group.</summary>
    public static Command Create(CommandTable table)
    {
        DebugCommands self = new();
        return CommandTable.Group("debug", "Collect what is needed to find a fault.", table.Define(
            "bundle",
            "Write status, metrics, settings, logs and checks to an archive; secrets masked, keys left out.",
            ["aetherctl debug bundle --data data/node-0 --out bundle.tar.gz"],
            self.RunAsync,
            [.. self._metrics.Symbols, self._out]));
    }

    private async Task<CommandResult> RunAsync(CommandContext context, CancellationToken cancellation)
    {
        string path = context.Arguments.GetRequiredValue(_out);
        if (File.Exists(path))
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.FileExists, $"{path} exists already", "an archive is never overwritten",
                "choose another --out");
        }
        NodeFolder? folder = _metrics.FindFolder(context);
        context.Prefer(folder);
        List<(string Name, string Content)> parts = [];
        parts.AddRange(await AskNodeAsync(context, cancellation).ConfigureAwait(false));
        if (folder?.Admin is { } admin)
        {
            parts.Add(("node.json", await AskOwnerAsync(admin, cancellation).ConfigureAwait(false)));
        }
        parts.AddRange(ReadFolder(context.Arguments.GetValue(_metrics.Data)));
        Doctor doctor = new(context, _metrics, []);
        CommandResult checks = DoctorCommand.Show(await doctor.RunAsync(cancellation).ConfigureAwait(false));
        parts.Add(("doctor.json", checks.Data.ToJsonString()));
        context.Printer.Note($"{path} will hold, with secrets masked:");
        foreach ((string name, string content) in parts)
        {
            context.Printer.Note($"  {name}  {Encoding.UTF8.GetByteCount(content)} bytes");
        }
        context.Confirm($"Write {path}?", $"writing {path}");
        byte[] archive = Pack(parts, context.Environment.Time.GetUtcNow());
        OutputFile.WriteNew(path, archive);
        return new CommandResult(
            new JsonObject
            {
                ["file"] = path,
                ["bytes"] = archive.Length,
                ["parts"] = new JsonArray([.. parts.Select(part => (JsonNode)part.Name)]),
            },
            [("file", path), ("bytes", archive.Length.ToString(CultureInfo.InvariantCulture)),
                ("parts", string.Join(' ', parts.Select(part => part.Name)))]);
    }

    // What cannot be had is told in its place: a bundle of a node in trouble is the usual one.
    private async Task<List<(string Name, string Content)>> AskNodeAsync(
        CommandContext context, CancellationToken cancellation)
    {
        JsonObject status = new() { ["endpoint"] = Secrets.Mask(context.Endpoint.Address) };
        foreach (string method in s_methods)
        {
            try
            {
                JsonElement answer = await context.Client.CallAsync(method, [], cancellation).ConfigureAwait(false);
                status[method] = JsonNode.Parse(answer.GetRawText());
            }
            catch (Exception error) when (error is EndpointException or RpcErrorException or CliException)
            {
                status[method] = $"not had: {error.Message}";
            }
        }
        string text;
        try
        {
            text = await MetricsSource.FetchTextAsync(context, _metrics.Address(context), cancellation)
                .ConfigureAwait(false);
        }
        catch (Exception error) when (error is EndpointException or CliException)
        {
            text = $"# not had: {error.Message}\n";
        }
        return [("status.json", Secrets.Mask(status.ToJsonString())), ("metrics.txt", text)];
    }

    // Threads, memory, health, settings and the last lines of the log, by the door of the node's owner.
    private static async Task<string> AskOwnerAsync(string path, CancellationToken cancellation)
    {
        try
        {
            using AdminConnection admin = new(path);
            JsonElement answer = await admin.Client.CallAsync("aeth_admin_debug", [], cancellation)
                .ConfigureAwait(false);
            return Secrets.Mask(answer.GetRawText());
        }
        catch (Exception error) when (error is EndpointException or RpcErrorException)
        {
            return $"not had: {error.Message}\n";
        }
    }

    private static IEnumerable<(string Name, string Content)> ReadFolder(string? folder)
    {
        if (folder is null || !Directory.Exists(folder))
        {
            yield break;
        }
        foreach (string name in s_files)
        {
            string path = Path.Combine(folder, name);
            if (File.Exists(path))
            {
                yield return (name, Secrets.Mask(Tail(path, MaxConfigBytes)));
            }
        }
        foreach (string path in s_flight.Select(name => Path.Combine(folder, name)).Where(File.Exists))
        {
            yield return ("flight/" + Path.GetFileName(path), Secrets.Mask(Tail(path, MaxFlightBytes)));
        }
        string logs = Path.Combine(folder, "logs");
        string alone = Path.Combine(folder, "node.log");
        List<string> found = Directory.Exists(logs) ? [.. Directory.GetFiles(logs, "*.log")] : [];
        if (File.Exists(alone))
        {
            found.Add(alone);
        }
        foreach (string path in found.Order(StringComparer.Ordinal))
        {
            yield return ("logs/" + Path.GetFileName(path), Secrets.Mask(Tail(path, MaxLogBytes)));
        }
    }

    // The end of a file: what happened last.
    private static string Tail(string path, int maxBytes)
    {
        try
        {
            using FileStream stream = new(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            stream.Seek(-Math.Min(maxBytes, stream.Length), SeekOrigin.End);
            byte[] buffer = new byte[Math.Min(maxBytes, stream.Length)];
            int length = stream.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false);
            return Encoding.UTF8.GetString(buffer, 0, length);
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            return $"not had: {error.Message}\n";
        }
    }

    private static byte[] Pack(List<(string Name, string Content)> parts, DateTimeOffset now)
    {
        using MemoryStream packed = new();
        using (GZipStream compressed = new(packed, CompressionLevel.Optimal, leaveOpen: true))
        using (TarWriter archive = new(compressed, TarEntryFormat.Pax))
        {
            foreach ((string name, string content) in parts)
            {
                using MemoryStream data = new(Encoding.UTF8.GetBytes(content));
                archive.WriteEntry(new PaxTarEntry(TarEntryType.RegularFile, "aether-bundle/" + name)
                {
                    DataStream = data,
                    Mode = UnixFileMode.UserRead | UnixFileMode.UserWrite,
                    ModificationTime = now,
                });
            }
        }
        return packed.ToArray();
    }
}
