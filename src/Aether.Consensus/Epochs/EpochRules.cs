using Aether.Core.Types;

namespace Aether.Consensus.Epochs;

/// <summary>R9: which block closes an epoch, which only help, and what the first header of an epoch carries.</summary>
/// <remarks><b>Consensus</b>: pure functions of the context and the header.</remarks>
public static class EpochRules
{
    /// <summary>The role of a block proposed in a view on a parent of another view.</summary>
    public static BlockRole RoleOf(EpochContext epoch, ulong view, ulong justifyView) =>
        RoleOf(epoch.EndView, view, justifyView);

    /// <summary>As above, for whoever knows only the first view in which a block closes the epoch.</summary>
    public static BlockRole RoleOf(ulong endView, ulong view, ulong justifyView)
    {
        if (justifyView >= endView)
        {
            return BlockRole.Helper;
        }
        return view >= endView ? BlockRole.Closing : BlockRole.Ordinary;
    }

    /// <summary>The role of a block of this epoch.</summary>
    public static BlockRole RoleOf(EpochContext epoch, Header header) =>
        RoleOf(epoch, header.View, header.Justify.View);

    /// <summary>True for the closing block of a chain of this epoch.</summary>
    public static bool IsClosing(EpochContext epoch, Header header) =>
        RoleOf(epoch, header) == BlockRole.Closing;

    /// <summary>True for a block above the closing block of its chain in this epoch.</summary>
    public static bool IsHelper(EpochContext epoch, Header header) => RoleOf(epoch, header) == BlockRole.Helper;

    /// <summary>True for a block whose parent is the root of the epoch.</summary>
    public static bool IsFirst(Header header) => header.Justify.IsRoot;

    /// <summary>
    /// A first header carries the proof of its epoch's root, except in epoch 0; no other header does.
    /// </summary>
    public static bool HasProofWhereDue(EpochContext epoch, Header header) =>
        header.EpochProof is not null == (IsFirst(header) && epoch.Epoch > 0);
}
