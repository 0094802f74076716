using System.Security.Cryptography;
using Aether.Core;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Execution.Storage.Log;
using Aether.Native.RocksDb;
using Aether.Node.Lifecycle;
using Aether.Node.Logging;
using Aether.Node.Options;
using Aether.Node.Telemetry;

namespace Aether.Node.Storage;

/// <summary>The chain in a node's data folder: a store in `db`, the block log in `log`.</summary>
internal static class NodeStore
{
    /// <summary>Folder of the store.</summary>
    public static string StoreFolder(string dataFolder) => Path.Combine(dataFolder, "db");

    /// <summary>Folder of the block log.</summary>
    public static string LogFolder(string dataFolder) => Path.Combine(dataFolder, "log");

    /// <summary>Opens or makes the chain. The caller holds the folder's lock.</summary>
    /// <param name="dataFolder">The node's folder.</param>
    /// <param name="genesis">The chain.</param>
    /// <param name="retention">What of the past to keep; null for what the store was begun with.</param>
    /// <param name="stateBytes">Memory that the state may use; null for three quarters of the machine's.</param>
    /// <param name="lifecycle">Told what is done; null for nobody.</param>
    /// <param name="times">Told how long the disk of the log takes; null when nobody wants to know.</param>
    /// <exception cref="NodeStartException">It cannot be used; the message says why and what to do.</exception>
    public static ChainStore Open(
        string dataFolder,
        Genesis genesis,
        Retention? retention = null,
        long? stateBytes = null,
        NodeLifecycle? lifecycle = null,
        FsyncTimes? times = null) =>
        Open(dataFolder, genesis, lifecycle: lifecycle, times: times, options: new ChainStoreOptions
        {
            Retention = retention,
            MaxStateBytes = stateBytes ?? GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / 4 * 3,
            Background = RunBehind,
            FreeBytes = () => new DriveInfo(Path.GetFullPath(dataFolder)).AvailableFreeSpace,
            Warn = static sentence => NodeLog.Shared.Write(NodeEvents.Store, sentence),
        });

    /// <summary>As above with choices; the log and its identity are filled in.</summary>
    public static ChainStore Open(
        string dataFolder,
        Genesis genesis,
        ChainStoreOptions options,
        NodeLifecycle? lifecycle = null,
        FsyncTimes? times = null)
    {
        lifecycle?.Enter(NodePhase.OpeningStorage);
        string folder = StoreFolder(dataFolder);
        RocksDbKeyValueStore? files = null;
        try
        {
            Directory.CreateDirectory(dataFolder);
            files = RocksDbKeyValueStore.Open(folder);
            ChainStoreOptions complete = options with
            {
                Log = times is null
                    ? FileLogDisk.At(LogFolder(dataFolder))
                    : new MeteredLogDisk(FileLogDisk.At(LogFolder(dataFolder)), times),
                OpeningLanes = Math.Min(Environment.ProcessorCount, Limits.Execution.MaxLanes),
                NewLogIdentity = new Hash256(RandomNumberGenerator.GetBytes(Hash256.Bytes)),
            };
            lifecycle?.Enter(NodePhase.Recovering);
            StoreOpenError error = ChainStore.TryOpen(
                files, genesis, complete, out ChainStore? chain, out string reason);
            if (error == StoreOpenError.None)
            {
                return chain!;
            }
            ExitCode code = error == StoreOpenError.WrongGenesis ? ExitCode.Usage : ExitCode.Storage;
            files.Dispose();
            throw new NodeStartException(code, $"{folder}: {reason}.");
        }
        catch (RocksDbException error)
        {
            files?.Dispose();
            if (error.IsUnknownFamily)
            {
                throw new NodeStartException(
                    ExitCode.Storage,
                    $"{folder}: the store was written by another version of aether; use that version, or another data "
                    + "folder.");
            }
            throw error.IsLockError
                ? new NodeStartException(ExitCode.Refused, $"the store {folder} is in use by another process.")
                : new NodeStartException(
                    ExitCode.Storage,
                    $"the store {folder} cannot be opened ({error.Message}); remove it to sync again from peers.");
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException)
        {
            files?.Dispose();
            throw new NodeStartException(ExitCode.Storage, $"cannot use the data folder {dataFolder}: {error.Message}");
        }
    }

    /// <summary>Makes the block log of a chain whose store is about to be put in place; goes on with one it made.
    /// </summary>
    /// <exception cref="NodeStartException">The folder cannot be used, or holds another chain's log.</exception>
    public static void MakeLog(string dataFolder, Genesis genesis)
    {
        Hash256 identity = new(RandomNumberGenerator.GetBytes(Hash256.Bytes));
        try
        {
            using BlockLog log = BlockLog.Open(
                FileLogDisk.At(LogFolder(dataFolder)),
                new BlockLogOptions(genesis.Hash, identity),
                applied: 0,
                static (_, _, _) => { });
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or LogDamagedException)
        {
            throw new NodeStartException(ExitCode.Storage, $"cannot use the data folder {dataFolder}: {error.Message}");
        }
    }

    // Blocks for as long as the disk takes, so it gets a thread of its own, which yields to the pipeline's.
    private static void RunBehind(Action checkpoint) => new Thread(() => checkpoint())
    {
        IsBackground = true,
        Name = "aether checkpoint",
        Priority = ThreadPriority.BelowNormal,
    }.Start();
}
