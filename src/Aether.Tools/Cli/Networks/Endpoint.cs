using System.CommandLine;

namespace Aether.Tools.Cli.Networks;

/// <summary>The address of the node to ask, and what chose it.</summary>
/// <param name="Address">Where.</param>
/// <param name="Origin">What chose it.</param>
/// <param name="Network">The network it is of; null when it was given by its address.</param>
internal sealed record Endpoint(Uri Address, EndpointOrigin Origin, string? Network = null)
{
    /// <summary>Chooses: --rpc, --network, the variable, the network in use, the default.</summary>
    public static Endpoint Choose(ParseResult arguments, CliEnvironment environment)
    {
        if (arguments.GetValue(GlobalOptions.Rpc) is { Length: > 0 } given)
        {
            return new Endpoint(Parse(given), EndpointOrigin.Option);
        }
        if (arguments.GetValue(GlobalOptions.Network) is { } name)
        {
            string rpc = NetworkFile.Read(environment.GetVariable).Require(name).Rpc;
            return new Endpoint(Parse(rpc), EndpointOrigin.NamedNetwork, name);
        }
        if (environment.GetVariable(GlobalOptions.EndpointVariable) is { Length: > 0 } variable)
        {
            return new Endpoint(Parse(variable), EndpointOrigin.Variable);
        }
        NetworkFileContent networks = NetworkFile.Read(environment.GetVariable).Content;
        return networks.Current is { } current
            ? new Endpoint(Parse(networks.Networks[current].Rpc), EndpointOrigin.CurrentNetwork, current)
            : new Endpoint(new Uri(GlobalOptions.DefaultEndpoint), EndpointOrigin.Default);
    }

    /// <summary>For people.</summary>
    public string Explain() => Origin switch
    {
        EndpointOrigin.Option => "--rpc",
        EndpointOrigin.NamedNetwork => $"--network {Network}",
        EndpointOrigin.Folder => "endpoints.json of --data",
        EndpointOrigin.Variable => GlobalOptions.EndpointVariable,
        EndpointOrigin.CurrentNetwork => $"network {Network}, which is in use",
        _ => "the default",
    };

    /// <summary>An address of a node.</summary>
    public static Uri Parse(string text) =>
        Uri.TryCreate(text, UriKind.Absolute, out Uri? address) && address.Scheme is "http" or "https"
            ? address
            : throw new CliException(
                ExitCode.Usage, ErrorCode.Usage, $"{text} is no address of a node",
                "an address starts with http:// or https://", $"give --rpc {GlobalOptions.DefaultEndpoint}");
}
