using System.Globalization;
using System.Text;
using Aether.TestKit.Simulation.Faults;

namespace Aether.TestKit.Simulation.Campaigns;

/// <summary>
/// Makes a failing run small: fewer rounds and nodes and a shorter time first, which makes every later attempt cheaper;
/// then fewer kinds of faults, faulty validators and faults.
/// </summary>
/// <remarks>
/// Every attempt is a whole run. One that fails by another checker is not taken: it would be another bug.
/// </remarks>
public sealed class Shrinker(SimulationSettings failing, int maxRuns = 400)
{
    private static readonly int[] s_parts = [16, 8, 4, 2];

    private SimulationSettings _best = failing;
    private string _checker = "";

    /// <summary>Runs made.</summary>
    public int Runs { get; private set; }

    /// <summary>The message of the failure.</summary>
    public string Message { get; private set; } = "";

    /// <summary>The smallest settings found that fail by the same checker; null when nothing fails.</summary>
    public SimulationSettings? Shrink()
    {
        Simulation simulation = new(_best);
        SimulationSettings scripted = _best with { Script = simulation.Script };
        if (Fail(scripted) is not { } message)
        {
            return null;
        }
        _checker = CheckerOf(message);
        Message = message;
        _best = scripted;
        DropRounds();
        DropNodes();
        Shorten();
        DropKinds();
        DropFaulty();
        Bisect();
        return _best;
    }

