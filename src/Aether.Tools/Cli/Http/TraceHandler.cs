using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Aether.Tools.Cli.Http;

/// <summary>Shows each request and its answer, with bodies when asked for twice; secrets are masked.</summary>
internal sealed class TraceHandler(HttpMessageHandler inner, Action<string> trace, bool bodies, TimeProvider time)
    : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(
        HttpRequestMessage request, CancellationToken cancellationToken)
    {
        string body = request.Content is null
            ? ""
            : await request.Content.ReadAsStringAsync(cancellationToken).ConfigureAwait(false);
        trace($"> {request.Method} {Secrets.Mask(request.RequestUri!)}{Methods(body)}");
        if (bodies && body.Length > 0)
        {
            trace("> " + Secrets.Mask(body));
        }
        long start = time.GetTimestamp();
        HttpResponseMessage response;
        try
        {
            response = await base.SendAsync(request, cancellationToken).ConfigureAwait(false);
        }
        catch (HttpRequestException error)
        {
            trace($"< {error.HttpRequestError} after {Milliseconds(start)} ms");
            throw;
        }
        byte[] answer = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        trace(string.Create(
            CultureInfo.InvariantCulture,
            $"< {(int)response.StatusCode} in {Milliseconds(start)} ms, {answer.Length} bytes"));
        if (bodies && answer.Length > 0)
        {
            trace("< " + Secrets.Mask(Encoding.UTF8.GetString(answer)));
        }
        return response;
    }

    private string Milliseconds(long start) =>
        time.GetElapsedTime(start).TotalMilliseconds.ToString("0", CultureInfo.InvariantCulture);

    private static string Methods(string body)
    {
        if (body.Length == 0)
        {
            return "";
        }
        try
        {
            using JsonDocument document = JsonDocument.Parse(body);
            IEnumerable<JsonElement> calls = document.RootElement.ValueKind == JsonValueKind.Array
                ? document.RootElement.EnumerateArray()
                : [document.RootElement];
            return " " + string.Join(' ', calls.Select(call => call.GetProperty("method").GetString()));
        }
        catch (Exception error) when (error is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return "";
        }
    }
}
