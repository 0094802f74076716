using System.Globalization;
using Aether.Core.Types;

namespace Aether.Sdk.Client;

/// <summary>Names a block: a word, a height or a hash.</summary>
public readonly record struct BlockTag
{
    private BlockTag(string text) => Text = text;

    /// <summary>The executed head.</summary>
    public static BlockTag Latest => new("latest");

    /// <summary>The newest block with a quorum certificate.</summary>
    public static BlockTag Safe => new("safe");

    /// <summary>The newest final block.</summary>
    public static BlockTag Finalized => new("finalized");

    /// <summary>The oldest block the node keeps.</summary>
    public static BlockTag Earliest => new("earliest");

    /// <summary>Text sent to the node; a decimal height, a hash, or one of the words.</summary>
    public string Text { get; }

    /// <summary>True when the tag is a block hash.</summary>
    public bool IsHash => Text.StartsWith("0x", StringComparison.Ordinal);

    /// <summary>The block at a height.</summary>
    public static BlockTag AtHeight(ulong height) => new(height.ToString(CultureInfo.InvariantCulture));

    /// <summary>The block with a hash.</summary>
    public static BlockTag WithHash(Hash256 hash) => new(hash.ToString());

    /// <summary>Reads a tag as people type it.</summary>
    public static bool TryParse(string text, out BlockTag tag)
    {
        if (ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong height))
        {
            tag = AtHeight(height);
            return true;
        }
        bool isHash = text.StartsWith("0x", StringComparison.Ordinal) && Hash256.TryParse(text, out _);
        tag = new BlockTag(text.ToLowerInvariant());
        return isHash || text is "latest" or "safe" or "finalized" or "earliest";
    }

    /// <inheritdoc/>
    public override string ToString() => Text;
}
