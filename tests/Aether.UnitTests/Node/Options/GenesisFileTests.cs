using Aether.Core.Types;
using Aether.Node.Options;
using Aether.Node.Signing;
using Xunit;

namespace Aether.UnitTests.Node.Options;

public sealed class GenesisFileTests
{
    private static readonly string s_text = GenesisFile.Format(CreateGenesis());

    [Fact]
    public void Format_ThenParse_GivesTheSameChain()
    {
        Genesis genesis = CreateGenesis();
        Genesis read = GenesisFile.Parse(s_text);
        Assert.Equal(genesis.Hash, read.Hash);
        Assert.Equal(s_text, GenesisFile.Format(read));
    }

    [Theory]
    [InlineData("slot_ms = 500", "slot_ms = 501")]
    [InlineData("tau = \"4/5\"", "tau = 0.75")]
    [InlineData("leader_rule = \"phi\"", "leader_rule = \"linear\"")]
    [InlineData("slash_double = \"0.05\"", "slash_double = \"0.06\"")]
    [InlineData("b = 5", "b = 6")]
    [InlineData("horizon_epochs = 12", "horizon_epochs = 13")]
    [InlineData("stake = \"5 SWR\"", "stake = \"5.000000001 SWR\"")]
    [InlineData("swr = \"7 SWR\"", "swr = \"8 SWR\"")]
    [InlineData("aic = \"9 AIC\"", "aic = \"10 AIC\"")]
    [InlineData("kes_start_epoch = 0", "kes_start_epoch = 1")]
    public void Parse_OneChangedValue_IsAnotherChain(string from, string to)
    {
        Assert.Contains(from, s_text, StringComparison.Ordinal);
        Genesis changed = GenesisFile.Parse(s_text.Replace(from, to, StringComparison.Ordinal));
        Assert.NotEqual(CreateGenesis().Hash, changed.Hash);
    }

    [Theory]
    [InlineData("tau = \"4/5\"", "tau = 0.8")]
    [InlineData("slash_double = \"0.05\"", "slash_double = 0.050")]
    [InlineData("stake = \"5 SWR\"", "stake = \"5.0 SWR\"")]
    public void Parse_SameValueWrittenDifferently_IsTheSameChain(string from, string to) =>
        Assert.Equal(
            CreateGenesis().Hash, GenesisFile.Parse(s_text.Replace(from, to, StringComparison.Ordinal)).Hash);

    [Theory]
    [InlineData("slot_ms = 500", "slot_msec = 500", "unknown key 'consensus.slot_msec', did you mean 'slot_ms'?")]
    [InlineData("slot_ms = 500", "slot_ms = 49", "'consensus.slot_ms' is a whole number from 50 to 60000, not 49")]
    [InlineData("quorum = \"2/3\"", "quorum = \"1/2\"", "'consensus.quorum' can only be \"2/3\"")]
    [InlineData("leader_rule = \"phi\"", "leader_rule = \"dice\"", "is \"phi\" or \"linear\"")]
    [InlineData("tau = \"4/5\"", "tau = 1", "'consensus.tau' lies strictly between 0 and 1")]
    [InlineData("tau = \"4/5\"", "tau = \"x\"", "is a fraction such as 0.8 or \"4/5\"")]
    [InlineData("leak_downtime = \"0.00001\"", "leak_downtime = \"1/3\"", "with at most nine decimals")]
    [InlineData("leak_downtime = \"0.00001\"", "leak_downtime = 2", "is a fraction from 0 to 1")]
    [InlineData("stake = \"5 SWR\"", "stake = \"0 SWR\"", "'validators.stake' is more than zero")]
    [InlineData("stake = \"5 SWR\"", "stake = \"5 AIC\"", "'validators.stake' is an amount")]
    [InlineData("swr = \"7 SWR\"", "swr = \"7.0000000001 SWR\"", "with at most nine decimals")]
    [InlineData("chain_id = \"aether-dev-unit\"", "chain_id = \"a b\"", "'chain_id' is 1 to 64 printable")]
    public void Parse_BadValue_SaysWhatIsRight(string from, string to, string message)
    {
        Assert.Contains(from, s_text, StringComparison.Ordinal);
        string text = s_text.Replace(from, to, StringComparison.Ordinal);
        ConfigException error = Assert.Throws<ConfigException>(() => GenesisFile.Parse(text));
        Assert.Matches("^line [0-9]+: ", error.Message);
        Assert.Contains(message, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Parse_TheSameValidatorTwice_IsRefused()
    {
        int start = s_text.IndexOf("[[validators]]", StringComparison.Ordinal);
        int end = s_text.IndexOf("[[accounts]]", StringComparison.Ordinal);
        string text = s_text + "\n" + s_text[start..end];
        ConfigException error = Assert.Throws<ConfigException>(() => GenesisFile.Parse(text));
        Assert.Contains("share an address or a key", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_MissingFile_SaysHowToMakeOne()
    {
        ConfigException error = Assert.Throws<ConfigException>(() => GenesisFile.Load("/nonexistent/genesis.toml"));
        Assert.Contains("aether init-genesis", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Load_DeployedExample_IsTheDefaultParameters()
    {
        string path = Path.Combine(RepositoryRoot(), "src", "deploy", "config", "genesis.toml");
        Genesis genesis = GenesisFile.Load(path);
        Assert.Equal(new ChainParameters(), genesis.Parameters);
        Assert.Equal(4, genesis.Validators.Count);
    }

    private static string RepositoryRoot()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Aether.sln")))
        {
            folder = folder.Parent;
        }
        return folder?.FullName ?? throw new DirectoryNotFoundException("no folder above the tests has Aether.sln");
    }

    private static Genesis CreateGenesis()
    {
        using ValidatorKeys keys = ValidatorKeys.FromDevelopmentSeed(1, 0, kesDepth: 3);
        Validator validator = keys.ToValidator("aether-dev-unit", 5_000_000_000);
        GenesisAccount account = new(validator.Address, 7_000_000_000, 9_000_000_000);
        ChainParameters parameters = new() { KesDepth = 3 };
        return new Genesis("aether-dev-unit", 1_000, parameters, new ValidatorSet([validator]), [account]);
    }
}
