using System.Text.Json;

namespace Aether.Tools.LoadGen.Sending;

/// <summary>The answers of one batch, by the number of the call.</summary>
internal sealed class RpcAnswers : IDisposable
{
    private readonly JsonDocument? _document;
    private readonly JsonElement?[] _results;
    private readonly int[] _codes;

    /// <summary>Sorts the answers of a document; answers to what was not asked are left out.</summary>
    public RpcAnswers(JsonDocument document, int calls)
    {
        _document = document;
        _results = new JsonElement?[calls];
        _codes = new int[calls];
        JsonElement root = document.RootElement;
        if (root.ValueKind != JsonValueKind.Array)
        {
            return;
        }
        foreach (JsonElement item in root.EnumerateArray())
        {
            bool known = item.ValueKind == JsonValueKind.Object
                && item.TryGetProperty("id", out JsonElement id) && id.ValueKind == JsonValueKind.Number;
            if (known && item.GetProperty("id").TryGetInt32(out int number) && number >= 0 && number < calls)
            {
                Put(item, number);
            }
        }
    }

    private RpcAnswers(int calls, int code)
    {
        _results = new JsonElement?[calls];
        _codes = new int[calls];
        Array.Fill(_codes, code);
    }

    /// <summary>The answers of a node that had no time for the batch.</summary>
    public static RpcAnswers Busy(int calls) => new(calls, Refusals.LimitExceeded);

    /// <summary>A result; null for an error, a null and a missing answer.</summary>
    public JsonElement? this[int call] => _results[call];

    /// <summary>The error code of a call, 0 without one.</summary>
    public int CodeOf(int call) => _codes[call];

    /// <inheritdoc/>
    public void Dispose() => _document?.Dispose();

    private void Put(JsonElement item, int number)
    {
        if (item.TryGetProperty("result", out JsonElement result) && result.ValueKind != JsonValueKind.Null)
        {
            _results[number] = result;
        }
        else if (item.TryGetProperty("error", out JsonElement error) && error.ValueKind == JsonValueKind.Object
            && error.TryGetProperty("code", out JsonElement code) && code.ValueKind == JsonValueKind.Number)
        {
            code.TryGetInt32(out _codes[number]);
        }
    }
}
