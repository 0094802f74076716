using Aether.Node.Options;
using Xunit;

namespace Aether.UnitTests.Node.Options;

public sealed class DataFolderLockTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aether-lock-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Acquire_HeldFolder_RefusesAndNamesTheHolder()
    {
        using DataFolderLock held = DataFolderLock.Acquire(_folder, "aether test");
        NodeStartException error =
            Assert.Throws<NodeStartException>(() => DataFolderLock.Acquire(_folder, "aether test"));
        Assert.Equal(ExitCode.Refused, error.Code);
        Assert.Contains($"pid {Environment.ProcessId} (aether test)", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Acquire_ReleasedFolder_Succeeds()
    {
        DataFolderLock.Acquire(_folder, "first").Dispose();
        DataFolderLock.Acquire(_folder, "second").Dispose();
    }

    [Fact]
    public void Acquire_FileInPlaceOfTheFolder_Refuses()
    {
        string path = Path.Combine(_folder, "file");
        File.WriteAllText(path, "");
        NodeStartException error = Assert.Throws<NodeStartException>(() => DataFolderLock.Acquire(path, "test"));
        Assert.Equal(ExitCode.Refused, error.Code);
    }
}
