using System.Buffers.Binary;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;

namespace Aether.NodeTests.Firehose;

/// <summary>gRPC by hand over the HTTP/2 client of .NET, which reads only when it is asked to.</summary>
internal sealed class RawClient(Uri server) : IDisposable
{
    private readonly HttpClient _http = new() { BaseAddress = server, Timeout = Timeout.InfiniteTimeSpan };

    public async Task<RawStream> OpenAsync(string method, IMessage message)
    {
        byte[] body = new byte[5 + message.CalculateSize()];
        BinaryPrimitives.WriteInt32BigEndian(body.AsSpan(1), body.Length - 5);
        message.WriteTo(body.AsSpan(5));
        using HttpRequestMessage request = new(HttpMethod.Post, method)
        {
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionExact,
            Content = new ByteArrayContent(body),
        };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
        request.Headers.TE.Add(new TransferCodingWithQualityHeaderValue("trailers"));
        HttpResponseMessage response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        return new RawStream(response, await response.Content.ReadAsStreamAsync());
    }

    public void Dispose() => _http.Dispose();
}
