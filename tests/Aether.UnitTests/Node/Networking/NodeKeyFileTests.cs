using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Node.Networking;
using Aether.Node.Options;
using Xunit;

namespace Aether.UnitTests.Node.Networking;

public sealed class NodeKeyFileTests : IDisposable
{
    private const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    private readonly string _folder = Directory.CreateTempSubdirectory("node-key").FullName;

    [Fact]
    public void OpenOrCreate_Twice_IsTheSameKeyAndReadableByItsOwnerOnly()
    {
        string path = Path.Combine(_folder, "node", NodeKeyFile.Name);
        PublicKey made;
        using (SigningSeed key = NodeKeyFile.OpenOrCreate(path))
        {
            made = key.PublicKey;
        }
        using SigningSeed again = NodeKeyFile.OpenOrCreate(path);
        Assert.Equal(made, again.PublicKey);
        Assert.True(OperatingSystem.IsWindows() || File.GetUnixFileMode(path) == OwnerOnly);
    }

    [Fact]
    public void OpenOrCreate_NoKeyFile_IsRefusedWithItsPath()
    {
        string path = Path.Combine(_folder, "bad.json");
        File.WriteAllText(path, "{}");
        NodeStartException error = Assert.Throws<NodeStartException>(() => NodeKeyFile.OpenOrCreate(path));
        Assert.Contains(path, error.Message, StringComparison.Ordinal);
    }

    public void Dispose() => Directory.Delete(_folder, recursive: true);
}