    /// <summary>A regression test that makes the run again, as C#.</summary>
    public string ToSource(string name)
    {
        StringBuilder text = new();
        text.AppendLine("using Aether.Consensus.HotStuff;");
        text.AppendLine("using Aether.TestKit.Simulation;");
        text.AppendLine("using Aether.TestKit.Simulation.Campaigns;");
        text.AppendLine("using Xunit;").AppendLine();
        text.AppendLine("namespace Aether.SimulationTests.Regressions;").AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture, $"/// <summary>{Message.Split('\n')[0]}</summary>");
        text.AppendLine(CultureInfo.InvariantCulture, $"public sealed class {name}");
        text.AppendLine("{").AppendLine("    [Fact]").AppendLine("    public void Holds()").AppendLine("    {");
        text.AppendLine("        SimulationSettings settings = new()").AppendLine("        {");
        foreach (string line in Properties())
        {
            text.AppendLine("            " + line + ",");
        }
        text.AppendLine("            Script =").AppendLine("            [");
        foreach (FaultEvent fault in _best.Script!)
        {
            text.AppendLine("                " + fault.ToSource() + ",");
        }
        text.AppendLine("            ],").AppendLine("        };").AppendLine();
        text.AppendLine("        Assert.Null(ConsensusLevel.Run(settings).Violation);");
        return text.AppendLine("    }").AppendLine("}").ToString();
    }

    private static string CheckerOf(string message) => message.Split(':')[0];

    private string? Fail(SimulationSettings settings)
    {
        Runs++;
        return ConsensusLevel.Run(settings).Violation;
    }

    private bool TryTake(SimulationSettings smaller)
    {
        if (Runs >= maxRuns || Fail(smaller) is not { } message || CheckerOf(message) != _checker)
        {
            return false;
        }
        Message = message;
        _best = smaller;
        return true;
    }

    private void DropRounds()
    {
        for (int rounds = 1; rounds < _best.Rounds; rounds++)
        {
            FaultEvent[] script = [.. _best.Script!.Where(fault => fault.Round < rounds)];
            if (TryTake(_best with { Rounds = rounds, Script = script }))
            {
                return;
            }
        }
    }

    // The first validators have the largest stakes. Less than a third of what stays may be faulty; anything may happen
    // beyond it. A fault that named a node that is gone hits another.
    private void DropNodes()
    {
        for (int count = 1; count < _best.Stakes.Count; count++)
        {
            uint[] stakes = [.. _best.Stakes.Take(count)];
            Dictionary<ushort, ByzantineKind> faulty = _best.Byzantine.Where(entry => entry.Key < count).ToDictionary();
            long weight = faulty.Keys.Sum(key => (long)stakes[key]);
            if (weight * 3 < stakes.Sum(stake => (long)stake)
                && TryTake(_best with { Stakes = stakes, Byzantine = faulty }))
            {
                return;
            }
        }
    }

    private void Shorten()
    {
        foreach (int part in s_parts)
        {
            long end = _best.FaultsEndUs / part;
            FaultEvent[] script = [.. _best.Script!.Where(fault => fault.AtUs < end)];
            if (TryTake(_best with { FaultsEndUs = end, Script = script }))
            {
                return;
            }
        }
    }

    private void DropKinds()
    {
        foreach (FaultKind kind in FaultCounts.Kinds)
        {
            FaultEvent[] script = [.. _best.Script!.Where(fault => fault.Kind != kind)];
            if (script.Length < _best.Script!.Count)
            {
                TryTake(_best with { Script = script });
            }
        }
    }

    private void DropFaulty()
    {
        foreach (ushort key in _best.Byzantine.Keys.ToArray())
        {
            TryTake(_best with
            {
                Byzantine = _best.Byzantine.Where(entry => entry.Key != key).ToDictionary(),
            });
        }
    }

    // Takes out ever smaller pieces of the script until no single fault can go.
    private void Bisect()
    {
        for (int size = Math.Max(1, _best.Script!.Count / 2); size >= 1; size /= 2)
        {
            int at = 0;
            while (at < _best.Script!.Count && Runs < maxRuns)
            {
                int start = at;
                int length = size;
                FaultEvent[] script = [.. _best.Script.Where((_, index) => index < start || index >= start + length)];
                at += TryTake(_best with { Script = script }) ? 0 : size;
            }
        }
    }

    private IEnumerable<string> Properties()
    {
        SimulationSettings s = _best;
        CultureInfo plain = CultureInfo.InvariantCulture;
        yield return string.Create(plain, $"Seed = {s.Seed}");
        yield return $"Stakes = [{string.Join(", ", s.Stakes)}]";
        yield return string.Create(plain, $"Timing = new ConsensusTiming({s.Timing.SlotMs}, {s.Timing.ClaimMs}, "
            + $"{s.Timing.FallbackMs}, {s.Timing.TimeoutMs}, {s.Timing.MaxTimeoutMs})");
        yield return string.Create(plain, $"EpochSlots = {s.EpochSlots}");
        yield return $"Regions = {(s.Regions ? "true" : "false")}";
        yield return string.Create(plain, $"LatencyUs = {s.LatencyUs}");
        yield return string.Create(plain, $"JitterUs = {s.JitterUs}");
        yield return string.Create(plain, $"LossPermille = {s.LossPermille}");
        yield return string.Create(plain, $"DuplicatePermille = {s.DuplicatePermille}");
        yield return string.Create(plain, $"DiskUs = {s.DiskUs}");
        yield return string.Create(plain, $"ExecuteUs = {s.ExecuteUs}");
        yield return string.Create(plain, $"ClockSkewMs = {s.ClockSkewMs}");
        yield return string.Create(plain, $"DriftPpm = {s.DriftPpm}");
        yield return string.Create(plain, $"Rounds = {s.Rounds}");
        yield return string.Create(plain, $"FaultsEndUs = {s.FaultsEndUs}");
        yield return string.Create(plain, $"RecoveryUs = {s.RecoveryUs}");
        yield return string.Create(plain, $"RequiredHeights = {s.RequiredHeights}");
        yield return $"UsesSpec = {(s.UsesSpec ? "true" : "false")}";
        yield return "Byzantine = new Dictionary<ushort, ByzantineKind> { "
            + string.Join(", ", s.Byzantine.Select(entry => $"[{entry.Key}] = ByzantineKind.{entry.Value}")) + " }";
    }
}
