using Aether.Core;

namespace Aether.Da.Shreds;

/// <summary>How many signatures that do not hold each sender may cost this node between two ticks.</summary>
/// <remarks>
/// Bounded whatever the number of senders: they share <see cref="Places"/> counters. <b>Threads</b>: one at a time.
/// </remarks>
internal sealed class SignatureBudget
{
    internal const int Places = 4_096;

    private readonly byte[] _bad = new byte[Places];

    /// <summary>True when a sender may still cost a check.</summary>
    internal bool Allows(int sender) => _bad[sender & (Places - 1)] < Limits.Shred.MaxBadSignatures;

    /// <summary>Counts a check that failed.</summary>
    internal void Charge(int sender) => _bad[sender & (Places - 1)]++;

    /// <summary>Forgives everyone.</summary>
    internal void Reset() => Array.Clear(_bad);
}
