using System.CommandLine;
using Aether.Sdk.Client;
using Aether.Tools.Cli.Http;
using Aether.Tools.Cli.Networks;

namespace Aether.Tools.Cli;

/// <summary>
/// What a command's action gets: its parsed arguments, the environment, and a client made on first use.
/// </summary>
internal sealed class CommandContext(ParseResult arguments, CliEnvironment environment, ResultPrinter printer)
{
    private static readonly TimeSpan s_requestTimeout = TimeSpan.FromSeconds(30);
    private const int MaxAnswerBytes = 64 * 1024 * 1024;

    private Endpoint? _endpoint;
    private HttpClient? _http;
    private AetherClient? _client;

    /// <summary>Parsed arguments.</summary>
    public ParseResult Arguments => arguments;

    /// <summary>The outside.</summary>
    public CliEnvironment Environment => environment;

    /// <summary>For warnings and notes.</summary>
    public ResultPrinter Printer => printer;

    /// <summary>True when nobody reads prose: prompts are refused.</summary>
    public bool IsJson => arguments.GetValue(GlobalOptions.Json);

    /// <summary>The chosen endpoint.</summary>
    public Endpoint Endpoint => _endpoint ??= Endpoint.Choose(arguments, environment);

    /// <summary>Asks the node of a data folder from now on, unless the command line names a node.</summary>
    public void Prefer(NodeFolder? folder)
    {
        bool isNamed = arguments.GetValue(GlobalOptions.Rpc) is { Length: > 0 }
            || arguments.GetValue(GlobalOptions.Network) is not null;
        if (!isNamed && folder?.Rpc is { } rpc)
        {
            _endpoint = new Endpoint(Endpoint.Parse(rpc), EndpointOrigin.Folder);
        }
    }

    /// <summary>Carries HTTP calls, to the node and beside it; shows them when -v was given.</summary>
    public HttpClient Http => _http ??= CreateHttp(network: null);

    /// <summary>Client of the chosen endpoint.</summary>
    public AetherClient Client => _client ??= new AetherClient(
        Endpoint.Network is null ? Http : CreateHttp(Endpoint.Network), Endpoint.Address, environment.Time);

    /// <summary>Asks before something is done; refuses when nobody can be asked.</summary>
    /// <param name="question">Ends in a question mark.</param>
    /// <param name="what">What is not done without an answer.</param>
    public void Confirm(string question, string what)
    {
        if (arguments.GetValue(GlobalOptions.Yes))
        {
            return;
        }
        bool mayAsk = environment.AskLine is not null && !IsJson;
        string? answer = mayAsk ? environment.AskLine!($"{question} [y/N] ") : null;
        if (answer?.Trim().ToUpperInvariant() is not ("Y" or "YES"))
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.NotConfirmed, $"{what} was not done",
                mayAsk ? "the answer was not yes" : "it needs a yes, and stdin is no terminal or --json was given",
                "give --yes");
        }
    }

    private HttpClient CreateHttp(string? network)
    {
        HttpMessageHandler handler = environment.Http;
        if (network is not null)
        {
            handler = new GenesisPinHandler(handler, network, environment);
        }
        int verbosity = GlobalOptions.Verbosity(arguments);
        if (verbosity > 0)
        {
            handler = new TraceHandler(handler, printer.Trace, verbosity > 1, environment.Time);
        }
        return new HttpClient(handler, disposeHandler: false)
        {
            Timeout = s_requestTimeout,
            MaxResponseContentBufferSize = MaxAnswerBytes,
        };
    }
}
