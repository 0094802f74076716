using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Aether.Node.Snapshots;
using Amazon.Runtime;
using Xunit;

namespace Aether.IntegrationTests.Node;

/// <summary>Both kinds of mirrors; the object storage is a server of the S3 protocol in a process of its own.</summary>
public sealed class SnapshotMirrorTests : IAsyncLifetime
{
    private const string Server = "tests/tools/node_modules/s3rver/bin/s3rver.js";
    private const string Bucket = "aether";

    private static readonly CancellationToken s_none = CancellationToken.None;

    private readonly string _folder = Directory.CreateTempSubdirectory("aether-mirror-").FullName;
    private Process? _server;
    private string _endpoint = "";

    public async ValueTask InitializeAsync()
    {
        string? path = FindServer();
        if (path is null)
        {
            return;
        }
        int port = FreePort();
        ProcessStartInfo start = new("node")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            ArgumentList =
            {
                // The server makes its tokens for the next part of a list with DES.
                "--openssl-legacy-provider", path, "-d", Path.Combine(_folder, "s3"), "-a", "127.0.0.1",
                "-p", port.ToString(CultureInfo.InvariantCulture), "--configure-bucket", Bucket,
            },
        };
        _server = Process.Start(start)!;
        _server.ErrorDataReceived += (_, _) => { };
        _server.BeginErrorReadLine();
        TaskCompletionSource listening = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _server.OutputDataReceived += (_, line) =>
        {
            if (line.Data is null || line.Data.Contains("listening", StringComparison.Ordinal))
            {
                listening.TrySetResult();
            }
        };
        _server.BeginOutputReadLine();
        await listening.Task;
        _endpoint = $"http://127.0.0.1:{port}";
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
        {
            _server.Kill();
            await _server.WaitForExitAsync();
            _server.Dispose();
        }
        Directory.Delete(_folder, recursive: true);
    }

    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task Mirror_KeepsWhatItIsGiven(string kind)
    {
        using ISnapshotMirror mirror = Open(kind);
        byte[] large = new byte[4 * 1024 * 1024];
        new Random(1).NextBytes(large);
        Assert.Empty(await mirror.ListAsync("", s_none));
        Assert.Null(await mirror.TryReadAsync("objects/one", 100, s_none));
        Assert.False(await mirror.ExistsAsync("objects/one", s_none));
        await mirror.WriteAsync("objects/one", large, s_none);
        await mirror.WriteAsync("objects/two", new byte[] { 2 }, s_none);
        await mirror.WriteAsync("three.manifest", Array.Empty<byte>(), s_none);
        Assert.True(await mirror.ExistsAsync("objects/one", s_none));
        Assert.Equal(large, await mirror.TryReadAsync("objects/one", large.Length, s_none));
        Assert.Equal(101, (await mirror.TryReadAsync("objects/one", 100, s_none))!.Length);
        Assert.Equal(Array.Empty<byte>(), await mirror.TryReadAsync("three.manifest", 100, s_none));
        Assert.Equal(["objects/one", "objects/two"], await mirror.ListAsync("objects/", s_none));
        await mirror.WriteAsync("objects/two", new byte[] { 3, 3 }, s_none);
        Assert.Equal(new byte[] { 3, 3 }, await mirror.TryReadAsync("objects/two", 100, s_none));
        await mirror.DeleteAsync("objects/two", s_none);
        await mirror.DeleteAsync("objects/two", s_none);
        Assert.Equal(["objects/one", "three.manifest"], await mirror.ListAsync("", s_none));
    }

    // A server lists at most 1,000 names in one answer.
    [Theory]
    [InlineData("folder")]
    [InlineData("s3")]
    public async Task List_MoreThanTwoAnswersOfNames_GivesEachOnceInOrder(string kind)
    {
        const int Names = 2_345;
        using ISnapshotMirror mirror = Open(kind);
        string[] names = [.. Enumerable.Range(0, Names).Select(number => $"objects/{number * 7919 % 100_000:d6}")];
        await Parallel.ForEachAsync(
            names, async (name, stop) => await mirror.WriteAsync(name, new byte[] { 1 }, stop));
        await mirror.WriteAsync("other", new byte[] { 1 }, s_none);
        Assert.Equal(names.Order(StringComparer.Ordinal), await mirror.ListAsync("objects/", s_none));
        Assert.Equal(Names + 1, (await mirror.ListAsync("", s_none)).Count);
    }

    [Fact]
    public async Task S3Mirror_BytesChangedInTheBucket_AreGivenAsTheyAre()
    {
        using ISnapshotMirror mirror = Open("s3");
        await mirror.WriteAsync("objects/one", new byte[1000], s_none);
        string file = Assert.Single(
            Directory.GetFiles(_folder, "*_object", SearchOption.AllDirectories));
        byte[] bytes = await File.ReadAllBytesAsync(file);
        bytes[500] = 1;
        await File.WriteAllBytesAsync(file, bytes);
        byte[]? read = await mirror.TryReadAsync("objects/one", 1000, s_none);
        Assert.NotNull(read);
        Assert.NotEqual(new byte[1000], read);
    }

    [Fact]
    public async Task S3Mirror_NoServerOrBucket_IsAMirrorException()
    {
        using ISnapshotMirror mirror = Open("s3");
        using ISnapshotMirror bucket = S3Mirror.Open("other", "", _endpoint, Keys());
        await Assert.ThrowsAsync<MirrorException>(() => bucket.WriteAsync("one", new byte[] { 1 }, s_none));
        using ISnapshotMirror nobody =
            S3Mirror.Open(Bucket, "", $"http://127.0.0.1:{FreePort()}", Keys());
        await Assert.ThrowsAsync<MirrorException>(() => nobody.ListAsync("", s_none));
    }

    private static BasicAWSCredentials Keys() => new("S3RVER", "S3RVER");

    private static string? FindServer()
    {
        for (string? at = AppContext.BaseDirectory; at is not null; at = Path.GetDirectoryName(at))
        {
            string path = Path.Combine(at, Server);
            if (File.Exists(path))
            {
                return path;
            }
        }
        return null;
    }

    private static int FreePort()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private ISnapshotMirror Open(string kind)
    {
        if (kind == "folder")
        {
            return new FolderMirror(Path.Combine(_folder, "files"));
        }
        Assert.SkipWhen(_server is null, "the S3 server of tests/tools is not installed; run ./build.sh setup");
        return S3Mirror.Open(Bucket, "test", _endpoint, Keys());
    }
}
