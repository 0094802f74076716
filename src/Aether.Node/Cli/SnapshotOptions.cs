using System.CommandLine;
using System.CommandLine.Parsing;
using Aether.Core.Types;
using Aether.Node.Options;
using Aether.Node.Snapshots;

namespace Aether.Node.Cli;

/// <summary>Options that commands on snapshots share.</summary>
internal sealed class SnapshotOptions
{
    /// <summary>Folder of the snapshots in a data folder.</summary>
    public const string FolderName = "snapshots";

    private readonly Option<string?> _endpoint = new("--endpoint")
    {
        Description = "URL of the S3 server, when it is not Amazon's.",
    };

    private readonly Option<bool> _anyAge = new("--accept-expired-trust")
    {
        Description = "Believe signatures of validators whose stake may be gone.",
    };

    /// <summary>Name of a snapshot; the newest one when left out.</summary>
    public Argument<string?> Name { get; } = new("NAME")
    {
        Description = "Which snapshot, as `list` shows it; the newest full one when left out.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    /// <summary>Data folder of the node.</summary>
    public Option<string?> Data { get; } = new("--data") { Description = "Data folder of the node." };

    /// <summary>A mirror to read from.</summary>
    public Option<string?> From { get; } = new("--from")
    {
        Description = "Folder or s3://BUCKET/PREFIX to read snapshots from.",
    };

    /// <summary>A mirror to write to.</summary>
    public Option<string> To { get; } = new("--to")
    {
        Description = "Folder or s3://BUCKET/PREFIX to write to.",
        Required = true,
    };

    /// <summary>The chain that is trusted.</summary>
    public Option<string> GenesisPath { get; } = new("--genesis")
    {
        Description = "The chain's genesis.toml: what trust starts from.",
        Required = true,
    };

    /// <summary>One JSON document on standard output.</summary>
    public Option<bool> Json { get; } = new("--json") { Description = "One JSON document on standard output." };

    /// <summary>The options of places.</summary>
    public IEnumerable<Option> Places => [_endpoint];

    /// <summary>The options of trust.</summary>
    public IEnumerable<Option> Trust => [GenesisPath, _anyAge];

    /// <summary>The snapshots named by --from, else those of the data folder.</summary>
    public SnapshotArchive OpenSource(ParseResult parsed)
    {
        string? from = parsed.GetValue(From);
        string? data = parsed.GetValue(Data);
        if (from is null && data is null)
        {
            throw new NodeStartException(
                ExitCode.Usage, "say where the snapshots are, with --data FOLDER or --from MIRROR.");
        }
        return new SnapshotArchive(
            MirrorAddress.Open(from ?? Path.Combine(data!, FolderName), parsed.GetValue(_endpoint)));
    }

    /// <summary>A mirror by its address.</summary>
    public SnapshotArchive Open(ParseResult parsed, string address) =>
        new(MirrorAddress.Open(address, parsed.GetValue(_endpoint)));

    /// <summary>The checks of blocks.</summary>
    public SnapshotTrust LoadTrust(ParseResult parsed, Genesis genesis) => new(
        genesis,
        parsed.GetValue(_anyAge) ? null : (ulong)TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds());

    /// <summary>The snapshot that was asked for, or the newest full one.</summary>
    /// <exception cref="SnapshotFailureException">There is none.</exception>
    public async Task<string> ChooseAsync(
        ParseResult parsed, SnapshotArchive archive, CancellationToken cancellation)
    {
        if (parsed.GetValue(Name) is { } name)
        {
            return SnapshotNames.IsValid(name)
                ? name
                : throw new NodeStartException(ExitCode.Usage, $"{name} is no name of a snapshot; see `list`.");
        }
        IReadOnlyList<string> all = await archive.ListAsync(cancellation).ConfigureAwait(false);
        return all.LastOrDefault(SnapshotNames.IsFull)
            ?? throw new NodeStartException(ExitCode.Usage, "there are no snapshots here; make one with `create`.");
    }
}
