using System.Globalization;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.TestKit.Simulation.Faults;

/// <summary>One fault of a script: what happens, when, to whom, for how long.</summary>
/// <param name="Round">The round of the run it belongs to.</param>
/// <param name="AtUs">Microseconds after the start of the round.</param>
/// <param name="Kind">What happens.</param>
/// <param name="Node">The endpoint it hits; for a kind that hits links or all nodes, any value.</param>
/// <param name="LengthUs">How long it lasts: the time down, the time cut, the length of a pause.</param>
/// <param name="Detail">
/// The rest: a shape as random bits, a rate in thousandths, milliseconds of a jump, effects before a crash.
/// </param>
public sealed record FaultEvent(int Round, long AtUs, FaultKind Kind, int Node, long LengthUs, long Detail)
{
    /// <summary>C# that makes this event again.</summary>
    public string ToSource() => string.Create(
        CultureInfo.InvariantCulture, $"new({Round}, {AtUs}, FaultKind.{Kind}, {Node}, {LengthUs}, {Detail})");
}
