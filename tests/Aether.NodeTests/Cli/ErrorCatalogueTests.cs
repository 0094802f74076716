using System.Reflection;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Aether.Node.Rpc.JsonRpc;
using Aether.Tools.Cli;
using Aether.Tools.Cli.Errors;
using Xunit;

namespace Aether.NodeTests.Cli;

/// <summary>The catalogue, the code that ends with its errors, and the document made from it are one.</summary>
public sealed class ErrorCatalogueTests : IDisposable
{
    private const string Document = "src/docs/specs/exit-codes.md";

    private readonly ToolHarness _cli = new();

    public static TheoryData<string> Codes() => [.. ErrorCatalogue.All.Select(entry => entry.Code)];

    private static IEnumerable<(string Name, string Code)> Constants() => typeof(ErrorCode)
        .GetFields(BindingFlags.Public | BindingFlags.Static)
        .Where(field => field.IsLiteral)
        .Select(field => (field.Name, (string)field.GetRawConstantValue()!));

    public void Dispose() => _cli.Dispose();

    [Fact]
    public void Entries_AreWholeAndEachCodeIsThereOnce()
    {
        Assert.Equal(ErrorCatalogue.All.Count, ErrorCatalogue.All.Select(entry => entry.Code).Distinct().Count());
        Assert.Equal(ErrorCatalogue.All.Count, ErrorCatalogue.All.Select(entry => entry.Name).Distinct().Count());
        Assert.All(ErrorCatalogue.All, entry =>
        {
            Assert.Matches("^AE-[0-9]{4}$", entry.Code);
            Assert.Matches("^[A-Z][A-Za-z]+$", entry.Name);
            Assert.NotEqual("", entry.Title);
            Assert.EndsWith(".", entry.Cause, StringComparison.Ordinal);
            Assert.EndsWith(".", entry.Remedy, StringComparison.Ordinal);
            Assert.False(entry.Title.EndsWith('.'), entry.Code);
        });
    }

    [Fact]
    public void Constants_AreInTheCatalogueAndProducedSomewhere()
    {
        string sources = string.Join('\n', Repository.Sources("src/Aether.Tools")
            .Where(path => !path.Contains("/Cli/Errors/", StringComparison.Ordinal)
                && !path.EndsWith("/ErrorCode.cs", StringComparison.Ordinal))
            .Select(File.ReadAllText));
        Assert.NotEmpty(Constants());
        Assert.All(Constants(), constant =>
        {
            Assert.NotNull(ErrorCatalogue.Find(constant.Code));
            Assert.Matches($@"\bErrorCode\.{constant.Name}\b", sources);
        });
    }

    [Fact]
    public void Sources_PairEachCodeWithItsExitCode()
    {
        Dictionary<string, string> codes = Constants().ToDictionary(pair => pair.Name, pair => pair.Code);
        int pairs = 0;
        foreach (string path in Repository.Sources("src/Aether.Tools"))
        {
            MatchCollection found = Regex.Matches(
                File.ReadAllText(path), @"\bExitCode\.(\w+),\s*ErrorCode\.(?<code>[A-Z]\w+)\s*,");
            foreach (Match pair in found)
            {
                ErrorEntry entry = ErrorCatalogue.Find(codes[pair.Groups["code"].Value])!;
                Assert.True(entry.Exit.ToString() == pair.Groups[1].Value, $"{path}: {pair.Value}");
                pairs++;
            }
        }
        Assert.True(pairs > 50, $"only {pairs} errors were found in the sources");
    }

    [Fact]
    public void Refusals_AreThoseOfTheNode()
    {
        IEnumerable<string> node = Enum.GetValues<RpcErrorCode>()
            .Where(code => (int)code is <= -33001 and >= -33099)
            .Select(code => $"AE-40{-33000 - (int)code:D2} {code}");
        IEnumerable<string> listed = ErrorCatalogue.All
            .Where(entry => entry.Code.StartsWith("AE-40", StringComparison.Ordinal))
            .Select(entry => $"{entry.Code} {entry.Name}");
        Assert.Equal(node.Order(), listed.Order());
    }

