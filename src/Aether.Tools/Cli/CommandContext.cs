using System.CommandLine;
using Aether.Sdk.Client;

namespace Aether.Tools.Cli;

/// <summary>
/// What a command's action gets: its parsed arguments, the environment, and a client made on first use.
/// </summary>
internal sealed class CommandContext(ParseResult arguments, CliEnvironment environment, ResultPrinter printer)
{
    private static readonly TimeSpan s_requestTimeout = TimeSpan.FromSeconds(30);
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    private AetherClient? _client;

    /// <summary>Parsed arguments.</summary>
    public ParseResult Arguments => arguments;

    /// <summary>The outside.</summary>
    public CliEnvironment Environment => environment;

    /// <summary>For warnings and notes.</summary>
    public ResultPrinter Printer => printer;

    /// <summary>True when nobody reads prose: prompts are refused.</summary>
    public bool IsJson => arguments.GetValue(GlobalOptions.Json);

    /// <summary>Client of the chosen endpoint.</summary>
    public AetherClient Client => _client ??= CreateClient();

    private AetherClient CreateClient()
    {
        string? given = arguments.GetValue(GlobalOptions.Rpc)
            ?? environment.GetVariable(GlobalOptions.EndpointVariable);
        string text = string.IsNullOrEmpty(given) ? GlobalOptions.DefaultEndpoint : given;
        bool ok = Uri.TryCreate(text, UriKind.Absolute, out Uri? endpoint) && endpoint.Scheme is "http" or "https";
        if (!ok)
        {
            throw new CliException(
                ExitCode.Usage,
                ErrorCode.Usage,
                $"{text} is no address of a node",
                "an address starts with http:// or https://",
                $"give --rpc {GlobalOptions.DefaultEndpoint}");
        }
        HttpClient http = new(environment.Http, disposeHandler: false)
        {
            Timeout = s_requestTimeout,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
        return new AetherClient(http, endpoint!, environment.Time);
    }
}
