using Aether.Core.Types;
using Aether.Crypto.Certificates;
using Aether.Node.Options;
using Aether.Node.Signing;
using Xunit;

namespace Aether.UnitTests.Node.Signing;

public sealed class ValidatorKeyFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aether-keys-").FullName;

    private string PathOfKeys => Path.Combine(_folder, "validator.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_SavedKeys_AreTheSameValidator()
    {
        using ValidatorKeys keys = ValidatorKeys.Generate(kesDepth: 3);
        ValidatorKeyFile.Save(PathOfKeys, keys);
        using ValidatorKeys loaded = ValidatorKeyFile.Load(PathOfKeys);
        Assert.Equal(keys.ToValidator("aether-dev-1", 5), loaded.ToValidator("aether-dev-1", 5));
    }

    [Fact]
    public void Replace_EvolvedKey_KeepsItsPeriodAndItsVerificationKey()
    {
        using ValidatorKeys keys = ValidatorKeys.Generate(kesDepth: 3);
        ValidatorKeyFile.Save(PathOfKeys, keys);
        Assert.True(keys.Kes.Evolve());
        ValidatorKeyFile.Replace(PathOfKeys, keys);
        using ValidatorKeys loaded = ValidatorKeyFile.Load(PathOfKeys);
        Assert.Equal(1, loaded.Kes.Period);
        Assert.Equal(keys.Kes.VerificationKey, loaded.Kes.VerificationKey);
    }

    [Fact]
    public void Save_ExistingFile_IsNeverOverwritten()
    {
        using ValidatorKeys keys = ValidatorKeys.Generate(kesDepth: 1);
        ValidatorKeyFile.Save(PathOfKeys, keys);
        Assert.Throws<IOException>(() => ValidatorKeyFile.Save(PathOfKeys, keys));
    }

    [Fact]
    public void Load_FileOthersCanRead_SaysHowToCloseIt()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "no file modes");
        using ValidatorKeys keys = ValidatorKeys.Generate(kesDepth: 1);
        ValidatorKeyFile.Save(PathOfKeys, keys);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(PathOfKeys));
            File.SetUnixFileMode(PathOfKeys, UnixFileMode.UserRead | UnixFileMode.GroupRead);
        }
        ConfigException error = Assert.Throws<ConfigException>(() => ValidatorKeyFile.Load(PathOfKeys));
        Assert.Contains("chmod 600", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("{\"version\":1,\"cold_seed\":\"00\"}")]
    public void Load_MalformedFile_IsRefused(string content)
    {
        SafetyFiles.WriteSecret(PathOfKeys, System.Text.Encoding.ASCII.GetBytes(content), replace: false);
        ConfigException error = Assert.Throws<ConfigException>(() => ValidatorKeyFile.Load(PathOfKeys));
        Assert.Contains("malformed", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void FromDevelopmentSeed_SameSeed_SameKeysAndDistinctPerIndex()
    {
        using ValidatorKeys first = ValidatorKeys.FromDevelopmentSeed(1, 0, kesDepth: 1);
        using ValidatorKeys again = ValidatorKeys.FromDevelopmentSeed(1, 0, kesDepth: 1);
        using ValidatorKeys other = ValidatorKeys.FromDevelopmentSeed(1, 1, kesDepth: 1);
        Assert.Equal(first.ToValidator("c", 1), again.ToValidator("c", 1));
        Assert.NotEqual(first.Address, other.Address);
        byte[][] secrets = [first.ColdSeed, first.VrfSeed, first.BlsSecret, first.ShredSeed];
        Assert.Equal(4, secrets.Select(Convert.ToHexString).Distinct().Count());
    }

    [Fact]
    public void ToValidator_ProofOfPossession_HoldsForItsChainAlone()
    {
        using ValidatorKeys keys = ValidatorKeys.Generate(kesDepth: 1);
        Validator validator = keys.ToValidator("aether-dev-1", 1);
        Assert.True(Possession.Verify(validator, "aether-dev-1"));
        Assert.False(Possession.Verify(validator, "aether-dev-2"));
    }
}
