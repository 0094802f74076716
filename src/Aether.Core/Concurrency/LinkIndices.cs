using System.Runtime.InteropServices;

namespace Aether.Core.Concurrency;

/// <summary>
/// The counters of a link, each written by one side. 128 bytes apart, and from their neighbours, because the
/// prefetcher moves cache lines in pairs. Not nested in a link: a generic type cannot have explicit layout.
/// </summary>
[StructLayout(LayoutKind.Explicit, Size = 512)]
internal struct LinkIndices
{
    /// <summary>Items taken.</summary>
    [FieldOffset(128)]
    public long Head;

    /// <summary>Items added, or tickets given out.</summary>
    [FieldOffset(256)]
    public long Tail;

    /// <summary>Most items ever held at once.</summary>
    [FieldOffset(384)]
    public int HighWater;
}
