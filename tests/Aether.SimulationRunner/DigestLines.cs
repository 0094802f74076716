using System.Globalization;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.SimulationRunner;

/// <summary>A level that writes one line for every run: what two programs have to agree on.</summary>
/// <remarks>
/// Of each seed the events, the virtual time, the digest of all states, and a digest of all that was counted. Lines
/// come in the order in which runs end.
/// </remarks>
internal sealed class DigestLines(ISimulationLevel level, Action<string> write) : ISimulationLevel
{
    private const ulong FnvPrime = 0x100000001B3;

    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public string Name => level.Name;

    /// <inheritdoc/>
    public SimulationOutcome Run(ulong seed)
    {
        SimulationOutcome outcome = level.Run(seed);
        string line = string.Create(CultureInfo.InvariantCulture,
            $"seed {seed} events {outcome.Events} us {outcome.VirtualUs} digest {outcome.Digest:x16} "
            + $"counts {CountsOf(outcome):x16} {(outcome.Violation is null ? "holds" : "violated")}");
        lock (_gate)
        {
            write(line);
        }
        return outcome;
    }

    private static ulong CountsOf(SimulationOutcome outcome)
    {
        ulong digest = 0;
        foreach (FaultKind kind in FaultCounts.Kinds)
        {
            Fold(ref digest, kind.ToString(), outcome.Faults[kind]);
        }
        foreach ((string name, long count) in outcome.Rare.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            Fold(ref digest, name, count);
        }
        return digest;
    }

    private static void Fold(ref ulong digest, string name, long count)
    {
        foreach (char letter in name)
        {
            digest = unchecked((digest ^ letter) * FnvPrime);
        }
        digest = unchecked((digest ^ (ulong)count) * FnvPrime);
        digest ^= digest >> 29;
    }
}
