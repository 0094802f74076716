using System.Globalization;
using System.Text.Json;
using Aether.Core.Types;
using Aether.Node.Rpc.JsonRpc;

namespace Aether.Node.Rpc;

/// <summary>A block as callers name it: a word, a height or a hash.</summary>
internal readonly record struct BlockTag(BlockTagKind Kind, ulong Height, Hash256 Hash)
{
    /// <summary>Reads an optional tag; absent means latest.</summary>
    public static BlockTag Read(RpcParameters parameters, int index)
    {
        JsonElement? item = parameters.Find(index);
        if (item is null)
        {
            return new BlockTag(BlockTagKind.Latest, 0, default);
        }
        if (item.Value.ValueKind == JsonValueKind.Number)
        {
            return item.Value.TryGetUInt64(out ulong number)
                ? new BlockTag(BlockTagKind.Height, number, default)
                : throw Bad(index);
        }
        string text = parameters.Text(index, "tag");
        return text switch
        {
            "latest" => new BlockTag(BlockTagKind.Latest, 0, default),
            "safe" => new BlockTag(BlockTagKind.Safe, 0, default),
            "finalized" => new BlockTag(BlockTagKind.Finalized, 0, default),
            "earliest" => new BlockTag(BlockTagKind.Earliest, 0, default),
            _ => Parse(text) ?? throw Bad(index),
        };
    }

    private static BlockTag? Parse(string text)
    {
        if (text.Length == 66 && Hash256.TryParse(text, out Hash256 hash))
        {
            return new BlockTag(BlockTagKind.Hash, 0, hash);
        }
        bool quantity = text.StartsWith("0x", StringComparison.Ordinal);
        bool minimal = !quantity || text == "0x0" || (text.Length > 2 && text[2] != '0');
        NumberStyles style = quantity ? NumberStyles.AllowHexSpecifier : NumberStyles.None;
        ReadOnlySpan<char> digits = text.AsSpan(quantity ? 2 : 0);
        bool parsed = ulong.TryParse(digits, style, CultureInfo.InvariantCulture, out ulong height);
        return parsed && minimal ? new BlockTag(BlockTagKind.Height, height, default) : null;
    }

    private static RpcException Bad(int index) => RpcParameters.Invalid(
        $"parameter {index} (tag) is \"latest\", \"safe\", \"finalized\", \"earliest\", a height or a block hash");
}
