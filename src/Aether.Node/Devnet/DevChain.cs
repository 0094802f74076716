using System.Globalization;
using System.Text;
using Aether.Core.Types;
using Aether.Node.Devnet.Control;
using Aether.Node.Lifecycle;
using Aether.Node.Options;

namespace Aether.Node.Devnet;

/// <summary>The chain of `aether run --dev`: one validator and funded accounts whose keys everybody knows.</summary>
/// <remarks>
/// <b>Ownership</b>: locks its folder; a folder that nobody named is temporary and goes when this is disposed of.
/// </remarks>
internal sealed class DevChain : IDisposable
{
    /// <summary>Makes the keys of every chain of this kind: they protect nothing.</summary>
    public const ulong Seed = 1;

    private readonly DevnetFolder _folder;
    private readonly DataFolderLock _lock;

    private DevChain(DevnetFolder folder, DataFolderLock folderLock, DevSnapshots snapshots, bool isTemporary)
    {
        _folder = folder;
        _lock = folderLock;
        Snapshots = snapshots;
        IsTemporary = isTemporary;
    }

    /// <summary>The folder goes at the end.</summary>
    public bool IsTemporary { get; }

    /// <summary>Copies that it can be put back to.</summary>
    public DevSnapshots Snapshots { get; }

    /// <summary>Everything of the chain.</summary>
    public string Root => _folder.Root;

    /// <summary>The genesis file.</summary>
    public string GenesisPath => Path.Combine(Root, DevnetFolder.GenesisName);

    /// <summary>The validator's key file.</summary>
    public string KeyPath => _folder.KeyPath(0);

    /// <summary>What the node keeps.</summary>
    public string NodeFolder => _folder.NodeFolder(0);

    /// <summary>Key file of the account that gives.</summary>
    public string FaucetKeyPath => DevnetKeyFiles.PathOf(Root, DevnetAccounts.Faucet);

    /// <summary>Makes a chain, or opens the one that a folder has.</summary>
    /// <param name="persist">The folder; null for a temporary one.</param>
    /// <param name="load">A dumped state to begin with; null for none.</param>
    /// <param name="epochSlots">Slots of an epoch of a new chain; null for the usual number.</param>
    /// <exception cref="NodeStartException">The folder cannot be used, is in use, or has a chain of another kind.
    /// </exception>
    public static DevChain Open(string? persist, string? load = null, uint? epochSlots = null)
    {
        NativeSupport.RequireKeys();
        string root = persist ?? Directory.CreateTempSubdirectory("aether-dev-").FullName;
        DataFolderLock folderLock = DataFolderLock.Acquire(root, "aether run --dev");
        try
        {
            if (load is not null)
            {
                Load(load, root);
            }
            DevnetFolder folder = DevnetFolder.OpenOrCreate(
                new DevnetOptions(Validators: 1, root, Seed, RunFor: null, Json: false, RpcPort: 0)
                {
                    EpochSlots = epochSlots,
                });
            DevSnapshots snapshots = new(DevnetFolder.FilesOf(folder.Root));
            snapshots.Finish();
            return new DevChain(folder, folderLock, snapshots, persist is null);
        }
        catch (Exception error)
        {
            folderLock.Dispose();
            if (persist is null)
            {
                Directory.Delete(root, recursive: true);
            }
            throw error is IOException or UnauthorizedAccessException or DevSnapshotException
                ? new NodeStartException(ExitCode.Refused, $"cannot write to the folder {root}: {error.Message}")
                : error;
        }
    }

    private static void Load(string path, string root)
    {
        if (File.Exists(Path.Combine(root, DevnetFolder.GenesisName)))
        {
            throw new NodeStartException(
                ExitCode.Usage, $"{root} has a chain already; --load-state begins one in an empty folder.");
        }
        DevStateArchive.Unpack(path, DevnetFolder.FilesOf(root));
        DevnetKeyFiles.Write(root, Seed);
    }

    /// <summary>What a person is told: where everything is, the accounts with their keys, and what to try.</summary>
    public string Banner(NodeEndpoints endpoints)
    {
        string hrp = AddressText.HrpFor(_folder.Genesis.ChainId);
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"""
            development chain {_folder.Genesis.ChainId}: the keys below are known to everybody
            JSON-RPC  {endpoints.Rpc}
            data      {Root}{(IsTemporary ? " (removed at the end; keep a chain with --persist DIR)" : "")}

            """);
        foreach (string name in DevnetAccounts.Of(_folder.Genesis, Seed))
        {
            string address = AddressText.Format(DevnetAccounts.AddressOf(Seed, name), hrp);
            string key = Convert.ToHexStringLower(DevnetAccounts.SeedOf(Seed, name));
            text.Append(CultureInfo.InvariantCulture, $"  {name,-7} {address}  0x{key}\n");
        }
        text.Append(CultureInfo.InvariantCulture, $"""
              aetherctl transfer --from {DevnetKeyFiles.PathOf(Root, "alice")} --to ADDRESS --amount "1.5 SWR"
              aetherctl faucet --mint "100 AIC" --to ADDRESS
            """);
        return text.ToString();
    }

    /// <summary>Writes the servers and the accounts with their keys as JSON, for scripts.</summary>
    /// <param name="path">Where to.</param>
    /// <param name="endpoints">The servers.</param>
    public void WriteEndpoints(string path, NodeEndpoints endpoints) => EndpointsFile.WriteTo(path, json =>
    {
        string hrp = AddressText.HrpFor(_folder.Genesis.ChainId);
        EndpointsFile.WriteMembers(json, endpoints);
        json.WriteString("chainId", _folder.Genesis.ChainId);
        json.WriteString("genesisHash", _folder.Genesis.Hash.ToString());
        json.WriteString("genesisFile", GenesisPath);
        json.WriteString("dataFolder", Root);
        json.WriteStartArray("accounts");
        foreach (string name in DevnetAccounts.Of(_folder.Genesis, Seed))
        {
            json.WriteStartObject();
            json.WriteString("name", name);
            json.WriteString("address", AddressText.Format(DevnetAccounts.AddressOf(Seed, name), hrp));
            json.WriteString("seed", "0x" + Convert.ToHexStringLower(DevnetAccounts.SeedOf(Seed, name)));
            json.WriteString("keyFile", DevnetKeyFiles.PathOf(Root, name));
            json.WriteEndObject();
        }
        json.WriteEndArray();
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        _lock.Dispose();
        if (IsTemporary)
        {
            Directory.Delete(Root, recursive: true);
        }
    }
}
