using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using Aether.Core;
using Aether.Sdk.Client;

namespace Aether.Tools.LoadGen.Sending;

/// <summary>
/// Questions to one node, many in one request; what has no result is null. A node that is busy answers none of them:
/// each has the code of that refusal then.
/// </summary>
/// <remarks><b>Threads</b>: one at a time. <b>Errors</b>: <see cref="EndpointException"/> when no answer
/// comes.</remarks>
internal sealed class RpcCaller(Uri endpoint) : IDisposable
{
    private const int MaxDepth = 32;
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    private readonly RpcSocket _socket = new(endpoint);

    /// <summary>The node.</summary>
    public Uri Endpoint => endpoint;

    /// <summary>How long the node wants to be left alone after its last answer; zero when it was not busy.</summary>
    public TimeSpan RetryAfter { get; private set; }

    /// <summary>Requests that the node was too busy for.</summary>
    public long Refused { get; private set; }

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
            bool busy = Refusals.IsBusy(new SendOutcome(SendKind.HttpStatus, _socket.Status));
            RetryAfter = !busy ? TimeSpan.Zero
                : _socket.RetryAfter > TimeSpan.Zero ? _socket.RetryAfter
                : TimeSpan.FromMilliseconds(Limits.Rpc.RetryMs);
            if (busy)
            {
                Refused++;
                return RpcAnswers.Busy(calls.Count);
            }
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

    /// <summary>The same, asked again for a while when the node is busy.</summary>
    public async Task<RpcAnswers> CallPatientlyAsync(
        IReadOnlyList<(string Method, string Parameters)> calls, CancellationToken cancellation)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (true)
        {
            RpcAnswers answers = await CallAsync(calls, cancellation).ConfigureAwait(false);
            if (RetryAfter == TimeSpan.Zero)
            {
                return answers;
            }
            answers.Dispose();
            if (TimeProvider.System.GetElapsedTime(start) > s_patience)
            {
                throw new EndpointException($"{endpoint} is busy: it refused for {s_patience.TotalSeconds:F0} seconds");
            }
            await Task.Delay(RetryAfter, cancellation).ConfigureAwait(false);
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
