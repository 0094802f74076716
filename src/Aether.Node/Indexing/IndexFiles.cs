using Aether.Execution.Storage;
using Aether.Native.RocksDb;
using Aether.Node.Logging;
using Aether.Node.Options;

namespace Aether.Node.Indexing;

/// <summary>The store of the index in a data folder.</summary>
internal static class IndexFiles
{
    /// <summary>Name of its folder.</summary>
    public const string FolderName = "index";

    /// <summary>Opens or makes it. What is damaged is made again: the chain has all that was in it.</summary>
    /// <exception cref="NodeStartException">The folder cannot be used.</exception>
    public static IKeyValueStore Open(string dataFolder)
    {
        string folder = Path.Combine(dataFolder, FolderName);
        try
        {
            Directory.CreateDirectory(folder);
            return RocksDbKeyValueStore.Open(folder);
        }
        catch (RocksDbException error) when (error.IsCorruption)
        {
            NodeLog.Shared.Write(
                NodeEvents.Index, $"the account index is damaged and is made again: {error.Message}");
            return OpenNew(folder);
        }
        catch (Exception error) when (error is RocksDbException or IOException or UnauthorizedAccessException)
        {
            throw Unusable(folder, error);
        }
    }

    private static RocksDbKeyValueStore OpenNew(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
            Directory.CreateDirectory(folder);
            return RocksDbKeyValueStore.Open(folder);
        }
        catch (Exception error) when (error is RocksDbException or IOException or UnauthorizedAccessException)
        {
            throw Unusable(folder, error);
        }
    }

    private static NodeStartException Unusable(string folder, Exception error) => new(
        ExitCode.Storage,
        $"the account index {folder} cannot be opened ({error.Message}); remove the folder to make it again, or start "
        + "with --index none.");
}
