using System.Text.Json;
using Aether.Core;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>
/// The parts of a request of the ordinary form, found without a document: one object whose members are
/// <c>jsonrpc</c>, <c>method</c>, <c>params</c> (an array) and <c>id</c>, each at most once and without escapes.
/// </summary>
/// <remarks>
/// Whatever is not of this form is left to the full reader, which also says what is wrong with it: this one accepts
/// only what that one accepts.
/// </remarks>
internal readonly ref struct RpcEnvelope
{
    private RpcEnvelope(ReadOnlySpan<byte> method, Range parameters, ReadOnlySpan<byte> id, bool hasId)
    {
        Method = method;
        Parameters = parameters;
        Id = id;
        HasId = hasId;
    }

    /// <summary>Name of the method.</summary>
    public ReadOnlySpan<byte> Method { get; }

    /// <summary>Where the array of parameters is in the body; empty when there are none.</summary>
    public Range Parameters { get; }

    /// <summary>The id as it stands in the body.</summary>
    public ReadOnlySpan<byte> Id { get; }

    /// <summary>False for a notification.</summary>
    public bool HasId { get; }

    /// <summary>Finds the parts; false when the full reader must look.</summary>
    public static bool TryRead(ReadOnlySpan<byte> body, out RpcEnvelope envelope)
    {
        envelope = default;
        try
        {
            Utf8JsonReader reader = new(body, new JsonReaderOptions { MaxDepth = Limits.Rpc.MaxDepth });
            return reader.Read() && reader.TokenType == JsonTokenType.StartObject
                && TryReadMembers(body, ref reader, out envelope) && !reader.Read();
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>True when a body begins as a batch whose first call is of a method; the rest is not read.</summary>
    public static bool FirstMethodIs(ReadOnlySpan<byte> body, ReadOnlySpan<byte> method)
    {
        try
        {
            Utf8JsonReader reader = new(body, new JsonReaderOptions { MaxDepth = Limits.Rpc.MaxDepth });
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartArray
                || !reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return false;
            }
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                bool found = reader.ValueTextEquals("method"u8);
                reader.Read();
                if (found)
                {
                    return reader.TokenType == JsonTokenType.String && reader.ValueTextEquals(method);
                }
                reader.Skip();
            }
            return false;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    private static bool TryReadMembers(
        ReadOnlySpan<byte> body, scoped ref Utf8JsonReader reader, out RpcEnvelope envelope)
    {
        envelope = default;
        ReadOnlySpan<byte> method = default;
        ReadOnlySpan<byte> id = default;
        Range parameters = default;
        int seen = 0;
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int member = MemberOf(ref reader);
            if (member == 0 || (seen & member) != 0 || !reader.Read())
            {
                return false;
            }
            seen |= member;
            int start = (int)reader.TokenStartIndex;
            bool fits = member switch
            {
                1 => reader.TokenType == JsonTokenType.String && reader.ValueTextEquals("2.0"u8),
                2 => reader.TokenType == JsonTokenType.String && !reader.ValueIsEscaped,
                4 => reader.TokenType == JsonTokenType.StartArray && reader.TrySkip(),
                _ => reader.TokenType is JsonTokenType.String or JsonTokenType.Number or JsonTokenType.Null,
            };
            if (!fits)
            {
                return false;
            }
            if (member == 2)
            {
                method = reader.ValueSpan;
            }
            else if (member == 4)
            {
                parameters = start..(int)reader.BytesConsumed;
            }
            else if (member == 8)
            {
                id = body[start..(int)reader.BytesConsumed];
            }
        }
        envelope = new RpcEnvelope(method, parameters, id, (seen & 8) != 0);
        return reader.TokenType == JsonTokenType.EndObject && (seen & 3) == 3;
    }

    private static int MemberOf(scoped ref Utf8JsonReader reader)
    {
        if (reader.ValueIsEscaped)
        {
            return 0;
        }
        ReadOnlySpan<byte> name = reader.ValueSpan;
        return name.SequenceEqual("jsonrpc"u8) ? 1
            : name.SequenceEqual("method"u8) ? 2
            : name.SequenceEqual("params"u8) ? 4
            : name.SequenceEqual("id"u8) ? 8 : 0;
    }
}
