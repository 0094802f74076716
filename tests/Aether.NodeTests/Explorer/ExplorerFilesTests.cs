using System.Text;
using System.Text.RegularExpressions;
using Aether.Node.Explorer;
using Xunit;

namespace Aether.NodeTests.Explorer;

public sealed class ExplorerFilesTests
{
    private static readonly ExplorerFiles s_files = Make(
        ("index.html", "<html>"), ("theme.js", "1"), ("favicon.svg", "<svg/>"), ("assets/a-1.js", "2"),
        ("assets/a-1.css", "3"), ("assets/deep/b.png", "4"), ("x.json", "{}"), ("x.bin", "5"));

    [Theory]
    [InlineData("index.html", "text/html; charset=utf-8", false)]
    [InlineData("theme.js", "text/javascript; charset=utf-8", false)]
    [InlineData("favicon.svg", "image/svg+xml", false)]
    [InlineData("assets/a-1.js", "text/javascript; charset=utf-8", true)]
    [InlineData("assets/a-1.css", "text/css; charset=utf-8", true)]
    [InlineData("assets/deep/b.png", "image/png", true)]
    [InlineData("x.json", "application/json", false)]
    [InlineData("x.bin", "application/octet-stream", false)]
    public void Find_File_HasItsTypeAndCaching(string path, string type, bool immutable)
    {
        ExplorerFile file = s_files.Find(path)!;
        Assert.Equal((type, immutable), (file.ContentType, file.IsImmutable));
        Assert.Matches("^\"[0-9a-f]{32}\"$", file.Tag);
    }

    [Theory]
    [InlineData("")]
    [InlineData("block/17")]
    [InlineData("tx/0x00ff")]
    [InlineData("no-such-page")]
    public void Find_AddressOfThePage_IsThePage(string path) =>
        Assert.Same(s_files.Find("index.html"), s_files.Find(path));

    [Theory]
    [InlineData("assets/a-2.js")]
    [InlineData("assets/")]
    [InlineData("assets/a-1")]
    [InlineData("Index.html")]
    [InlineData("robots.txt")]
    [InlineData("../aether.dll")]
    [InlineData("assets/../../genesis.toml")]
    [InlineData("/etc/passwd.txt")]
    public void Find_NoSuchFile_IsNothing(string path) => Assert.Null(s_files.Find(path));

    [Fact]
    public void Tag_FollowsTheContent()
    {
        string tag = Make(("index.html", "one")).Find("")!.Tag;
        Assert.Equal(tag, Make(("index.html", "one"), ("a.js", "")).Find("")!.Tag);
        Assert.NotEqual(tag, Make(("index.html", "two")).Find("")!.Tag);
    }

    [Fact]
    public void IsBuilt_NeedsThePage()
    {
        Assert.True(s_files.IsBuilt);
        Assert.False(Make(("theme.js", "1")).IsBuilt);
        Assert.Null(Make().Find(""));
    }

    // A build without npm has no explorer; a build with it must be whole and speak of nobody else.
    [Fact]
    public void Embedded_NamesOnlyWhatItHas()
    {
        ExplorerFiles files = ExplorerFiles.Embedded.Value;
        string page = files.IsBuilt ? Encoding.UTF8.GetString(files.Find("")!.Content) : "";
        string[] named = [.. Regex.Matches(page, "(?:src|href)=\"([^\"]*)\"").Select(match => match.Groups[1].Value)];
        Assert.Equal(files.IsBuilt, named.Length >= 3);
        Assert.All(named, path => Assert.StartsWith("/explorer/", path, StringComparison.Ordinal));
        Assert.All(named, path => Assert.NotNull(files.Find(path["/explorer/".Length..])));
    }

    internal static ExplorerFiles Make(params (string Path, string Text)[] files) =>
        new(files.Select(file => KeyValuePair.Create(file.Path, Encoding.UTF8.GetBytes(file.Text))));
}
