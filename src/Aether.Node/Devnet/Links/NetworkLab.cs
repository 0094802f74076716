using System.Diagnostics;
using System.Globalization;
using Aether.Native.Links;
using Aether.Node.Options;

namespace Aether.Node.Devnet.Links;

/// <summary>
/// A network namespace for each node of a devnet, connected by a relay that shapes the links. Linux, as root, with
/// `ip`; `tc` for rates and `nft` for losses.
/// </summary>
/// <remarks>
/// Node i has the address <see cref="AddressOf"/> on an interface of its own; nothing of the machine's other networks
/// is reachable from inside. Namespaces left by a process that died are removed by the next lab of the same name.
/// </remarks>
internal sealed class NetworkLab : IDisposable
{
    private const string Interface = "aether0";
    private const int MaxNodes = 64;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    private readonly string[] _namespaces;
    private LinkRelay? _relay;

    private NetworkLab(string[] namespaces) => _namespaces = namespaces;

    /// <summary>Where links are cut and mended while the nodes run.</summary>
    public PacketSwitch Switch => _relay!.Switch;

    /// <summary>Creates the namespaces and starts the relay.</summary>
    /// <param name="name">Begins the namespaces' names: letters and digits, at most 32.</param>
    /// <param name="nodes">1 to 64.</param>
    /// <param name="shape">What the links do.</param>
    /// <param name="seed">Of the links' randomness.</param>
    /// <exception cref="NodeStartException">The machine does not let it; the sentence says what is missing.</exception>
    public static NetworkLab Create(string name, int nodes, LinkShape shape, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(nodes, MaxNodes);
        if (shape.Fault() is string fault)
        {
            throw new NodeStartException(ExitCode.Usage, $"the links cannot be shaped so: {fault}.");
        }
        if (!Environment.IsPrivilegedProcess)
        {
            throw new NodeStartException(
                ExitCode.Refused, "network namespaces need root: run as root, or leave out --netns.");
        }
        NetworkLab lab = new([.. Enumerable.Range(0, nodes).Select(node => $"{name}-{node}")]);
        try
        {
            lab.Build(shape, seed);
            return lab;
        }
        catch (IOException error)
        {
            lab.Dispose();
            throw new NodeStartException(ExitCode.Refused, $"cannot build the network of the devnet: {error.Message}");
        }
        catch
        {
            lab.Dispose();
            throw;
        }
    }

    /// <summary>The address of a node.</summary>
    public static string AddressOf(int node) => string.Create(CultureInfo.InvariantCulture, $"10.77.0.{node + 1}");

    /// <summary>What to put before a command so that it runs on a node's network.</summary>
    public IReadOnlyList<string> PrefixOf(int node) => ["ip", "netns", "exec", _namespaces[node]];

    /// <inheritdoc/>
    public void Dispose()
    {
        _relay?.Dispose();
        _relay = null;
        foreach (string name in _namespaces.Where(IsThere))
        {
            Run("ip", "netns", "delete", name);
        }
    }

    private static bool IsThere(string name) => File.Exists(PathOf(name));

    private static string PathOf(string name) => $"/var/run/netns/{name}";

    private void Build(LinkShape shape, int seed)
    {
        TunDevice[] devices = new TunDevice[_namespaces.Length];
        for (int node = 0; node < _namespaces.Length; node++)
        {
            string name = _namespaces[node];
            if (IsThere(name))
            {
                Run("ip", "netns", "delete", name);
            }
            Run("ip", "netns", "add", name);
            Run("ip", "-n", name, "link", "set", "lo", "up");
            devices[node] = TunDevice.Open(PathOf(name), Interface);
            Run("ip", "-n", name, "address", "add", AddressOf(node) + "/24", "dev", Interface);
            Run("ip", "-n", name, "link", "set", Interface, "txqueuelen", "10000", "up");
            LimitRate(name, shape.BitsPerSecond);
            LosePackets(name, shape.LossPerMillion);
        }
        _relay = new LinkRelay(devices, shape, seed);
    }

    private static void LimitRate(string name, long bitsPerSecond)
    {
        if (bitsPerSecond > 0)
        {
            string rate = bitsPerSecond.ToString(CultureInfo.InvariantCulture);
            Run("tc", "-n", name, "qdisc", "add", "dev", Interface, "root", "tbf", "rate", rate, "burst", "64kb",
                "latency", "400ms");
        }
    }

    private static void LosePackets(string name, int perMillion)
    {
        if (perMillion > 0)
        {
            string parts = perMillion.ToString(CultureInfo.InvariantCulture);
            string which = perMillion < 1_000_000 ? $"numgen random mod 1000000 < {parts}" : "";
            Run("ip", "netns", "exec", name, "nft", "add table ip aether");
            Run("ip", "netns", "exec", name, "nft",
                "add chain ip aether out { type filter hook postrouting priority 0 ; }");
            Run("ip", "netns", "exec", name, "nft",
                $"add rule ip aether out oifname {Interface} {which} drop");
        }
    }

    private static void Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        try
        {
            using Process process = Process.Start(start)!;
            Task<string> errors = process.StandardError.ReadToEndAsync();
            if (!process.WaitForExit(s_patience))
            {
                process.Kill();
                throw new IOException($"{program} {string.Join(' ', arguments)} did not end");
            }
            if (process.ExitCode != 0)
            {
                throw new IOException($"{program} {string.Join(' ', arguments)}: {errors.Result.Trim()}");
            }
        }
        catch (System.ComponentModel.Win32Exception error)
        {
            throw new IOException($"{program} cannot be run ({error.Message}); install iproute2 and nftables");
        }
    }
}
