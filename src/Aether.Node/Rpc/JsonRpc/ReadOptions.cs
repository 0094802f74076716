using System.Text.Json;
using Aether.Core.Types;

namespace Aether.Node.Rpc.JsonRpc;

/// <summary>The options that every read takes after its own parameters: <c>{"context":true,"minSlot":17}</c>.</summary>
/// <param name="Count">Parameters before them.</param>
/// <param name="WithContext">The block that was read is told beside the value.</param>
/// <param name="MinSlot">The executed head must be of this slot or a later one.</param>
internal readonly record struct ReadOptions(int Count, bool WithContext, ulong MinSlot)
{
    /// <summary>Finds them at the end of a list; an object with other members belongs to the method.</summary>
    public static ReadOptions Find(JsonElement? list)
    {
        int count = list?.GetArrayLength() ?? 0;
        if (count == 0 || list!.Value[count - 1] is not { ValueKind: JsonValueKind.Object } last)
        {
            return new ReadOptions(count, false, 0);
        }
        bool context = false;
        ulong slot = 0;
        int members = 0;
        foreach (JsonProperty member in last.EnumerateObject())
        {
            members++;
            if (member.NameEquals("context"u8) && member.Value.ValueKind is JsonValueKind.True or JsonValueKind.False)
            {
                context = member.Value.GetBoolean();
            }
            else if (!member.NameEquals("minSlot"u8) || member.Value.ValueKind != JsonValueKind.Number
                || !member.Value.TryGetUInt64(out slot))
            {
                return new ReadOptions(count, false, 0);
            }
        }
        return members == 0 ? new ReadOptions(count, false, 0) : new ReadOptions(count - 1, context, slot);
    }

    /// <summary>Fails when the executed head is behind.</summary>
    public void Require(Header head)
    {
        if (head.View < MinSlot)
        {
            throw new RpcException(
                RpcErrorCode.MinSlotNotReached,
                $"the executed head is of slot {head.View}, before slot {MinSlot}",
                ("current", head.View),
                ("minSlot", MinSlot));
        }
    }

    /// <summary>Writes the block of an answer.</summary>
    public static void WriteContext(Utf8JsonWriter json, Header header, bool finalized)
    {
        json.WriteStartObject();
        json.WriteNumber("slot"u8, header.View);
        json.WriteNumber("height"u8, header.Height);
        Json.WriteHash(json, "hash", header.Hash);
        json.WriteBoolean("finalized"u8, finalized);
        json.WriteEndObject();
    }
}
