using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Aether.Core;
using Aether.Sdk.Client;

namespace Aether.Tools.LoadGen.Sending;

/// <summary>Questions to one node, many in one request; what has no result is null.</summary>
/// <remarks><b>Threads</b>: one at a time. <b>Errors</b>: <see cref="EndpointException"/> when no answer
/// comes.</remarks>
internal sealed class RpcCaller(Uri endpoint) : IDisposable
{
    private const int MaxDepth = 32;

    private readonly RpcSocket _socket = new(endpoint);

    /// <summary>The node.</summary>
    public Uri Endpoint => endpoint;

    /// <summary>
    /// Calls methods in one batch; results in the order of the calls, valid until the answer is disposed of.
    /// </summary>
    /// <param name="calls">Method and parameters as JSON, at most <see cref="Limits.Rpc.MaxBatch"/>.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public async Task<RpcAnswers> CallAsync(
        IReadOnlyList<(string Method, string Parameters)> calls, CancellationToken cancellation)
    {
        Compose(calls);
        try
        {
            ReadOnlyMemory<byte> answer = await _socket.ExchangeAsync(0, cancellation).ConfigureAwait(false);
            if (_socket.Status != 200)
            {
                throw new EndpointException($"{endpoint} answers with HTTP status {_socket.Status}");
            }
            // Copied: the socket's buffer is used again by the next call.
            JsonDocument document = JsonDocument.Parse(
                answer.ToArray(), new JsonDocumentOptions { MaxDepth = MaxDepth });
            return new RpcAnswers(document, calls.Count);
        }
        catch (Exception error) when (error is IOException or SocketException or JsonException)
        {
            throw new EndpointException($"{endpoint} does not answer: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _socket.Dispose();

    private void Compose(IReadOnlyList<(string Method, string Parameters)> calls)
    {
        StringBuilder body = new("[");
        for (int index = 0; index < calls.Count; index++)
        {
            (string method, string parameters) = calls[index];
            body.Append(index > 0 ? "," : string.Empty)
                .Append("{\"jsonrpc\":\"2.0\",\"id\":").Append(index)
                .Append(",\"method\":\"").Append(method).Append("\",\"params\":[").Append(parameters).Append("]}");
        }
        _socket.Begin();
        _socket.Append(Encoding.UTF8.GetBytes(body.Append(']').ToString()));
    }
}
