using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Node.Devnet;
using Aether.Node.Options;
using Aether.Node.Signing;
using Aether.Sdk.Keys;
using Xunit;

namespace Aether.UnitTests.Node.Devnet;

public sealed class DevnetFolderTests : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("aether-devnet-").FullName;

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Fact]
    public void OpenOrCreate_Twice_IsTheSameChain()
    {
        Hash256 created = DevnetFolder.OpenOrCreate(Options(2, 1)).Genesis.Hash;
        Assert.Equal(created, DevnetFolder.OpenOrCreate(Options(2, 1)).Genesis.Hash);
    }

    [Fact]
    public void OpenOrCreate_KeysOnDisk_AreThoseOfTheGenesis()
    {
        DevnetFolder folder = DevnetFolder.OpenOrCreate(Options(3, 1));
        for (int number = 0; number < 3; number++)
        {
            using ValidatorKeys keys = folder.LoadKeys(number);
            int index = folder.Genesis.Validators.IndexOf(keys.Address);
            Validator listed = folder.Genesis.Validators[index];
            Assert.Equal(listed, keys.ToValidator(folder.Genesis.ChainId, listed.Stake));
        }
    }

    [Fact]
    public void OpenOrCreate_AccountFiles_AreReadableByTheClientAndFunded()
    {
        DevnetFolder folder = DevnetFolder.OpenOrCreate(Options(1, 7));
        foreach (string name in DevnetAccounts.Names)
        {
            string path = DevnetKeyFiles.PathOf(_root, name);
            using SigningSeed key = KeyFile.Open(path, KeyFile.Read(path), password: null);
            GenesisAccount account = Assert.Single(folder.Genesis.Accounts, item => item.Address == key.Address);
            Assert.True(account.Swr > 0 && account.Aic > 0);
        }
    }

    [Theory]
    [InlineData(3, 1)]
    [InlineData(2, 2)]
    public void OpenOrCreate_OtherOptions_RefusesAndSaysWhichFit(int validators, ulong seed)
    {
        DevnetFolder.OpenOrCreate(Options(2, 1));
        NodeStartException error =
            Assert.Throws<NodeStartException>(() => DevnetFolder.OpenOrCreate(Options(validators, seed)));
        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.Contains("--validators 2 --seed 1", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenOrCreate_EpochSlots_StayThoseOfTheFolder()
    {
        DevnetOptions options = Options(1, 1) with { EpochSlots = 20 };
        ChainParameters made = DevnetFolder.OpenOrCreate(options).Genesis.Parameters;
        Assert.Equal(20U, made.EpochSlots);
        Assert.Equal(made, DevnetFolder.OpenOrCreate(Options(1, 1)).Genesis.Parameters);
        NodeStartException error = Assert.Throws<NodeStartException>(
            () => DevnetFolder.OpenOrCreate(options with { EpochSlots = 30 }));
        Assert.Contains("--epoch-slots 20", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void OpenOrCreate_ForeignGenesis_Refuses()
    {
        File.WriteAllText(Path.Combine(_root, "genesis.toml"), "chain_id = \"other\"");
        NodeStartException error = Assert.Throws<NodeStartException>(() => DevnetFolder.OpenOrCreate(Options(2, 1)));
        Assert.Contains("no devnet made", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void SeedOf_EveryNameAndSeed_Differs()
    {
        string[] seeds = [.. DevnetAccounts.Names.Select(name => Convert.ToHexString(DevnetAccounts.SeedOf(1, name)))];
        Assert.Equal(seeds.Length, seeds.Distinct().Count());
        Assert.DoesNotContain(Convert.ToHexString(DevnetAccounts.SeedOf(2, "alice")), seeds);
    }

    private DevnetOptions Options(int validators, ulong seed) => new(validators, _root, seed, null, false, 0);
}
