using System.Text.Json;
using Aether.Node.Options;
using Aether.Node.Options.Model;
using Xunit;

namespace Aether.NodeTests.Options;

public sealed class ConfigFileTextTests
{
    private const string Page = "src/docs/specs/configuration.md";

    [Fact]
    public void Write_ReadsBackWhatWasSet_AndNothingElse()
    {
        Dictionary<string, string> set = new()
        {
            ["node.genesis"] = "/data/genesis.toml",
            ["node.keys"] = "/elsewhere/\"quoted\".json",
            ["rpc.port"] = "7",
            ["p2p.accept_expired_trust"] = "true",
            ["log.level"] = "warn,storage=debug",
        };
        string text = ConfigFileText.Write(set, "/data");
        Assert.Contains("genesis = \"genesis.toml\"", text, StringComparison.Ordinal);
        ConfigLayer layer = ConfigFile.Parse(text, "/data/aether.toml");
        foreach (OptionSpec spec in NodeOptionTable.All)
        {
            Assert.Equal(set.GetValueOrDefault(spec.Key), layer.Find(spec.Key)?.Text);
        }
    }

    [Fact]
    public void Write_CommentedDefaults_AreTheDefaults()
    {
        string[] lines = ConfigFileText.Write(new Dictionary<string, string>(), "/data").Split('\n');
        string text = string.Join('\n', lines.Select(
            line => line.StartsWith('#') && line.Contains(" = ", StringComparison.Ordinal) && line[1] != ' '
                && !line.EndsWith("default: none", StringComparison.Ordinal)
                && !line.Contains("= # default", StringComparison.Ordinal)
                ? line[1..]
                : line));
        ConfigLayer layer = ConfigFile.Parse(text, "/data/aether.toml");
        foreach (OptionSpec spec in NodeOptionTable.All.Where(spec => spec.Default.Length > 0))
        {
            Assert.Equal(spec.Default, layer.Find(spec.Key)?.Text);
        }
    }

    [Fact]
    public void Schema_HasEveryOptionOnce()
    {
        using JsonDocument schema = JsonDocument.Parse(ConfigSchema.Write());
        JsonElement sections = schema.RootElement.GetProperty("properties");
        string[] keys = [.. sections.EnumerateObject().SelectMany(section =>
            section.Value.GetProperty("properties").EnumerateObject().Select(name => $"{section.Name}.{name.Name}"))];
        Assert.Equal(NodeOptionTable.All.Select(spec => spec.Key).Order(), keys.Order());
        JsonElement port = sections.GetProperty("rpc").GetProperty("properties").GetProperty("port");
        Assert.Equal(65_535, port.GetProperty("maximum").GetInt32());
        Assert.Equal(8545, port.GetProperty("default").GetInt32());
    }

    [Fact]
    public void Reference_IsMadeFromTheTable() => Assert.True(
        File.ReadAllText(Cli.Repository.PathOf(Page)) == ConfigReference.Write(),
        $"{Page} differs: aether config reference > {Page}");
}
