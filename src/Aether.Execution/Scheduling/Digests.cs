using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Aether.Core.Types;

namespace Aether.Execution.Scheduling;

/// <summary>Comparison of identifiers where they lie: one vector, no copies.</summary>
internal static class Digests
{
    /// <summary>True when all bytes are equal.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool Same(in Hash256 left, in Hash256 right) =>
        Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(left.Span))
            == Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(right.Span));

    /// <summary>Index of an identifier in a strictly ascending list; negative when it is not there.</summary>
    public static int IndexOf(ReadOnlySpan<ObjectId> ids, in Hash256 id)
    {
        // Most transactions name a handful: a walk is faster than a search until there are more.
        const int LongestWalk = 16;
        if (ids.Length > LongestWalk)
        {
            return ids.BinarySearch(new ObjectId(id));
        }
        ReadOnlySpan<Hash256> values = MemoryMarshal.Cast<ObjectId, Hash256>(ids);
        for (int index = 0; index < values.Length; index++)
        {
            if (Same(values[index], id))
            {
                return index;
            }
        }
        return -1;
    }
}
