using System.CommandLine;
using Aether.Node.Options;

namespace Aether.Node.Cli;

/// <summary>The options that say who a node's peers are, and who it is to them.</summary>
internal sealed class PeerOptions
{
    private readonly Option<string?> _peers = new("--peers")
    {
        Description = "peers.toml: identity and address of each validator, in the order of the genesis.",
    };

    private readonly Option<string[]> _bootstrap = new("--bootstrap")
    {
        Description = "Where to begin to look for peers: IP:PORT or ID@IP:PORT, several with commas or again.",
    };

    private readonly Option<string[]> _external = new("--external")
    {
        Description = "Where other nodes reach this one, when that is not --listen: IP:PORT, at most four.",
    };

    private readonly Option<string?> _key = new("--node-key")
    {
        Description = "Key file that names this node to its peers; made in the data folder when there is none.",
    };

    private readonly Option<string?> _listen = new("--listen")
    {
        Description = "UDP address and port for QUIC, such as 0.0.0.0:7600; without it the one in --peers, "
            + "or with --bootstrap a free port.",
    };

    private readonly Option<string?> _faucet = new("--faucet-key")
    {
        Description = "Serve aeth_dev_faucet from this account; for chains named aether-dev only.",
    };

    private readonly Option<bool> _anyAge = new("--accept-expired-trust")
    {
        Description = "Join though what this node trusts is too old for validators still to be bonded.",
    };

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        foreach (Option option in (Option[])[_peers, _bootstrap, _external, _key, _listen, _faucet, _anyAge])
        {
            command.Options.Add(option);
        }
    }

    /// <summary>The options with what was said here.</summary>
    public RunOptions Read(ParseResult parsed, RunOptions options) => options with
    {
        PeersPath = parsed.GetValue(_peers),
        Bootstrap = Split(parsed.GetValue(_bootstrap)),
        External = Split(parsed.GetValue(_external)),
        NodeKeyPath = parsed.GetValue(_key),
        Listen = parsed.GetValue(_listen),
        AcceptsExpiredTrust = parsed.GetValue(_anyAge),
        FaucetKeyPath = parsed.GetValue(_faucet),
    };

    private static string[] Split(string[]? values) => [.. (values ?? []).SelectMany(
        value => value.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))];
}
