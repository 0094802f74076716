using System.Text;
using System.Text.Json.Nodes;
using Aether.Crypto.KeyFiles;
using Aether.Node.Cli;
using Aether.Node.Options;
using Aether.Node.Signing;
using Xunit;

namespace Aether.NodeTests.Signing;

/// <summary>A validator's key file under a passphrase.</summary>
public sealed class EncryptedKeyFileTests : IDisposable
{
    private static readonly PasswordCost s_cheap = new(1, PasswordCost.MinMemoryBytes);

    private readonly string _folder = Directory.CreateTempSubdirectory("aether-sealed-").FullName;

    private string KeyPath => Path.Combine(_folder, "validator.json");

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Load_WithThePassphrase_GivesTheSameValidator()
    {
        using ValidatorKeys keys = Save("a passphrase");
        using ValidatorKeys loaded = ValidatorKeyFile.Load(KeyPath, Source("a passphrase"));
        Assert.Equal(keys.ToValidator("aether-dev-1", 5), loaded.ToValidator("aether-dev-1", 5));
        string text = File.ReadAllText(KeyPath);
        foreach (byte[] secret in (byte[][])[keys.ColdSeed, keys.VrfSeed, keys.BlsSecret, keys.ShredSeed])
        {
            Assert.DoesNotContain(Convert.ToHexString(secret), text, StringComparison.OrdinalIgnoreCase);
        }
    }

    [Fact]
    public void Replace_EvolvedKey_StaysEncryptedUnderTheSamePassphrase()
    {
        using (ValidatorKeys keys = Save("a passphrase"))
        {
            keys.Dispose();
        }
        string before = File.ReadAllText(KeyPath);
        using (ValidatorKeys running = ValidatorKeyFile.Load(KeyPath, Source("a passphrase")))
        {
            Assert.True(running.Kes.Evolve());
            ValidatorKeyFile.Replace(KeyPath, running);
        }
        JsonNode old = JsonNode.Parse(before)!;
        JsonNode now = JsonNode.Parse(File.ReadAllText(KeyPath))!;
        Assert.Equal(old["key"]!.ToString(), now["key"]!.ToString());
        Assert.NotEqual(old["secrets"]!.ToString()[..50], now["secrets"]!.ToString()[..50]);
        using ValidatorKeys loaded = ValidatorKeyFile.Load(KeyPath, Source("a passphrase"));
        Assert.Equal(1, loaded.Kes.Period);
    }

