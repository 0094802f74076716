using Aether.Consensus.HotStuff;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Consensus.Epochs;

/// <summary>The one content a helper block can have: nothing, on the state of its parent.</summary>
/// <remarks><b>Consensus</b>: nobody executes helper blocks, so every field has one legal value.</remarks>
public static class HelperBlock
{
    /// <summary>Encoded size of the empty payload.</summary>
    public const int PayloadBytes = 4 + 4 + 1;

    /// <summary>The helper block on a parent.</summary>
    public static BuiltBlock Build(Header parent) =>
        new(Ace.Encode(new BlockPayload([])), Hash256.Zero, parent.StateRoot, Hash256.Zero);

    /// <summary>True when the header commits to an empty payload.</summary>
    public static bool IsEmpty(Header header) =>
        header.PayloadBytes == PayloadBytes && header.PayloadRoot.IsZero && header.ReceiptsRoot.IsZero
        && header.EvidenceRoot.IsZero;

    /// <summary>True when the header is that of the helper block on this parent.</summary>
    public static bool Fits(Header header, Header parent) =>
        IsEmpty(header) && header.StateRoot == parent.StateRoot;
}
