using System.Text;
using Aether.Node.Explorer;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace Aether.NodeTests.Explorer;

public sealed class ExplorerEndpointTests
{
    private static readonly ExplorerFiles s_files =
        ExplorerFilesTests.Make(("index.html", "<html>"), ("assets/a-1.js", "2"));

    [Theory]
    [InlineData("/explorer", true)]
    [InlineData("/explorer/", true)]
    [InlineData("/explorer/block/1", true)]
    [InlineData("/explorers", false)]
    [InlineData("/Explorer", false)]
    [InlineData("/", false)]
    public void Handles_ItsOwnPaths(string path, bool handles) => Assert.Equal(handles, ExplorerEndpoint.Handles(path));

    [Theory]
    [InlineData("/explorer")]
    [InlineData("/explorer/")]
    [InlineData("/explorer/tx/0x12")]
    public async Task Get_Page_IsAskedForAgainEachTime(string path)
    {
        (HttpResponse response, string body) = await AskAsync("GET", path);
        Assert.Equal((200, "<html>"), (response.StatusCode, body));
        Assert.Equal("no-cache", response.Headers.CacheControl.ToString());
        Assert.Equal(6, response.ContentLength);
    }

    [Fact]
    public async Task Get_Asset_IsKeptForGood()
    {
        (HttpResponse response, string body) = await AskAsync("GET", "/explorer/assets/a-1.js");
        Assert.Equal((200, "2"), (response.StatusCode, body));
        Assert.Contains("immutable", response.Headers.CacheControl.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("{0}", 304)]
    [InlineData("W/{0}", 304)]
    [InlineData("\"other\", {0}", 304)]
    [InlineData("*", 304)]
    [InlineData("\"other\"", 200)]
    [InlineData("", 200)]
    [InlineData(",,", 200)]
    public async Task Get_KnownTag_IsNotSentAgain(string form, int status)
    {
        string known = form.Replace("{0}", s_files.Find("")!.Tag, StringComparison.Ordinal);
        (HttpResponse response, string body) = await AskAsync("GET", "/explorer", known);
        Assert.Equal((status, status == 304 ? "" : "<html>"), (response.StatusCode, body));
        Assert.Equal(s_files.Find("")!.Tag, response.Headers.ETag.ToString());
    }

    [Fact]
    public async Task Head_HasTheLengthAndNoBody()
    {
        (HttpResponse response, string body) = await AskAsync("HEAD", "/explorer");
        Assert.Equal((200, 6L, ""), (response.StatusCode, response.ContentLength, body));
    }

    [Theory]
    [InlineData("GET", "/explorer/assets/none.js", 404)]
    [InlineData("HEAD", "/explorer/assets/none.js", 404)]
    [InlineData("GET", "/explorer/../secret.txt", 404)]
    [InlineData("POST", "/explorer", 405)]
    [InlineData("DELETE", "/explorer/x", 405)]
    public async Task Refusals_SayWhy(string method, string path, int status)
    {
        (HttpResponse response, string body) = await AskAsync(method, path);
        Assert.Equal(status, response.StatusCode);
        Assert.Equal(method == "HEAD", body.Length == 0);
        Assert.Equal(status == 405 ? "GET, HEAD" : "", response.Headers.Allow.ToString());
    }

    [Theory]
    [InlineData("GET", "/explorer")]
    [InlineData("GET", "/explorer/assets/none.js")]
    [InlineData("POST", "/explorer")]
    public async Task EveryAnswer_KeepsThePageToItsNode(string method, string path)
    {
        (HttpResponse response, _) = await AskAsync(method, path);
        Assert.Equal(ExplorerEndpoint.Policy, response.Headers.ContentSecurityPolicy.ToString());
        Assert.StartsWith("default-src 'self';", ExplorerEndpoint.Policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", ExplorerEndpoint.Policy, StringComparison.Ordinal);
        Assert.Equal("nosniff", response.Headers.XContentTypeOptions.ToString());
        Assert.Equal("no-referrer", response.Headers["Referrer-Policy"].ToString());
    }

    [Fact]
    public async Task NotBuilt_SaysHowToBuildIt()
    {
        (HttpResponse response, string body) = await AskAsync("GET", "/explorer", files: ExplorerFilesTests.Make());
        Assert.Equal(404, response.StatusCode);
        Assert.Contains("./build.sh build", body, StringComparison.Ordinal);
    }

    private static async Task<(HttpResponse Response, string Body)> AskAsync(
        string method, string path, string? known = null, ExplorerFiles? files = null)
    {
        DefaultHttpContext context = new();
        context.Request.Method = method;
        context.Request.Path = path;
        if (known is not null)
        {
            context.Request.Headers.IfNoneMatch = known;
        }
        using MemoryStream body = new();
        context.Response.Body = body;
        await new ExplorerEndpoint(files ?? s_files).ServeAsync(context);
        return (context.Response, Encoding.UTF8.GetString(body.ToArray()));
    }
}
