using System.Globalization;
using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Network.Links;
using Aether.Node.Devnet;
using Aether.Node.Devnet.Processes;
using Aether.Node.Networking;
using Aether.Node.Signing;

namespace Aether.AttackRunner;

/// <summary>
/// A devnet of four processes on loopback, one of which is stopped: its identity is the attacker's. The other three
/// are as many as a quorum needs.
/// </summary>
internal sealed class AttackSite : IDisposable
{
    private const int Validators = 4;
    private const int Insider = Validators - 1;

    private readonly string _root;
    private readonly DevnetFolder _folder;
    private readonly ProcessDevnet _devnet;
    private readonly int[] _numbers;

    private AttackSite(string root, DevnetFolder folder, ProcessDevnet devnet, Uri rpc)
    {
        _root = root;
        _folder = folder;
        _devnet = devnet;
        Rpc = rpc;
        IReadOnlyList<PeerAddress> peers = PeersFile.Load(Path.Combine(folder.Root, "peers.toml"), Validators);
        _numbers = [.. Enumerable.Range(0, Insider).Select(folder.ValidatorOf)];
        Victims = [.. _numbers.Select(number => peers[number])];
        InsiderNumber = (ushort)folder.ValidatorOf(Insider);
    }

    /// <summary>The validators that run.</summary>
    public IReadOnlyList<PeerAddress> Victims { get; }

    /// <summary>JSON-RPC of the first victim.</summary>
    public Uri Rpc { get; }

    /// <summary>The chain.</summary>
    public Genesis Genesis => _folder.Genesis;

    /// <summary>Number in the genesis of the validator that the attacker is.</summary>
    public ushort InsiderNumber { get; }

    /// <summary>What the validators report.</summary>
    public ProcessMeter Meter => _devnet.Meter;

    /// <summary>Tells the attacker to stop.</summary>
    public CancellationToken Stop { get; set; }

    /// <summary>A victim's process ended.</summary>
    public bool HasEnded => _devnet.Ended is not null;

    /// <summary>Starts the devnet and stops one validator.</summary>
    /// <param name="findsPeers">Nodes take whomever they find, in place of a list.</param>
    public static async Task<AttackSite> OpenAsync(bool findsPeers)
    {
        string root = Directory.CreateTempSubdirectory("attack-").FullName;
        DevnetOptions options = new(Validators, root, 1, null, false, 0)
        {
            Processes = true,
            FindsPeers = findsPeers,
        };
        DevnetFolder folder = DevnetFolder.OpenOrCreate(options);
        (ProcessDevnet devnet, Uri rpc) = await ProcessDevnet.StartAsync(folder, options);
        devnet.Kill(Insider);
        return new AttackSite(root, folder, devnet, rpc);
    }

    /// <summary>The ed25519 seed of the attacker's identity.</summary>
    public byte[] InsiderSeed()
    {
        using SigningSeed key = NodeKeyFile.OpenOrCreate(
            Path.Combine(_folder.NodeFolder(Insider), NodeKeyFile.Name));
        byte[] seed = new byte[32];
        key.CopyTo(seed);
        return seed;
    }

    /// <summary>The attacker's keys of a validator, in a signer without memory. To be disposed.</summary>
    public LocalSigner InsiderSigner() =>
        new(_folder.LoadKeys(Insider), Genesis.Hash, 0, null, static _ => { });

    /// <summary>An ed25519 seed of nobody.</summary>
    public static byte[] StrangerSeed() => RandomNumberGenerator.GetBytes(32);

    /// <summary>Every port that a victim's process listens on: of TCP and of UDP, on loopback.</summary>
    public IReadOnlyList<(bool IsTcp, int Port)> Ports()
    {
        List<(bool IsTcp, int Port)> ports = [];
        for (int node = 0; node < Insider; node++)
        {
            ports.AddRange(OpenPorts.Of(_devnet.Nodes[node].Id));
        }
        return ports;
    }

    /// <summary>Resident memory of the largest victim, in bytes.</summary>
    public long Memory() => Enumerable.Range(0, Insider).Max(node => ResidentBytes(_devnet.Nodes[node].Id));

    /// <summary>Adds up what the victims have counted.</summary>
    public Tally Count()
    {
        Tally tally = new();
        foreach (int number in _numbers)
        {
            NodeLine line = Meter.Status(number);
            tally.Cut += line.Cut;
            tally.Refused += line.Refused;
            tally.Dropped += line.Dropped;
            tally.Offences += line.Offences;
            tally.Packets += line.PacketsDropped;
        }
        return tally;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _devnet.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    private static long ResidentBytes(int process)
    {
        string path = string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/status");
        string? line = File.Exists(path)
            ? File.ReadLines(path).FirstOrDefault(one => one.StartsWith("VmRSS:", StringComparison.Ordinal))
            : null;
        return line is null
            ? 0
            : long.Parse(
                line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1_024;
    }
}
