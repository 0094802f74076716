using Aether.Core.Types;
using Aether.Crypto.Hashing;

namespace Aether.Execution.Snapshots;

/// <summary>Names of content: BLAKE3 of the bytes.</summary>
public static class SnapshotContent
{
    /// <summary>The name of these bytes.</summary>
    public static Hash256 NameOf(ReadOnlySpan<byte> bytes)
    {
        Span<byte> digest = stackalloc byte[Hash256.Bytes];
        Blake3.Hash(bytes, digest);
        return new Hash256(digest);
    }
}
