using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Aether.Core;
using Aether.Node.Firehose;
using Aether.Node.Firehose.Grpc;
using Aether.Node.Options;
using Xunit;

namespace Aether.NodeTests.Firehose;

/// <summary>TLS and keys of the Firehose, over real sockets.</summary>
public sealed class FirehoseAccessTests : IDisposable
{
    private const string Key = "0123456789abcdef0123456789abcdef";
    private const string Guarded = "/aether.firehose.v1.Info/Get";
    private const string Health = "/grpc.health.v1.Health/Check";

    private readonly string _folder = Directory.CreateTempSubdirectory("firehose-access").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Keys_EachCallShowsOne()
    {
        string keys = Write("keys", $"# of the indexer\n\n  {Key}  \nanother-key-of-someone\n");
        using VirtualValidator validator = new();
        validator.Start();
        await using FirehoseServer server = await StartAsync(validator, GrpcAccess.Read(null, null, keys));
        using HttpClient http = new() { BaseAddress = server.Address };
        Assert.Equal("16", await CallAsync(http, Guarded));
        Assert.Equal("16", await CallAsync(http, Guarded, ("x-api-key", Key[..^1])));
        Assert.Equal("16", await CallAsync(http, Guarded, ("x-api-key", new string('a', 300))));
        Assert.Equal("16", await CallAsync(http, Guarded, ("authorization", $"Basic {Key}")));
        Assert.Equal(4, server.Counters.Refused);
        string? open = await CallAsync(http, Guarded, ("x-api-key", Key));
        Assert.Equal("0", open);
        Assert.Equal(open, await CallAsync(http, Guarded, ("authorization", $"Bearer {Key}")));
        Assert.Equal(open, await CallAsync(http, Guarded, ("x-api-key", "another-key-of-someone")));
        Assert.Equal("0", await CallAsync(http, Health));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Certificate_IsShownAndTheCallIsAnswered(bool oneFile)
    {
        using ECDsa key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        CertificateRequest request = new("CN=localhost", key, HashAlgorithmName.SHA256);
        using X509Certificate2 made = request.CreateSelfSigned(
            DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        string pem = made.ExportCertificatePem() + "\n";
        string secret = key.ExportPkcs8PrivateKeyPem() + "\n";
        string certificate = Write("cert.pem", oneFile ? pem + secret : pem);
        string? keyFile = oneFile ? null : Write("key.pem", secret);
        using VirtualValidator validator = new();
        validator.Start();
        await using FirehoseServer server = await StartAsync(validator, GrpcAccess.Read(certificate, keyFile, null));
        Assert.Equal("https", server.Address.Scheme);
        string? seen = null;
        using HttpClientHandler handler = new()
        {
            ServerCertificateCustomValidationCallback = (_, shown, _, _) =>
            {
                seen = shown?.Thumbprint;
                return true;
            },
        };
        using HttpClient http = new(handler) { BaseAddress = server.Address };
        Assert.Equal("0", await CallAsync(http, Health));
        Assert.Equal(made.Thumbprint, seen);
        // Nothing is answered in the clear.
        using HttpClient plain = new() { BaseAddress = new UriBuilder(server.Address) { Scheme = "http" }.Uri };
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => CallAsync(plain, Health));
    }

    [Theory]
    [InlineData("short\n")]
    [InlineData("a key with spaces in it\n")]
    [InlineData("# nothing\n\n")]
    public void Keys_ThatAreNone_AreRefused(string text)
    {
        NodeStartException error = Assert.Throws<NodeStartException>(
            () => GrpcAccess.Read(null, null, Write("keys", text)));
        Assert.Equal(ExitCode.Usage, error.Code);
    }

    [Fact]
    public void Files_ThatCannotBeUsed_AreRefused()
    {
        string missing = Path.Combine(_folder, "missing");
        string broken = Write("broken.pem", "no certificate");
        Assert.Throws<NodeStartException>(() => GrpcAccess.Read(null, null, missing));
        Assert.Throws<NodeStartException>(() => GrpcAccess.Read(missing, null, null));
        Assert.Throws<NodeStartException>(() => GrpcAccess.Read(broken, null, null));
        Assert.Throws<NodeStartException>(() => GrpcAccess.Read(null, broken, null));
        string large = Write("large", $"{Key}\n{new string('#', Limits.Firehose.MaxKeyFileBytes)}");
        NodeStartException tooLarge = Assert.Throws<NodeStartException>(() => GrpcAccess.Read(null, null, large));
        Assert.Contains("bytes", tooLarge.Message, StringComparison.Ordinal);
        Assert.Same(GrpcAccess.Open.Certificate, GrpcAccess.Read(null, null, null).Certificate);
        if (!OperatingSystem.IsWindows())
        {
            string open = Write("open", Key);
            File.SetUnixFileMode(open, UnixFileMode.UserRead | UnixFileMode.OtherRead);
            NodeStartException error = Assert.Throws<NodeStartException>(() => GrpcAccess.Read(null, null, open));
            Assert.Equal(ExitCode.Refused, error.Code);
        }
    }

    private static Task<FirehoseServer> StartAsync(VirtualValidator validator, GrpcAccess access) =>
        FirehoseServer.StartAsync(0, validator.Chain, (method, error) => Assert.Fail($"{method}: {error}"), access);

    // The status of a call with an empty message, wherever it stands.
    private static async Task<string?> CallAsync(
        HttpClient http, string path, params (string Name, string Value)[] metadata)
    {
        using HttpRequestMessage request = new(HttpMethod.Post, path)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(new byte[5]),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        foreach ((string name, string value) in metadata)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }
        using HttpResponseMessage response = await http.SendAsync(request, TestContext.Current.CancellationToken);
        bool found = response.Headers.TryGetValues("grpc-status", out IEnumerable<string>? values)
            || response.TrailingHeaders.TryGetValues("grpc-status", out values);
        return found ? values!.Single() : null;
    }

    private string Write(string name, string text)
    {
        string path = Path.Combine(_folder, name);
        File.WriteAllText(path, text);
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
        return path;
    }
}
