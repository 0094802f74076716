using Aether.Node.Signing;
using Xunit;

namespace Aether.UnitTests.Node.Signing;

public sealed class ErasableFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("aether-erase-");

    private string PathOfFile => Path.Combine(_folder.FullName, "secret");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Write_Twice_TheOldBlocksAreZeroAndTheNewContentIsRead()
    {
        ErasableFile.Write(PathOfFile, "old secret"u8);
        using FileStream old = new(
            PathOfFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        ErasableFile.Write(PathOfFile, "new secret"u8);
        byte[] left = new byte[old.Length];
        old.ReadExactly(left);
        Assert.All(left, value => Assert.Equal(0, value));
        Assert.Equal("new secret"u8.ToArray(), ErasableFile.Read(PathOfFile, 100));
        Assert.False(SafetyFiles.IsReadableByOthers(PathOfFile));
    }

    [Fact]
    public void Read_DamagedShortOrTooLong_IsNull()
    {
        Assert.Null(ErasableFile.Read(PathOfFile, 100));
        ErasableFile.Write(PathOfFile, "secret"u8);
        Assert.Null(ErasableFile.Read(PathOfFile, 5));
        byte[] bytes = File.ReadAllBytes(PathOfFile);
        bytes[^1] ^= 1;
        File.WriteAllBytes(PathOfFile, bytes);
        Assert.Null(ErasableFile.Read(PathOfFile, 100));
        File.WriteAllBytes(PathOfFile, [1]);
        Assert.Null(ErasableFile.Read(PathOfFile, 100));
    }

    [Fact]
    public void Erase_OverwritesAndRemoves()
    {
        ErasableFile.Write(PathOfFile, "secret"u8);
        using FileStream old = new(
            PathOfFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        ErasableFile.Erase(PathOfFile);
        ErasableFile.Erase(PathOfFile);
        byte[] left = new byte[old.Length];
        old.ReadExactly(left);
        Assert.All(left, value => Assert.Equal(0, value));
        Assert.False(File.Exists(PathOfFile));
    }

    [Fact]
    public void Recover_PartOfANewFileThatHadNoName_IsRemoved()
    {
        ErasableFile.Write(PathOfFile, "secret"u8);
        File.WriteAllText(PathOfFile + ".next.tmp", "half");
        ErasableFile.Recover(PathOfFile);
        Assert.Equal([PathOfFile], Directory.GetFiles(_folder.FullName));
    }
}
