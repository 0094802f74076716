using Aether.Crypto.KeyFiles;
using Aether.Sdk.Keys;
using Xunit;

namespace Aether.UnitTests.Sdk.Keys;

public sealed class KeyFileTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("keyfile");
    private readonly SigningSeed _seed = SigningSeed.Create();

    private string Path => System.IO.Path.Combine(_folder.FullName, "key.json");

    public void Dispose()
    {
        _seed.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void Create_ReadAndOpen_GivesTheKey()
    {
        PasswordCost cheap = new(1, PasswordCost.MinMemoryBytes);
        KeyFile.Create(Path, KeyFileDocument.Encrypt(_seed, "pass"u8, cheap));
        KeyFileDocument document = KeyFile.Read(Path);
        using SigningSeed opened = KeyFile.Open(Path, document, "pass"u8.ToArray());
        Assert.Equal(_seed.PublicKey, opened.PublicKey);
        Assert.Equal(KeyFileProblem.Refused, ProblemOf(() => KeyFile.Open(Path, document, "word"u8.ToArray())));
        Assert.Equal(KeyFileProblem.PasswordRequired, ProblemOf(() => KeyFile.Open(Path, document, null)));
    }

    [Fact]
    public void Create_FileExists_KeepsIt()
    {
        File.WriteAllText(Path, "precious");
        Assert.Equal(KeyFileProblem.Exists, ProblemOf(() => KeyFile.Create(Path, KeyFileDocument.Plain(_seed))));
        Assert.Equal("precious", File.ReadAllText(Path));
    }

    [Fact]
    public void Create_FolderMissing_IsRefused()
    {
        string nowhere = System.IO.Path.Combine(_folder.FullName, "no", "key.json");
        Assert.Equal(KeyFileProblem.Refused, ProblemOf(() => KeyFile.Create(nowhere, KeyFileDocument.Plain(_seed))));
    }

    [Theory]
    [InlineData(UnixFileMode.GroupRead)]
    [InlineData(UnixFileMode.GroupWrite)]
    [InlineData(UnixFileMode.OtherRead)]
    [InlineData(UnixFileMode.OtherExecute)]
    public void Read_OpenToOthers_IsRefused(UnixFileMode extra)
    {
        if (OperatingSystem.IsWindows())
        {
            Assert.Skip("file modes are those of Unix");
            return;
        }
        KeyFile.Create(Path, KeyFileDocument.Plain(_seed));
        UnixFileMode own = File.GetUnixFileMode(Path);
        Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, own);
        File.SetUnixFileMode(Path, own | extra);
        Assert.Equal(KeyFileProblem.Refused, ProblemOf(() => KeyFile.Read(Path)));
    }

    [Fact]
    public void Read_MissingOrTooLarge_IsInvalid()
    {
        Assert.Equal(KeyFileProblem.Invalid, ProblemOf(() => KeyFile.Read(Path)));
        KeyFile.Create(Path, KeyFileDocument.Plain(_seed));
        File.AppendAllText(Path, new string(' ', KeyFileDocument.MaxFileBytes));
        Assert.Equal(KeyFileProblem.Invalid, ProblemOf(() => KeyFile.Read(Path)));
    }

    private static KeyFileProblem ProblemOf(Action action) => Assert.Throws<KeyFileException>(action).Problem;
}
