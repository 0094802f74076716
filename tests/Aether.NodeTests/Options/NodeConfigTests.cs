using System.Collections;
using Aether.Node.Options;
using Aether.Node.Options.Model;
using Xunit;

namespace Aether.NodeTests.Options;

public sealed class NodeConfigTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("aether-config-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Resolve_EachLayer_GoesBeforeTheNext()
    {
        string file = Write("""
            [node]
            network = "dev"
            [rpc]
            port = 3
            [shutdown]
            timeout = "3s"
            [log]
            level = "warn"
            """);
        NodeConfig config = Resolve(
            file,
            [("rpc.port", "1")],
            new() { ["AETHER__RPC__PORT"] = "2", ["AETHER__LOG__LEVEL"] = "error", ["PATH"] = "/bin" });
        Assert.Equal(1, config.Integer("rpc.port"));
        Assert.Equal((ConfigSource.Flag, "--rpc-port"), config.Origin("rpc.port"));
        Assert.Equal("error", config.Text("log.level"));
        Assert.Equal((ConfigSource.Environment, "AETHER__LOG__LEVEL"), config.Origin("log.level"));
        Assert.Equal(TimeSpan.FromSeconds(3), config.Duration("shutdown.timeout"));
        Assert.Equal((ConfigSource.File, "aether.toml line 6"), config.Origin("shutdown.timeout"));
        Assert.Equal("1GiB", config.Text("disk.stop"));
        Assert.Equal((ConfigSource.Preset, "network dev"), config.Origin("disk.stop"));
        Assert.Equal("full", config.Text("storage.pruning"));
        Assert.Equal((ConfigSource.Default, "default"), config.Origin("storage.pruning"));
    }

    [Fact]
    public void Fingerprint_IsOfTheValues_NotOfWhereTheyComeFrom()
    {
        string one = Resolve(Write("[rpc]\nbudget = 500\n"), []).Fingerprint();
        Assert.Matches("^[0-9a-f]{16}$", one);
        NodeConfig other = Resolve(null, [("rpc.budget", "500"), ("rpc.port", "77"), ("node.data", "/tmp")]);
        Assert.Equal(one, other.Fingerprint());
        Assert.NotEqual(one, Resolve(null, [("rpc.budget", "501")]).Fingerprint());
    }

    [Fact]
    public void Resolve_RolePreset_StandsBehindTheFile()
    {
        Assert.Equal("archive", Resolve(null, [("node.role", "archive")]).Text("storage.pruning"));
        string file = Write("[storage]\npruning = \"minimal\"\n");
        Assert.Equal("minimal", Resolve(file, [("node.role", "archive")]).Text("storage.pruning"));
    }

    [Fact]
    public void Resolve_RelativePathInTheFile_BeginsAtItsFolder()
    {
        string file = Write("[node]\nkeys = \"keys/validator.json\"\n");
        NodeConfig config = Resolve(file, []);
        Assert.Equal(Path.Combine(_folder, "keys/validator.json"), config.Text("node.keys"));
        Assert.Equal(_folder, config.Text("node.data"));
        Assert.Null(config.Text("node.genesis"));
        File.WriteAllText(Path.Combine(_folder, "genesis.toml"), "");
        Assert.Equal(Path.Combine(_folder, "genesis.toml"), Resolve(file, []).Text("node.genesis"));
    }

    [Fact]
    public void Resolve_Instance_MovesPortsThatNobodyNamed()
    {
        Assert.Equal(8565, Resolve(null, [("node.instance", "2")]).Integer("rpc.port"));
        Assert.Equal(0, Resolve(null, [("node.ports", "auto"), ("node.instance", "2")]).Integer("rpc.port"));
        Assert.Equal(7000, Resolve(null, [("node.instance", "2"), ("rpc.port", "7000")]).Integer("rpc.port"));
    }

    [Theory]
    [InlineData("[rpc]\nprot = 1", "line 2: unknown key 'rpc.prot', did you mean 'rpc.port'?")]
    [InlineData("[node]\npruning = \"full\"", "line 2: unknown key 'node.pruning', did you mean 'storage.pruning'?")]
    [InlineData("[rcp]\nport = 1", "line 1: unknown section [rcp], did you mean 'rpc'?")]
    [InlineData("port = 1", "unknown section 'port', did you mean 'rpc.port'?")]
    [InlineData("[rpc]\nport = \"1\"", "line 2: 'rpc.port' is a whole number from 0 to 65535, without quotes")]
    [InlineData("[rpc]\nport = 70000", "'rpc.port' is a whole number from 0 to 65535, not '70000'")]
    [InlineData("[log]\nlevel = 1", "'log.level' is one of")]
    [InlineData("[p2p]\naccept_expired_trust = \"true\"", "is true or false, without quotes")]
    [InlineData("[rpc]\nport = 1\nport = 2", "'port' is given twice")]
    public void Load_WrongFile_NamesFileLineAndRemedy(string text, string expected)
    {
        string file = Write(text);
        ConfigException error = Assert.Throws<ConfigException>(() => Resolve(file, []));
        Assert.Contains(file, error.Message, StringComparison.Ordinal);
        Assert.Contains(expected, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Environment_UnknownName_SuggestsTheNearest()
    {
        ConfigException error = Assert.Throws<ConfigException>(
            () => ConfigEnvironment.Read(new Hashtable { ["AETHER__RPC__PROT"] = "1" }));
        Assert.Contains("did you mean AETHER__RPC__PORT?", error.Message, StringComparison.Ordinal);
        error = Assert.Throws<ConfigException>(
            () => ConfigEnvironment.Read(new Hashtable { ["AETHER__RPC__PORT"] = "x" }));
        Assert.Contains("AETHER__RPC__PORT: 'rpc.port' is a whole number", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void RunOptions_FromAConfiguration_CarriesEveryChoice()
    {
        RunOptions options = RunOptions.From(Resolve(null,
        [
            ("node.data", "/d"), ("node.genesis", "/g"), ("node.keys", "/k"), ("rpc.port", "5"),
            ("storage.state_memory", "2"), ("storage.pruning", "minimal"), ("storage.keep_epochs", "7"),
            ("p2p.bootstrap", "1.1.1.1:1, 2.2.2.2:2"), ("p2p.proposals", "shreds"), ("execution.lanes", "1"),
            ("p2p.accept_expired_trust", "true"), ("shutdown.timeout", "7s"), ("disk.stop", "1MiB"),
        ]));
        Assert.Equal(("/d", "/g"), (options.DataFolder, options.GenesisPath));
        Assert.Equal(("/k", 5), (options.KeyPath, options.RpcPort));
        Assert.Equal(2L << 20, options.StateBytes);
        Assert.Equal(7u, options.Retention!.Epochs);
        Assert.Equal(["1.1.1.1:1", "2.2.2.2:2"], options.Bootstrap);
        Assert.Equal((ProposalForm.Shreds, 1, true), (options.Proposals, options.Lanes, options.AcceptsExpiredTrust));
        Assert.Equal(TimeSpan.FromSeconds(7), options.ShutdownTimeout);
        Assert.Equal(1L << 20, options.Disk.Stop.Of(long.MaxValue));
    }

    [Theory]
    [InlineData("rpc")]
    [InlineData("archive")]
    public void RunOptions_RoleWithoutKeys_SignsNothing(string role) => Assert.Null(RunOptions.From(Resolve(
        null, [("node.data", "/d"), ("node.genesis", "/g"), ("node.keys", "/k"), ("node.role", role)])).KeyPath);

    [Fact]
    public void RunOptions_NoData_SaysWhatToDo()
    {
        NodeStartException error = Assert.Throws<NodeStartException>(() => RunOptions.From(Resolve(null, [])));
        Assert.Equal(ExitCode.Usage, error.Code);
        Assert.Contains("aether init", error.Message, StringComparison.Ordinal);
    }

    private static NodeConfig Resolve(string? file, (string Key, string Text)[] flags, Hashtable? environment = null)
    {
        ConfigLayer layer = new(ConfigSource.Flag);
        foreach ((string key, string text) in flags)
        {
            OptionSpec spec = NodeOptionTable.Of(key);
            layer.Add(spec, text, spec.Flag);
        }
        return NodeConfig.Resolve(layer, ConfigEnvironment.Read(environment ?? []), file);
    }

    private string Write(string text)
    {
        string path = Path.Combine(_folder, "aether.toml");
        File.WriteAllText(path, text);
        return path;
    }
}
