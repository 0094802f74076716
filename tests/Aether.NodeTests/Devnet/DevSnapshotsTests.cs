using Aether.Core;
using Aether.Node.Devnet;
using Aether.Node.Devnet.Control;
using Xunit;

namespace Aether.NodeTests.Devnet;

/// <summary>Copies of a chain's files, without a chain.</summary>
public sealed class DevSnapshotsTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("aether-snapshots-").FullName;
    private readonly DevSnapshots _snapshots;

    public DevSnapshotsTests()
    {
        Write("node-0/db/CURRENT", "db 1");
        Write("node-0/db/LOCK", "");
        Write("node-0/log/log-1", "log 1");
        Write("node-0/safety.log", "safety 1");
        Write("keys/validator-0.json", "keys 1");
        _snapshots = new DevSnapshots(DevnetFolder.FilesOf(_root));
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Restore_BringsEveryFileBack_AndTakesAwayWhatCameLater()
    {
        DevSnapshot first = Take();
        Advance();
        DevSnapshot second = Take();
        Assert.Equal([first, second], _snapshots.List());
        _snapshots.Restore(first);
        AssertFirst();
        Assert.Empty(_snapshots.List());
        Assert.Equal(second.Id + 1, Take().Id);
    }

    [Fact]
    public void Restore_ToALaterOne_KeepsTheEarlier()
    {
        DevSnapshot first = Take();
        Advance();
        DevSnapshot second = Take();
        Write("node-0/db/CURRENT", "db 3");
        _snapshots.Restore(second);
        Assert.Equal("db 2", Read("node-0/db/CURRENT"));
        Assert.Equal("entry", Read("node-0/index/CURRENT"));
        Assert.Equal([first], _snapshots.List());
    }

    [Theory]
    [InlineData("db")]
    [InlineData("log")]
    [InlineData("safety.log")]
    [InlineData("validator.json")]
    public void Finish_AfterAnEndInTheMiddle_DoesTheRest(string next)
    {
        DevSnapshot first = Take();
        Advance();
        // What Restore writes down first, then its moves up to one part, whose place is empty already.
        string folder = Path.Combine(_root, "snapshots");
        File.WriteAllLines(Path.Combine(folder, "restoring"), ["1", "db", "log", "safety.log", "validator.json"]);
        foreach ((string name, string path) in DevnetFolder.FilesOf(_root).Parts)
        {
            DevChainFiles.Remove(path);
            if (name == next)
            {
                break;
            }
            string part = Path.Combine(folder, "1", name);
            if (name != "index")
            {
                Directory.Move(part, path);
            }
        }
        Assert.Equal(1UL, first.Id);
        DevSnapshots again = new(DevnetFolder.FilesOf(_root));
        again.Finish();
        AssertFirst();
        Assert.Empty(again.List());
        Assert.False(File.Exists(Path.Combine(folder, "restoring")));
    }

    [Fact]
    public void Finish_AfterAnEndWhileTheCopyIsRemoved_RemovesTheRest()
    {
        DevSnapshot first = Take();
        Advance();
        Take();
        _snapshots.Restore(first);
        // As before the last step: all is moved, and what was read of the copies first is gone first.
        Write("snapshots/1/other", "");
        Write("snapshots/2/db/CURRENT", "db 2");
        Write("snapshots/restoring", "1\ndb\nlog\nsafety.log\nvalidator.json\n");
        DevSnapshots again = new(DevnetFolder.FilesOf(_root));
        again.Finish();
        AssertFirst();
        Assert.Empty(again.List());
    }

    [Theory]
    [InlineData("")]
    [InlineData("the first")]
    [InlineData("-1\ndb")]
    public void Finish_OfANoteThatNamesNone_LeavesTheChainAlone(string note)
    {
        Take();
        Write("snapshots/restoring", note);
        DevSnapshotException error = Assert.Throws<DevSnapshotException>(
            () => new DevSnapshots(DevnetFolder.FilesOf(_root)).Finish());
        Assert.Contains("snapshots/restoring names no snapshot", error.Message, StringComparison.Ordinal);
        AssertFirst();
    }

    [Fact]
    public void Take_WhileAFileIsWritten_MakesNoCopy()
    {
        DevSnapshot? made = _snapshots.TryTake(id =>
        {
            File.AppendAllText(Path.Combine(_root, "node-0/log/log-1"), "a record");
            return Of(id);
        });
        Assert.Null(made);
        Assert.Empty(_snapshots.List());
    }

    [Fact]
    public void Take_WhileAFileComesOrGoes_MakesNoCopy()
    {
        string file = Path.Combine(_root, "node-0/db/000001.sst");
        Assert.Null(_snapshots.TryTake(id =>
        {
            File.WriteAllText(file, "");
            return Of(id);
        }));
        Assert.Null(_snapshots.TryTake(id =>
        {
            File.Delete(file);
            return Of(id);
        }));
        Assert.NotNull(_snapshots.TryTake(Of));
    }

    [Fact]
    public void Take_KeysStayReadableByTheirOwnerAlone()
    {
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        if (!OperatingSystem.IsWindows())
        {
            string keys = Path.Combine(_root, "keys/validator-0.json");
            File.SetUnixFileMode(keys, OwnerOnly);
            Take();
            Assert.Equal(OwnerOnly, File.GetUnixFileMode(Path.Combine(_root, "snapshots/1/validator.json")));
        }
    }

    [Fact]
    public void Take_OneTooMany_IsRefused()
    {
        for (int count = 0; count < Limits.Development.MaxSnapshots; count++)
        {
            Take();
        }
        DevSnapshotException error = Assert.Throws<DevSnapshotException>(() => Take());
        Assert.Contains("the most", error.Message, StringComparison.Ordinal);
        Assert.True(error.IsLimit);
    }

    [Fact]
    public void List_OfADamagedCopy_NamesIt()
    {
        Take();
        Write("snapshots/1/snapshot.json", "{");
        DevSnapshotException error = Assert.Throws<DevSnapshotException>(() => _snapshots.List());
        Assert.Contains("snapshots/1 is no snapshot", error.Message, StringComparison.Ordinal);
    }

    private DevSnapshot Take() => _snapshots.TryTake(Of)!;

    private static DevSnapshot Of(ulong id) => new(id, 10 * id, 5, 0, true);

    // Every part differs, one file is new, and the index begins.
    private void Advance()
    {
        Write("node-0/db/CURRENT", "db 2");
        Write("node-0/log/log-1", "log 1 and more");
        Write("node-0/log/log-2", "log 2");
        Write("node-0/index/CURRENT", "entry");
        Write("node-0/safety.log", "safety 2");
        Write("keys/validator-0.json", "keys 2");
    }

    private void AssertFirst()
    {
        Assert.Equal("db 1", Read("node-0/db/CURRENT"));
        Assert.Equal("log 1", Read("node-0/log/log-1"));
        Assert.False(File.Exists(Path.Combine(_root, "node-0/log/log-2")));
        Assert.False(Directory.Exists(Path.Combine(_root, "node-0/index")));
        Assert.Equal("safety 1", Read("node-0/safety.log"));
        Assert.Equal("keys 1", Read("keys/validator-0.json"));
    }

    private void Write(string name, string text)
    {
        string path = Path.Combine(_root, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, text);
    }

    private string Read(string name) => File.ReadAllText(Path.Combine(_root, name));
}
