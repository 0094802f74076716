using System.Text.Json;
using Aether.Core;
using Aether.Core.Types;
using Aether.Node.Devnet.Control;
using Aether.Node.Lifecycle;
using Aether.Node.Options;
using Aether.Node.Signing;

namespace Aether.Node.Devnet;

/// <summary>The files of a devnet: genesis, validator keys, account keys, endpoints, and a folder per node.</summary>
internal sealed class DevnetFolder
{
    /// <summary>Chain identifier of every devnet.</summary>
    public const string ChainId = "aether-dev-1";

    /// <summary>Name of the genesis file in a folder.</summary>
    public const string GenesisName = "genesis.toml";

    // A key lasts for 2^depth epochs, and for a deep tree making it takes longer.
    private const int KesDepth = 7;
    private static readonly UInt128 s_stake = (UInt128)1_000_000 * 1_000_000_000;

    private readonly string _root;

    private DevnetFolder(string root, Genesis genesis)
    {
        _root = root;
        Genesis = genesis;
    }

    /// <summary>The chain of this folder.</summary>
    public Genesis Genesis { get; }

    /// <summary>Opens an existing folder or makes a new chain in it. The caller holds the folder's lock.</summary>
    public static DevnetFolder OpenOrCreate(DevnetOptions options)
    {
        string root = Path.GetFullPath(options.DataFolder);
        string genesisPath = Path.Combine(root, GenesisName);
        string marker = Path.Combine(root, "devnet.json");
        if (File.Exists(genesisPath))
        {
            RequireSameChain(marker, options);
            return new DevnetFolder(root, GenesisFile.Load(genesisPath));
        }
        Directory.CreateDirectory(Path.Combine(root, "keys"));
        ChainParameters parameters = ParametersOf(options.EpochSlots);
        Validator[] validators = new Validator[options.Validators];
        for (int index = 0; index < validators.Length; index++)
        {
            using ValidatorKeys keys = ValidatorKeys.FromDevelopmentSeed(options.Seed, index, parameters.KesDepth);
            validators[index] = keys.ToValidator(ChainId, s_stake);
            string path = ValidatorPath(root, index);
            File.Delete(path);
            ValidatorKeyFile.Save(path, keys);
        }
        ulong now = (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Genesis genesis = new(
            ChainId,
            now,
            parameters,
            new ValidatorSet(validators),
            DevnetAccounts.GenesisEntries(options.Seed));
        DevnetKeyFiles.Write(root, options.Seed);
        File.WriteAllText(marker, JsonSerializer.Serialize(
            new Marker(options.Seed, options.Validators, parameters.EpochSlots)));
        File.WriteAllText(genesisPath, GenesisFile.Format(genesis));
        return new DevnetFolder(root, GenesisFile.Load(genesisPath));
    }

    /// <summary>Data folder of one node.</summary>
    public string NodeFolder(int index) => Path.Combine(_root, $"node-{index}");

    /// <summary>The folder.</summary>
    public string Root => _root;

    /// <summary>Key file of one validator.</summary>
    public string KeyPath(int index) => ValidatorPath(_root, index);

    /// <summary>The files of a chain with one validator in a folder.</summary>
    public static DevChainFiles FilesOf(string root) =>
        new(root, Path.Combine(root, "node-0"), ValidatorPath(root, 0));

    /// <summary>The number in the genesis of the validator whose keys a node's folder has.</summary>
    public int ValidatorOf(int index)
    {
        using ValidatorKeys keys = LoadKeys(index);
        return Genesis.Validators.IndexOf(keys.Address);
    }

    /// <summary>Loads the validator keys of one node.</summary>
    public ValidatorKeys LoadKeys(int index) => ValidatorKeyFile.Load(ValidatorPath(_root, index));

    /// <summary>Writes where everything is, for scripts.</summary>
    /// <param name="rpc">JSON-RPC.</param>
    /// <param name="seed">Of the accounts.</param>
    /// <param name="nodes">Servers of each validator in this process; null when each has a process.</param>
    public void WriteEndpoints(Uri rpc, ulong seed, IReadOnlyList<NodeEndpoints>? nodes = null)
    {
        string hrp = AddressText.HrpFor(ChainId);
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(new
        {
            rpc = rpc.ToString().TrimEnd('/'),
            chainId = ChainId,
            genesisHash = Genesis.Hash.ToString(),
            genesisFile = Path.Combine(_root, GenesisName),
            faucet = AddressText.Format(DevnetAccounts.AddressOf(seed, DevnetAccounts.Faucet), hrp),
            accounts = DevnetAccounts.Of(Genesis, seed).Select(name => new
            {
                name,
                address = AddressText.Format(DevnetAccounts.AddressOf(seed, name), hrp),
                keyFile = DevnetKeyFiles.PathOf(_root, name),
            }),
            nodes = (nodes ?? []).Select((node, number) => new Dictionary<string, object>(
                node.ByName.Where(server => server.Address is not null)
                    .Select(server => KeyValuePair.Create(server.Name, (object)server.Address!)))
            {
                ["name"] = $"validator-{number}",
                ["pid"] = Environment.ProcessId,
            }),
        });
        string path = Path.Combine(_root, "endpoints.json");
        File.WriteAllBytes(path + ".tmp", json);
        File.Move(path + ".tmp", path, overwrite: true);
    }

    private static ChainParameters ParametersOf(uint? epochSlots)
    {
        ChainParameters usual = new() { KesDepth = KesDepth };
        if (epochSlots is not { } slots || slots >= usual.EpochSlots)
        {
            return usual with { EpochSlots = epochSlots ?? usual.EpochSlots };
        }
        return usual with { EpochSlots = slots, KesDepth = Limits.Consensus.MaxKesDepth };
    }

    private static string ValidatorPath(string root, int index) =>
        Path.Combine(root, "keys", $"validator-{index}.json");

    private static void RequireSameChain(string markerPath, DevnetOptions options)
    {
        Marker? marker = null;
        try
        {
            marker = JsonSerializer.Deserialize<Marker>(File.ReadAllBytes(markerPath));
        }
        catch (Exception error) when (error is IOException or JsonException)
        {
            // Reported below: a folder with a genesis but no readable marker is not a devnet's.
        }
        if (marker is null)
        {
            throw new NodeStartException(
                ExitCode.Usage,
                $"{options.DataFolder} holds a genesis that no devnet made; choose another folder with --data.");
        }
        if (marker.Seed != options.Seed || marker.Validators != options.Validators
            || (options.EpochSlots is { } slots && slots != marker.EpochSlots))
        {
            throw new NodeStartException(
                ExitCode.Usage,
                $"{options.DataFolder} holds a devnet with --validators {marker.Validators} --seed {marker.Seed} "
                + $"--epoch-slots {marker.EpochSlots}; use these, another --data, or remove the folder.");
        }
    }

    private sealed record Marker(ulong Seed, int Validators, uint EpochSlots);
}
