using Aether.Node.Options;
using Xunit;

namespace Aether.NodeTests.Options;

public sealed class FolderHolderTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aether-holder-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Acquire_AfterACrash_TakesTheFolderAndSaysWhoHeldIt()
    {
        string holder = Path.Combine(_folder, "LOCK.holder");
        File.WriteAllText(holder, """{"pid":7,"host":"h","since":"2030-01-02T03:04:05Z","purpose":"aether run"}""");
        using (DataFolderLock taken = DataFolderLock.Acquire(_folder, "test"))
        {
            Assert.Equal((7, "h", "aether run"), (taken.Stale!.Pid, taken.Stale.Host, taken.Stale.Purpose));
            Assert.Equal(Environment.ProcessId, FolderHolder.TryRead(holder)!.Pid);
        }
        Assert.False(File.Exists(holder));
        using DataFolderLock clean = DataFolderLock.Acquire(_folder, "test");
        Assert.Null(clean.Stale);
    }

    [Fact]
    public void Acquire_HeldFolder_NamesProcessMachineVersionAndPurpose()
    {
        using DataFolderLock held = DataFolderLock.Acquire(_folder, "a test");
        string message = Assert.Throws<NodeStartException>(() => DataFolderLock.Acquire(_folder, "b")).Message;
        Assert.Contains($"pid {Environment.ProcessId} (a test) on {Environment.MachineName}", message);
        Assert.Contains($"ps -p {Environment.ProcessId}", message);
        Assert.Contains("version 0.", message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("pid 7 (old text)")]
    [InlineData("[]")]
    public void TryRead_Garbage_IsNone(string text)
    {
        string path = Path.Combine(_folder, "holder");
        File.WriteAllText(path, text);
        Assert.Null(FolderHolder.TryRead(path));
    }
}
