using System.IO.Compression;
using System.Text;
using Aether.Core;
using Aether.Node.Devnet;
using Aether.Node.Devnet.Control;
using Aether.Node.Options;
using Xunit;

namespace Aether.NodeTests.Devnet;

/// <summary>A dumped chain, and files that claim to be one.</summary>
public sealed class DevStateArchiveTests : IDisposable
{
    private static readonly (string Name, string Text)[] s_whole =
    [
        ("genesis.toml", "genesis"), ("devnet.json", "marker"), ("chain/db/CURRENT", "db"), ("chain/log/log-1", "log"),
        ("chain/safety.log", "safety"), ("chain/validator.json", "keys"),
    ];

    private readonly string _root = Directory.CreateTempSubdirectory("aether-archive-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void Unpack_OfWhatPackMade_IsTheSame()
    {
        string from = MakeFolder("from");
        string copy = MakeFolder("copy");
        foreach ((string name, string text) in s_whole)
        {
            bool isPart = name.StartsWith("chain/", StringComparison.Ordinal);
            string path = Path.Combine(isPart ? copy : from, isPart ? name["chain/".Length..] : name);
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            File.WriteAllText(path, text);
        }
        string file = Path.Combine(_root, "state");
        File.WriteAllBytes(file, DevStateArchive.Pack(from, copy));
        DevChainFiles to = DevnetFolder.FilesOf(MakeFolder("to"));
        DevStateArchive.Unpack(file, to);
        Assert.Equal("genesis", File.ReadAllText(Path.Combine(to.Root, "genesis.toml")));
        Assert.Equal("db", File.ReadAllText(Path.Combine(to.Root, "node-0/db/CURRENT")));
        string keys = Path.Combine(to.Root, "keys/validator-0.json");
        Assert.Equal("keys", File.ReadAllText(keys));
        Assert.True(OperatingSystem.IsWindows()
            || File.GetUnixFileMode(keys) == (UnixFileMode.UserRead | UnixFileMode.UserWrite));
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("/tmp/evil")]
    [InlineData("chain/../../evil")]
    [InlineData("chain/db/../../../../evil")]
    [InlineData("chain/db//evil")]
    [InlineData("chain/db/..\\evil")]
    [InlineData("chain/LOCK")]
    [InlineData("chain/admin/node.sock")]
    [InlineData("keys/validator-0.json")]
    [InlineData("chain/db/")]
    [InlineData("chain/db")]
    public void Unpack_OfANameThatIsNone_IsRefused_AndNothingLiesElsewhere(string name)
    {
        string inside = MakeFolder("inside");
        string file = Archive([(name, "evil"), .. s_whole]);
        NodeStartException error = Assert.Throws<NodeStartException>(
            () => DevStateArchive.Unpack(file, DevnetFolder.FilesOf(Path.Combine(inside, "root"))));
        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.Empty(Directory.EnumerateFiles(inside));
        Assert.DoesNotContain(
            Directory.EnumerateFiles(_root, "*", SearchOption.AllDirectories),
            static path => path.EndsWith("evil", StringComparison.Ordinal));
    }

    [Fact]
    public void Unpack_WithoutAPart_SaysWhich()
    {
        for (int missing = 0; missing < s_whole.Length; missing++)
        {
            string file = Archive([.. s_whole.Where((_, index) => index != missing)]);
            AssertRefused(file, "it has no ");
        }
    }

    [Fact]
    public void Unpack_OfPartOfAFile_IsRefused()
    {
        byte[] whole = File.ReadAllBytes(Archive(s_whole));
        for (int bytes = 0; bytes < whole.Length; bytes += 3)
        {
            string file = Path.Combine(_root, "part");
            File.WriteAllBytes(file, whole[..bytes]);
            AssertRefused(file, "cannot be loaded");
        }
    }

    [Fact]
    public void Unpack_WithAnyByteChanged_IsRefusedOrWritesNothingElsewhere()
    {
        byte[] whole = File.ReadAllBytes(Archive(s_whole));
        for (int at = 0; at < whole.Length; at++)
        {
            byte[] bytes = [.. whole];
            bytes[at] ^= 0xff;
            string file = Path.Combine(_root, "changed");
            File.WriteAllBytes(file, bytes);
            string parent = MakeFolder($"changed-{at}");
            try
            {
                DevStateArchive.Unpack(file, DevnetFolder.FilesOf(Path.Combine(parent, "root")));
            }
            catch (NodeStartException)
            {
                // Its own error, whatever was changed.
            }
            Assert.All(Directory.EnumerateFileSystemEntries(parent), entry => Assert.EndsWith("root", entry));
        }
    }

    [Fact]
    public void Unpack_OfAFileThatNoDumpIs_IsRefusedBeforeItIsRead()
    {
        string file = Path.Combine(_root, "large");
        using (FileStream large = File.Create(file))
        {
            large.SetLength(Limits.Development.MaxDumpBytes + 1L);
        }
        AssertRefused(file, "larger than");
    }

    [Fact]
    public void Unpack_OfTooManyFiles_IsRefused()
    {
        (string, string)[] many =
        [
            .. Enumerable.Range(0, Limits.Development.MaxLoadedFiles)
                .Select(static index => ($"chain/db/{index}", "")),
        ];
        AssertRefused(Archive([.. many, .. s_whole]), "more than");
    }

    [Fact]
    public void Pack_OfMoreThanAnAnswerHolds_SaysWhatToDo()
    {
        string from = MakeFolder("large");
        File.WriteAllText(Path.Combine(from, "genesis.toml"), "");
        File.WriteAllText(Path.Combine(from, "devnet.json"), "");
        string copy = MakeFolder("large-copy");
        byte[] noise = new byte[Limits.Development.MaxDumpBytes];
        new Random(1).NextBytes(noise);
        File.WriteAllBytes(Path.Combine(copy, "safety.log"), noise);
        DevSnapshotException error = Assert.Throws<DevSnapshotException>(() => DevStateArchive.Pack(from, copy));
        Assert.Contains("--persist", error.Message, StringComparison.Ordinal);
        Assert.True(error.IsLimit);
    }

    private void AssertRefused(string file, string why)
    {
        NodeStartException error = Assert.Throws<NodeStartException>(
            () => DevStateArchive.Unpack(file, DevnetFolder.FilesOf(MakeFolder(Guid.NewGuid().ToString("n")))));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    private string Archive((string Name, string Text)[] entries)
    {
        string path = Path.Combine(_root, "archive");
        using ZipArchive zip = new(File.Create(path), ZipArchiveMode.Create);
        foreach ((string name, string text) in entries)
        {
            using Stream entry = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
            entry.Write(Encoding.UTF8.GetBytes(text));
        }
        return path;
    }

    private string MakeFolder(string name) => Directory.CreateDirectory(Path.Combine(_root, name)).FullName;
}
