using Aether.Core.Types;
using Aether.Node.Options;
using Aether.Node.Options.Model;
using Aether.Node.Signing;
using Xunit;

namespace Aether.NodeTests.Options;

public sealed class NodeFolderTests : IDisposable
{
    private static readonly Dictionary<string, string> s_nothing = [];

    private readonly string _root = Directory.CreateTempSubdirectory("aether-init-").FullName;
    private readonly StringWriter _result = new() { NewLine = "\n" };
    private readonly StringWriter _notes = new() { NewLine = "\n" };

    public void Dispose()
    {
        _result.Dispose();
        _notes.Dispose();
        Directory.Delete(_root, recursive: true);
    }

    [Fact]
    public void Make_Dev_IsAFolderThatRunTakes()
    {
        string data = Make("dev");
        RunOptions options = Options(data);
        Genesis genesis = GenesisFile.Load(options.GenesisPath);
        using ValidatorKeys keys = ValidatorKeyFile.Load(options.KeyPath!);
        Assert.Equal(keys.Address, Assert.Single(genesis.Validators.Validators.ToArray()).Address);
        Assert.True(File.Exists(options.FaucetKeyPath));
        Assert.Equal(data, options.DataFolder);
        Assert.Equal(0, options.SnapshotRate);
        Assert.Equal(Path.Combine(data, "aether.toml") + "\n", _result.ToString());
        Assert.Contains($"next: aether run --data {data}", _notes.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void Make_Twice_ChangesNothing()
    {
        string data = Make("dev");
        string[] before = Contents(data);
        Make("dev");
        Assert.Equal(before, Contents(data));
    }

    [Fact]
    public void Make_OtherConfiguration_NeedsForce_AndKeepsTheKeys()
    {
        string data = Make("dev");
        string keys = File.ReadAllText(Path.Combine(data, "validator.json"));
        Dictionary<string, string> said = new() { ["rpc.port"] = "7" };
        NodeStartException error = Assert.Throws<NodeStartException>(() => Make("dev", said));
        Assert.Equal(ExitCode.Refused, error.Code);
        Assert.Contains("--force", error.Message, StringComparison.Ordinal);
        Make("dev", said, force: true);
        Assert.Equal(7, Options(data).RpcPort);
        Assert.Equal(keys, File.ReadAllText(Path.Combine(data, "validator.json")));
    }

    [Theory]
    [InlineData("validator", true)]
    [InlineData("rpc", false)]
    [InlineData("archive", false)]
    public void Make_ChainThatThereIs_TakesItsGenesis(string role, bool hasKeys)
    {
        string source = Path.Combine(Make("dev"), "genesis.toml");
        Dictionary<string, string> said = new() { ["p2p.bootstrap"] = "203.0.113.7:7600" };
        string data = Make(source, said, role, "other");
        RunOptions options = Options(data);
        Assert.Equal(GenesisFile.Load(source).Hash, GenesisFile.Load(options.GenesisPath).Hash);
        Assert.Equal(hasKeys, options.KeyPath is not null);
        Assert.Equal(["203.0.113.7:7600"], options.Bootstrap);
        Assert.True(File.Exists(Path.Combine(data, "node-key.json")));
        Assert.Equal(
            role == "archive" ? "Archive" : "Full", options.Retention!.Profile.ToString());
    }

    [Fact]
    public void Make_FolderOfAnotherChain_Refuses()
    {
        string first = Make("dev");
        string second = Make("dev", name: "second");
        string genesis = File.ReadAllText(Path.Combine(second, "genesis.toml")).Replace(
            "timestamp_ms = 1", "timestamp_ms = 2", StringComparison.Ordinal);
        string other = Path.Combine(_root, "other.toml");
        File.WriteAllText(other, genesis);
        NodeStartException error = Assert.Throws<NodeStartException>(() => Make(other, force: true));
        Assert.Contains("another chain", error.Message, StringComparison.Ordinal);
        Assert.True(Directory.Exists(first));
    }

    private static string[] Contents(string folder) =>
    [
        .. Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Order()
            .Select(path => path + File.ReadAllText(path)),
    ];

    private static RunOptions Options(string data) => RunOptions.From(NodeConfig.Resolve(
        new ConfigLayer(ConfigSource.Flag),
        new ConfigLayer(ConfigSource.Environment),
        Path.Combine(data, "aether.toml")));

    private string Make(
        string network,
        Dictionary<string, string>? said = null,
        string role = "validator",
        string name = "node",
        bool force = false)
    {
        string data = Path.Combine(_root, name);
        NodeFolder folder = new(data, role, said ?? s_nothing);
        Assert.Equal(ExitCode.Success, folder.Make(network, force, _result, _notes));
        return data;
    }
}
