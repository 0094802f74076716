using System.Buffers.Binary;
using Google.Protobuf;
using Xunit;

namespace Aether.NodeTests.Firehose;

/// <summary>The answer of one call.</summary>
internal sealed class RawStream(HttpResponseMessage response, Stream body) : IDisposable
{
    /// <summary>The status, once all was read.</summary>
    public string? Status => response.TrailingHeaders.TryGetValues("grpc-status", out IEnumerable<string>? values)
        ? values.Single()
        : null;

    /// <summary>The next message; null at the end.</summary>
    public async Task<T?> ReadAsync<T>(MessageParser<T> parser)
        where T : class, IMessage<T>
    {
        byte[] prefix = new byte[5];
        int read = await body.ReadAtLeastAsync(
            prefix, prefix.Length, throwOnEndOfStream: false, TestContext.Current.CancellationToken);
        if (read == 0)
        {
            return null;
        }
        Assert.Equal(prefix.Length, read);
        byte[] message = new byte[BinaryPrimitives.ReadInt32BigEndian(prefix.AsSpan(1))];
        await body.ReadExactlyAsync(message, TestContext.Current.CancellationToken);
        return parser.ParseFrom(message);
    }

    public void Dispose()
    {
        body.Dispose();
        response.Dispose();
    }
}
