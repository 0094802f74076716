using System.Text.Json.Nodes;

namespace Aether.Tools.Commands.Checks;

/// <summary>One check of `doctor`.</summary>
/// <param name="Name">What was looked at.</param>
/// <param name="State">How it ended.</param>
/// <param name="Measured">What was found.</param>
/// <param name="Wanted">What should be.</param>
/// <param name="Why">What goes wrong otherwise.</param>
/// <param name="Fix">What to do; empty for nothing.</param>
internal sealed record CheckResult(
    string Name, CheckState State, string Measured, string Wanted, string Why, string Fix)
{
    /// <summary>For programs.</summary>
    public JsonObject ToJson() => new()
    {
        ["check"] = Name,
        ["state"] = State.ToString().ToLowerInvariant(),
        ["measured"] = Measured,
        ["wanted"] = Wanted,
        ["why"] = Why,
        ["fix"] = Fix,
    };

    /// <summary>For people: one line, and with a failure why and what to do.</summary>
    public IEnumerable<(string Label, string Value)> Lines()
    {
        string label = State switch
        {
            CheckState.Passed => "ok",
            CheckState.Failed => "FAILED",
            _ => "skipped",
        };
        yield return (label, $"{Name}: {Measured}; wanted: {Wanted}");
        if (State == CheckState.Failed)
        {
            yield return ("", $"why: {Why}");
            yield return ("", $"fix: {Fix}");
        }
    }
}
