using System.Text.Json;
using Aether.Core;
using Aether.Core.Types;

namespace Aether.Tools.LoadGen.Watching;

/// <summary>Reads blocks and headers out of a node's answers; false for what is none.</summary>
internal static class BlockReader
{
    /// <summary>A block, or a header, which has no transactions.</summary>
    public static bool TryRead(JsonElement json, out SeenBlock block)
    {
        block = null!;
        if (json.ValueKind != JsonValueKind.Object)
        {
            return false;
        }
        bool known = TryNumber(json, "height", out ulong height) & TryNumber(json, "view", out ulong view)
            & TryNumber(json, "timestampMs", out ulong time) & TryNumber(json, "payloadBytes", out ulong bytes)
            & TryHash(json, "hash", out Hash256 hash) & TryHash(json, "parentHash", out Hash256 parent);
        if (!known)
        {
            return false;
        }
        List<Hash256> transactions = [];
        if (json.TryGetProperty("transactions", out JsonElement list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in list.EnumerateArray())
            {
                bool fits = transactions.Count < Limits.Block.MaxTransactions;
                if (!fits || item.ValueKind != JsonValueKind.String
                    || !Hash256.TryParse(item.GetString()!, out Hash256 id))
                {
                    return false;
                }
                transactions.Add(id);
            }
        }
        block = new SeenBlock(height, hash, parent, view, time, (long)bytes, transactions);
        return true;
    }

    /// <summary>A member that is a whole number.</summary>
    public static bool TryNumber(JsonElement json, string name, out ulong value)
    {
        value = 0;
        return json.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.Number
            && member.TryGetUInt64(out value);
    }

    /// <summary>A member that is a hash.</summary>
    public static bool TryHash(JsonElement json, string name, out Hash256 value)
    {
        value = default;
        return json.TryGetProperty(name, out JsonElement member) && member.ValueKind == JsonValueKind.String
            && Hash256.TryParse(member.GetString()!, out value);
    }
}
