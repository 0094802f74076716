using System.Text.Json;
using Aether.Core;
using Aether.Core.Types;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc.Methods;

/// <summary>Which events a caller wants: by program, and by topics in their places.</summary>
internal sealed class LogFilter
{
    private readonly Hash256[] _programs;
    private readonly Hash256[]?[] _topics;

    private LogFilter(Hash256[] programs, Hash256[]?[] topics)
    {
        _programs = programs;
        _topics = topics;
    }

    /// <summary>Every event.</summary>
    public static LogFilter All { get; } = new([], []);

    /// <summary>True for a member that <see cref="Read"/> knows.</summary>
    public static bool IsMember(string name) => name is "programs" or "topics";

    /// <summary>
    /// Reads <c>programs</c> (identifiers, any of them) and <c>topics</c> (for each place null, one, or an array of
    /// which any may be there) of a filter object.
    /// </summary>
    public static LogFilter Read(JsonElement filter)
    {
        Hash256[] programs = filter.TryGetProperty("programs", out JsonElement given) ? ReadAny(given) ?? [] : [];
        if (!filter.TryGetProperty("topics", out JsonElement list) || list.ValueKind == JsonValueKind.Null)
        {
            return new LogFilter(programs, []);
        }
        return list.ValueKind == JsonValueKind.Array && list.GetArrayLength() <= Limits.Receipt.MaxTopics
            ? new LogFilter(programs, [.. list.EnumerateArray().Select(ReadAny)])
            : throw RpcParameters.Invalid($"topics is an array of at most {Limits.Receipt.MaxTopics} places");
    }

    /// <summary>True for an event that is wanted.</summary>
    public bool Matches(LedgerEvent item)
    {
        if (_programs.Length > 0 && Array.IndexOf(_programs, item.Program.Value) < 0)
        {
            return false;
        }
        for (int place = 0; place < _topics.Length; place++)
        {
            if (_topics[place] is { } any
                && (place >= item.Topics.Length || Array.IndexOf(any, item.Topics[place]) < 0))
            {
                return false;
            }
        }
        return true;
    }

    private static Hash256[]? ReadAny(JsonElement item)
    {
        if (item.ValueKind == JsonValueKind.Null)
        {
            return null;
        }
        return item.ValueKind != JsonValueKind.Array ? [ReadOne(item)]
            : item.GetArrayLength() is > 0 and <= Limits.Rpc.MaxOutputs ? [.. item.EnumerateArray().Select(ReadOne)]
            : throw RpcParameters.Invalid($"a choice has 1 to {Limits.Rpc.MaxOutputs} entries");
    }

    private static Hash256 ReadOne(JsonElement item) =>
        item.ValueKind == JsonValueKind.String && Hash256.TryParse(item.GetString()!, out Hash256 hash)
            ? hash
            : throw RpcParameters.Invalid("programs and topics are 0x and 64 hexadecimal digits");
}
