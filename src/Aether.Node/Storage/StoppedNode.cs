using System.CommandLine;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Native.RocksDb;
using Aether.Node.Options;

namespace Aether.Node.Storage;

/// <summary>The data folder of a node that does not run, for the commands that look at it.</summary>
internal sealed class StoppedNode : IDisposable
{
    private readonly DataFolderLock _lock;

    private StoppedNode(string dataFolder, Genesis genesis, DataFolderLock folderLock)
    {
        DataFolder = dataFolder;
        Genesis = genesis;
        _lock = folderLock;
    }

    /// <summary>The folder.</summary>
    public string DataFolder { get; }

    /// <summary>Its chain.</summary>
    public Genesis Genesis { get; }

    /// <summary>The option that names the folder.</summary>
    public static Option<string> DataOption() => new("--data")
    {
        Description = "Data folder of a node that is stopped.",
        Required = true,
    };

    /// <summary>The option that names the chain.</summary>
    public static Option<string> GenesisOption() => new("--genesis")
    {
        Description = "The chain's genesis.toml.",
        Required = true,
    };

    /// <summary>Takes a folder that has a store.</summary>
    /// <exception cref="NodeStartException">It has none, or a process uses it.</exception>
    public static StoppedNode Take(string dataFolder, string genesisPath, string purpose)
    {
        NativeSupport.RequireNode();
        Genesis genesis = GenesisFile.Load(genesisPath);
        if (!Directory.Exists(NodeStore.StoreFolder(dataFolder)))
        {
            throw new NodeStartException(
                ExitCode.Usage, $"{dataFolder} holds no chain; name the folder given to aether run with --data.");
        }
        return new StoppedNode(dataFolder, genesis, DataFolderLock.Acquire(dataFolder, purpose));
    }

    /// <summary>Opens the store without its log.</summary>
    public RocksDbKeyValueStore OpenFiles()
    {
        try
        {
            return RocksDbKeyValueStore.Open(NodeStore.StoreFolder(DataFolder));
        }
        catch (RocksDbException error)
        {
            throw new NodeStartException(
                error.IsLockError ? ExitCode.Refused : ExitCode.Storage,
                $"the store {NodeStore.StoreFolder(DataFolder)} cannot be opened ({error.Message}).");
        }
    }

    /// <summary>Opens the chain as the node would.</summary>
    public ChainStore OpenChain() => NodeStore.Open(DataFolder, Genesis, new ChainStoreOptions());

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
