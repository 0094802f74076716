using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>A node at a glance, from one batch of calls.</summary>
/// <param name="Name">Program name.</param>
/// <param name="Version">Program version.</param>
/// <param name="ChainId">Human name of its chain.</param>
/// <param name="GenesisHash">Hash of its genesis.</param>
/// <param name="Epoch">The epoch it is in; null when it does not say.</param>
/// <param name="ValidatorIndex">Its index in the set of that epoch; null when it does not serve in it.</param>
/// <param name="Slot">The view it is in.</param>
/// <param name="Height">Height of the executed head.</param>
/// <param name="FinalizedHeight">Height of the newest final block.</param>
/// <param name="FinalizedHash">Its hash, as the node claims it.</param>
/// <param name="MempoolTransactions">Transactions that wait.</param>
public sealed record NodeOverview(
    string Name,
    string Version,
    string ChainId,
    Hash256 GenesisHash,
    uint? Epoch,
    int? ValidatorIndex,
    ulong Slot,
    ulong Height,
    ulong FinalizedHeight,
    Hash256 FinalizedHash,
    ulong MempoolTransactions)
{
    /// <summary>The calls whose answers make it.</summary>
    internal static (string Method, JsonArray Parameters)[] Calls =>
    [
        ("aeth_nodeInfo", []),
        ("aeth_getSlotNumber", []),
        ("aeth_getHeader", ["latest"]),
        ("aeth_getHeader", ["finalized"]),
        ("aeth_mempoolStatus", []),
    ];

    /// <summary>Reads the answers of <see cref="Calls"/>.</summary>
    /// <remarks>
    /// Member by member: converters for the types of every member would have to be compiled at run time, which is most
    /// of the time that a command takes which asks once.
    /// </remarks>
    internal static bool TryRead(JsonElement[] answers, [NotNullWhen(true)] out NodeOverview? overview)
    {
        overview = null;
        JsonElement node = answers[0];
        bool ok = TryText(node, "name", out string name) & TryText(node, "version", out string version)
            & TryText(node, "chainId", out string chain) & TryHash(node, "genesisHash", out Hash256 genesis)
            & TryNumber(answers[1], out ulong slot)
            & TryNumber(answers[2], "height", out ulong height)
            & TryNumber(answers[3], "height", out ulong finalHeight) & TryHash(answers[3], "hash", out Hash256 final)
            & TryNumber(answers[4], "transactions", out ulong waiting);
        if (!ok)
        {
            return false;
        }
        uint? epoch = TryNumber(node, "epoch", out ulong number) && number <= uint.MaxValue ? (uint)number : null;
        int? index = TryNumber(node, "validatorIndex", out number) && number <= int.MaxValue ? (int)number : null;
        overview = new NodeOverview(
            name, version, chain, genesis, epoch, index, slot, height, finalHeight, final, waiting);
        return true;
    }

    private static bool TryNumber(JsonElement element, out ulong value)
    {
        value = 0;
        return element.ValueKind == JsonValueKind.Number && element.TryGetUInt64(out value);
    }

    private static bool TryNumber(JsonElement parent, string name, out ulong value)
    {
        value = 0;
        return parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement member)
            && TryNumber(member, out value);
    }

    private static bool TryText(JsonElement parent, string name, out string value)
    {
        value = "";
        if (parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out JsonElement member)
            && member.ValueKind == JsonValueKind.String)
        {
            value = member.GetString()!;
            return true;
        }
        return false;
    }

    private static bool TryHash(JsonElement parent, string name, out Hash256 value)
    {
        value = default;
        return TryText(parent, name, out string text) && Hash256.TryParse(text, out value);
    }
}
