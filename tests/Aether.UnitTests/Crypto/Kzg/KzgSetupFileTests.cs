using Aether.Crypto.Kzg;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Crypto.Kzg;

public sealed class KzgSetupFileTests
{
    [Fact]
    public void Find_BuiltProgram_HasTheFileBesideIt()
    {
        string beside = Path.Combine(AppContext.BaseDirectory, KzgSetupFile.FileName);
        Assert.True(File.Exists(beside), "run ./build.sh setup before building");
        Assert.Equal(beside, KzgSetupFile.Find());
    }

    [Fact]
    public void TryRead_PublishedFile_GivesItsPoints()
    {
        Assert.True(KzgSetupFile.TryRead(KzgSetupFile.Find(), out KzgSetupFile? file, out string? reason), reason);
        string[] lines = File.ReadAllLines(KzgSetupFile.Find()!);
        Assert.Equal(HexText.Decode(lines[2]), file.G1Lagrange[..48]);
        Assert.Equal(HexText.Decode(lines[2 + 4095]), file.G1Lagrange[^48..]);
        Assert.Equal(HexText.Decode(lines[2 + 4096]), file.G2Monomial[..96]);
        Assert.Equal(HexText.Decode(lines[2 + 4096 + 64]), file.G2Monomial[^96..]);
        Assert.Equal(HexText.Decode(lines[2 + 4096 + 65]), file.G1Monomial[..48]);
        Assert.Equal(HexText.Decode(lines[2 + 4096 + 65 + 4095]), file.G1Monomial[^48..]);
    }

    [Fact]
    public void TryRead_AnyOtherContent_NamesTheFix()
    {
        byte[] published = File.ReadAllBytes(KzgSetupFile.Find()!);
        byte[] changed = [.. published];
        changed[100_000] ^= 1;
        foreach (byte[] content in new[] { [], changed, published[..^1], [.. published, 10], new byte[2 << 20] })
        {
            string path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
            File.WriteAllBytes(path, content);
            bool ok = KzgSetupFile.TryRead(path, out KzgSetupFile? file, out string? reason);
            File.Delete(path);
            Assert.False(ok);
            Assert.Null(file);
            Assert.Contains("./build.sh setup", reason, StringComparison.Ordinal);
        }
    }
}
