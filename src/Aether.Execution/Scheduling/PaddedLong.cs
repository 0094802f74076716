using System.Runtime.InteropServices;

namespace Aether.Execution.Scheduling;

/// <summary>A number on cache lines of its own, so that its writer disturbs no other lane.</summary>
[StructLayout(LayoutKind.Explicit, Size = 2 * LineBytes)]
internal struct PaddedLong
{
    // Two lines of 64 bytes: the prefetcher of x86 fetches lines in pairs.
    private const int LineBytes = 128;

    /// <summary>The number.</summary>
    [FieldOffset(LineBytes)]
    public long Value;
}
