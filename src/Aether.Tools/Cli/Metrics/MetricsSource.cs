using System.CommandLine;
using System.Text;
using Aether.Sdk.Client;

namespace Aether.Tools.Cli.Metrics;

/// <summary>Where a node's metrics are: an address, what its data folder says, or the usual address.</summary>
internal sealed class MetricsSource
{
    /// <summary>Where they are when nothing says so.</summary>
    public const string DefaultAddress = "http://127.0.0.1:9090/metrics";

    private readonly Option<string?> _metrics = new("--metrics")
    {
        Description = $"Address of a node's metrics [default: by --data, else {DefaultAddress}]",
        HelpName = "URL",
    };

    /// <summary>The node's data folder.</summary>
    public Option<string?> Data { get; } = new("--data")
    {
        Description = "Data folder of a running node or devnet; its endpoints.json says where the servers are",
        HelpName = "DIR",
    };

    /// <summary>The node of a devnet.</summary>
    public Option<string?> Name { get; } = new("--node")
    {
        Description = "Node of a devnet by its name or index [default: the first]",
        HelpName = "NAME",
    };

    /// <summary>The options.</summary>
    public Symbol[] Symbols => [_metrics, Data, Name];

    /// <summary>The folder; null when none was given.</summary>
    public NodeFolder? Folder(CommandContext context) => context.Arguments.GetValue(Data) is { } path
        ? NodeFolder.Read(path, context.Arguments.GetValue(Name))
        : null;

    /// <summary>The folder; null too when its node does not run.</summary>
    public NodeFolder? FindFolder(CommandContext context)
    {
        try
        {
            return Folder(context);
        }
        catch (CliException)
        {
            return null;
        }
    }

    /// <summary>The address.</summary>
    public Uri Address(CommandContext context)
    {
        string text = context.Arguments.GetValue(_metrics) ?? FromFolder(context) ?? DefaultAddress;
        return Networks.Endpoint.Parse(text);
    }

    /// <summary>Fetches a page as it is.</summary>
    /// <exception cref="EndpointException">Nothing answers, or no page.</exception>
    public static async Task<string> FetchTextAsync(
        CommandContext context, Uri address, CancellationToken cancellation)
    {
        try
        {
            using HttpResponseMessage answer = await context.Http.GetAsync(address, cancellation)
                .ConfigureAwait(false);
            byte[] body = await answer.Content.ReadAsByteArrayAsync(cancellation).ConfigureAwait(false);
            return answer.IsSuccessStatusCode
                ? Encoding.UTF8.GetString(body)
                : throw new EndpointException($"{address} answered with HTTP status {(int)answer.StatusCode}");
        }
        catch (HttpRequestException error)
        {
            throw new EndpointException($"cannot reach {address}", error);
        }
        catch (TaskCanceledException error) when (!cancellation.IsCancellationRequested)
        {
            throw new EndpointException($"{address} did not answer in time", error);
        }
    }

    /// <summary>Fetches a page and reads it.</summary>
    /// <exception cref="EndpointException">Nothing answers, or what does is no node's metrics.</exception>
    public static async Task<MetricsPage> FetchAsync(
        CommandContext context, Uri address, CancellationToken cancellation)
    {
        MetricsPage? page = MetricsPage.Parse(
            await FetchTextAsync(context, address, cancellation).ConfigureAwait(false));
        return page is not null && page.Count > 0
            ? page
            : throw new EndpointException($"what {address} gives are no metrics of a node");
    }

    private string? FromFolder(CommandContext context)
    {
        NodeFolder? folder = Folder(context);
        return folder is null ? null : folder.Metrics ?? throw new CliException(
            ExitCode.Unreachable, ErrorCode.Unreachable, $"the node of {folder.Path} serves no metrics",
            "its endpoints.json has no address of them", "start it without --no-metrics, or give --metrics URL")
        {
            Retriable = false,
        };
    }
}