    [Fact]
    public void NodeCodes_AreInTheCatalogue_AndTheOthersOfTheNodeAreProducedThere()
    {
        string sources = string.Join('\n', Repository.Sources("src/Aether.Node").Select(File.ReadAllText));
        string[] used = [.. Regex.Matches(sources, "\"(AE-[0-9]{4})\"").Select(match => match.Groups[1].Value)];
        Assert.NotEmpty(used);
        Assert.All(used, code => Assert.NotNull(ErrorCatalogue.Find(code)));
        Assert.All(
            ErrorCatalogue.All.Where(entry => entry.Program == ErrorEntry.Node),
            entry => Assert.Contains(entry.Code, used));
    }

    [Fact]
    public void Document_IsMadeFromTheCatalogue()
    {
        string text = File.ReadAllText(Repository.PathOf(Document));
        int at = text.IndexOf(ErrorDocument.Heading, StringComparison.Ordinal);
        Assert.True(
            at > 0 && text[at..] == ErrorDocument.Write(),
            $"{Document} differs: replace it from '{ErrorDocument.Heading}' on by `aetherctl explain --markdown`");
        Assert.All(
            Enum.GetValues<ExitCode>(),
            code => Assert.Matches($@"(?m)^\| ([0-9]+, )?{(int)code}(, [0-9]+)? \|", text[..at]));
    }

    [Theory]
    [MemberData(nameof(Codes))]
    public async Task Explain_EveryCode_SaysWhatTheCatalogueSays(string code)
    {
        ErrorEntry entry = ErrorCatalogue.Find(code)!;
        JsonObject envelope = await _cli.RunJsonAsync("explain", code.ToLowerInvariant());
        Assert.Equal(entry.Name, envelope["data"]!["name"]!.ToString());
        Assert.Equal((int)entry.Exit, envelope["data"]!["exitCode"]!.GetValue<int>());
        Assert.Equal(0, await _cli.RunAsync("explain", code[3..]));
        Assert.Contains(entry.Remedy, _cli.Output, StringComparison.Ordinal);
        Assert.Equal("", _cli.Error);
        Assert.Empty(_cli.Node.Calls);
    }

    [Theory]
    [InlineData("-33005", "AE-4005")]
    [InlineData("AE4005", "AE-4005")]
    [InlineData("feetoolow", "AE-4005")]
    public async Task Explain_OtherForms_FindTheCode(string given, string code)
    {
        // A leading hyphen is an option's, so it needs the end of options before it.
        string[] line = given[0] == '-' ? ["explain", "--json", "--", given] : ["explain", "--json", given];
        Assert.Equal(0, await _cli.RunAsync(line));
        Assert.Equal(code, JsonNode.Parse(_cli.Output)!["data"]!["code"]!.ToString());
    }

    [Fact]
    public async Task Explain_UnknownCode_Exits6AndNamesTheNearest()
    {
        Assert.Equal(6, await _cli.RunAsync("explain", "AE-7002"));
        Assert.Contains("did you mean AE-7001?", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(6, await _cli.RunAsync("explain", "FeeTooLov"));
        Assert.Contains("did you mean FeeTooLow?", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _cli.RunAsync("explain"));
    }

    [Fact]
    public async Task Explain_List_NamesEveryCode()
    {
        Assert.Equal(0, await _cli.RunAsync("explain", "--list"));
        Assert.All(ErrorCatalogue.All, entry => Assert.Contains(entry.Code, _cli.Output, StringComparison.Ordinal));
        JsonObject envelope = await _cli.RunJsonAsync("explain", "--list");
        Assert.Equal(ErrorCatalogue.All.Count, envelope["data"]!.AsArray().Count);
    }

    [Theory]
    [InlineData(-33007, true)]
    [InlineData(-33002, false)]
    [InlineData(-32001, true)]
    [InlineData(-32601, false)]
    public async Task JsonError_SaysWhetherAnotherTryMayHelp(int rpcCode, bool retriable)
    {
        _cli.Node.Refuse("aeth_nodeInfo", rpcCode, "Any");
        JsonObject envelope = await _cli.RunJsonAsync("status");
        JsonNode error = envelope["errors"]![0]!;
        Assert.Equal(retriable, error["retriable"]!.GetValue<bool>());
        Assert.StartsWith(Document + "#ae-", error["docs"]!.ToString(), StringComparison.Ordinal);
    }
}