    [Fact]
    public void Load_WithoutOrWithAnotherPassphrase_SaysSo()
    {
        Save("a passphrase").Dispose();
        ConfigException none = Assert.Throws<ConfigException>(() => ValidatorKeyFile.Load(KeyPath));
        Assert.Contains("--keys-passphrase", none.Message, StringComparison.Ordinal);
        ConfigException other = Assert.Throws<ConfigException>(
            () => ValidatorKeyFile.Load(KeyPath, Source("another one")));
        Assert.Contains("the passphrase does not open", other.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("another one", other.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("cold_key")]
    [InlineData("salt")]
    [InlineData("key_nonce")]
    [InlineData("key")]
    [InlineData("secrets")]
    [InlineData("operations")]
    [InlineData("methods")]
    public void Load_AnyMemberChanged_IsRefused(string member)
    {
        Save("a passphrase").Dispose();
        JsonNode file = JsonNode.Parse(File.ReadAllText(KeyPath))!;
        if (member == "operations")
        {
            file[member] = 2;
        }
        else
        {
            string text = file[member]!.ToString();
            file[member] = text[..^1] + (text[^1] == '0' ? '1' : '0');
        }
        File.WriteAllText(KeyPath, file.ToJsonString());
        Assert.Throws<ConfigException>(() => ValidatorKeyFile.Load(KeyPath, Source("a passphrase")));
    }

    [Fact]
    public void Load_SecretsOfAnotherFile_AreRefused()
    {
        Save("a passphrase").Dispose();
        string first = File.ReadAllText(KeyPath);
        File.Delete(KeyPath);
        Save("a passphrase").Dispose();
        JsonNode file = JsonNode.Parse(File.ReadAllText(KeyPath))!;
        file["secrets"] = JsonNode.Parse(first)!["secrets"]!.ToString();
        File.WriteAllText(KeyPath, file.ToJsonString());
        Assert.Throws<ConfigException>(() => ValidatorKeyFile.Load(KeyPath, Source("a passphrase")));
    }

    [Fact]
    public void Describe_NeedsNoPassphrase()
    {
        using ValidatorKeys keys = Save("a passphrase");
        Assert.Equal((ValidatorKeyFile.ColdKeyOf(keys), true), ValidatorKeyFile.Describe(KeyPath));
        keys.Decrypt();
        ValidatorKeyFile.Replace(KeyPath, keys);
        Assert.Equal((ValidatorKeyFile.ColdKeyOf(keys), false), ValidatorKeyFile.Describe(KeyPath));
        using ValidatorKeys plain = ValidatorKeyFile.Load(KeyPath);
        Assert.Null(plain.Seal);
    }

    [Fact]
    public void ReadNew_TypedLinesThatDiffer_WriteNothing()
    {
        Queue<string> lines = new(["one", "two"]);
        using ValidatorKeys keys = ValidatorKeys.Generate(kesDepth: 1);
        ConfigException error = Assert.Throws<ConfigException>(
            () => keys.Encrypt(PassphraseSource.Prompt(_ => Encoding.UTF8.GetBytes(lines.Dequeue())), s_cheap));
        Assert.Contains("differ", error.Message, StringComparison.Ordinal);
        Assert.Null(keys.Seal);
    }

    [Fact]
    public void Parse_FileVariableOrNeither()
    {
        string path = Path.Combine(_folder, "pass");
        SafetyFiles.WriteSecret(path, "from a file\n"u8, replace: false);
        Assert.Equal("from a file"u8.ToArray(), PassphraseSource.Parse($"file:{path}")!.Read());
        Assert.Contains(
            "AETHER_NO_SUCH_PATH is not there",
            Assert.Throws<ConfigException>(() => PassphraseSource.Parse("env:AETHER_NO_SUCH_PATH")!.Read()).Message,
            StringComparison.Ordinal);
        foreach (string text in (string[])["my own passphrase", "file:", "env:", ""])
        {
            ConfigException error = Assert.Throws<ConfigException>(() => PassphraseSource.Parse(text));
            Assert.Contains(PassphraseSource.Forms, error.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("my own", error.Message, StringComparison.Ordinal);
        }
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            Assert.Contains(
                "chmod 600",
                Assert.Throws<ConfigException>(() => PassphraseSource.Parse($"file:{path}")!.Read()).Message,
                StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Commands_EncryptShowDecrypt_AreWhatTheySay()
    {
        Save(passphrase: null).Dispose();
        string pass = Path.Combine(_folder, "pass");
        SafetyFiles.WriteSecret(pass, "a passphrase"u8, replace: false);
        Assert.Equal(0, await AetherCommand.RunAsync(["keys", "encrypt", KeyPath, "--new-passphrase", $"file:{pass}"]));
        Assert.True(ValidatorKeyFile.Describe(KeyPath).IsEncrypted);
        Assert.Equal(0, await AetherCommand.RunAsync(["keys", "show", KeyPath]));
        Assert.Equal(
            0, await AetherCommand.RunAsync(["keys", "decrypt", KeyPath, "--keys-passphrase", $"file:{pass}"]));
        Assert.False(ValidatorKeyFile.Describe(KeyPath).IsEncrypted);
        Assert.Equal(2, await AetherCommand.RunAsync(["keys", "show", KeyPath + ".not"]));
    }

    [Fact]
    public async Task Encrypt_WhileANodeRunsInTheFolder_IsRefused()
    {
        Save(passphrase: null).Dispose();
        string pass = Path.Combine(_folder, "pass");
        SafetyFiles.WriteSecret(pass, "a passphrase"u8, replace: false);
        using DataFolderLock node = DataFolderLock.Acquire(_folder, "aether run");
        Assert.Equal(8, await AetherCommand.RunAsync(["keys", "encrypt", KeyPath, "--new-passphrase", $"file:{pass}"]));
        Assert.False(ValidatorKeyFile.Describe(KeyPath).IsEncrypted);
    }

    private static PassphraseSource Source(string text) => PassphraseSource.Prompt(_ => Encoding.UTF8.GetBytes(text));

    private ValidatorKeys Save(string? passphrase)
    {
        ValidatorKeys keys = ValidatorKeys.Generate(kesDepth: 3);
        if (passphrase is not null)
        {
            keys.Encrypt(Source(passphrase), s_cheap);
        }
        ValidatorKeyFile.Save(KeyPath, keys);
        return keys;
    }
}
