using Aether.Execution.Storage.Log;
using Xunit;

namespace Aether.UnitTests.Execution.Storage.Log;

/// <summary>What every disk of log segments does.</summary>
internal static class LogDiskContract
{
    public static void Check(ILogDisk disk)
    {
        Assert.Empty(disk.List());
        using (ILogFile file = disk.Create("log-b"))
        {
            file.Write(0, [1, 2, 3]);
            file.Write(5, [9]);
            file.Sync();
            Assert.Equal(6, file.Length);
            Assert.Throws<IOException>(() => disk.Create("log-b"));
        }
        disk.Create("log-a").Dispose();
        disk.SyncNames();
        Assert.Equal(["log-a", "log-b"], disk.List());
        using (ILogFile file = disk.Open("log-b"))
        {
            byte[] bytes = new byte[10];
            Assert.Equal(6, file.Read(0, bytes));
            Assert.Equal([1, 2, 3, 0, 0, 9], bytes[..6]);
            Assert.Equal(2, file.Read(4, bytes.AsSpan(0, 3)));
            Assert.Equal(0, file.Read(6, bytes));
            file.Truncate(2);
            Assert.Equal(2, file.Length);
            file.Write(4, [7]);
            Assert.Equal(5, file.Read(0, bytes));
            Assert.Equal([1, 2, 0, 0, 7], bytes[..5]);
        }
        disk.Delete("log-a");
        Assert.Equal(["log-b"], disk.List());
        Assert.ThrowsAny<IOException>(() => disk.Open("log-a"));
    }
}
