using Aether.Core.Types;

namespace Aether.Node.Signing;

/// <summary>The highest view signed in and the block there.</summary>
internal readonly record struct SignerMark(ulong View, Hash256 Hash)
{
    /// <summary>A later view, or the same block again.</summary>
    public bool Allows(ulong view, Hash256 hash) => view > View || (view == View && hash == Hash);
}
