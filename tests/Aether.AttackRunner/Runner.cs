using System.Globalization;
using Aether.AttackRunner.Attacks;
using Aether.Node.Devnet;

namespace Aether.AttackRunner;

/// <summary>The command: measures a devnet without and with each attack.</summary>
internal static class Runner
{
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(6);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(250);
    // Validators report each second.
    private static readonly TimeSpan s_lastReports = TimeSpan.FromSeconds(1.5);

    /// <summary>0: every bound held; 1: one did not; 2: the command line is wrong.</summary>
    public static async Task<int> RunAsync(string[] arguments)
    {
        if (RunnerOptions.TryParse(arguments) is not { } options)
        {
            Console.Error.WriteLine("Usage: ./build.sh attack [--list] [--only NAME] [--seconds N] [--json]");
            return 2;
        }
        if (options.List)
        {
            foreach (Attack attack in AttackList.All)
            {
                Console.WriteLine($"{attack.Name,-20}{attack.What}");
            }
            return 0;
        }
        Attack[] chosen = [.. AttackList.All.Where(
            attack => options.Only is null || attack.Name.Contains(options.Only, StringComparison.Ordinal))];
        if (chosen.Length == 0)
        {
            Console.Error.WriteLine($"attack: no attack has '{options.Only}' in its name; --list shows them.");
            return 2;
        }
        Table table = new(Console.Out, options.Json);
        Outcome baseline = await MeasureAsync(null, null, options.Length);
        table.Begin(baseline);
        int bad = 0;
        foreach (Attack attack in chosen)
        {
            Outcome outcome = await MeasureAsync(attack, baseline, options.Length);
            table.Show(outcome);
            bad += outcome.Faults.Count > 0 ? 1 : 0;
        }
        table.End(chosen.Length, bad);
        return bad == 0 ? 0 : 1;
    }

    private static async Task<Outcome> MeasureAsync(Attack? attack, Outcome? baseline, TimeSpan length)
    {
        using AttackSite site = await AttackSite.OpenAsync();
        await Task.Delay(s_warmUp);
        Tally before = site.Count();
        Tally tally = new();
        site.Meter.Mark();
        ulong first = Height(site);
        using CancellationTokenSource stop = new(length);
        site.Stop = stop.Token;
        Task attacker = attack is null
            ? Task.Delay(length)
            : Task.Factory.StartNew(
                () => attack.Run(site, tally), default, TaskCreationOptions.LongRunning,
                TaskScheduler.Default);
        long memory = 0;
        while (!attacker.IsCompleted)
        {
            await Task.WhenAny(attacker, Task.Delay(s_look));
            memory = Math.Max(memory, site.Memory());
        }
        await attacker;
        DevnetSummary summary = site.Meter.Summarise();
        ulong blocks = Height(site) - first;
        await Task.Delay(s_lastReports);
        Difference(before, site.Count(), tally);
        Outcome outcome = new(
            attack?.Name ?? "none",
            summary.FinalityMsP50,
            summary.FinalityMsP95,
            blocks,
            summary.LongestWaitMs,
            memory,
            tally,
            summary.StateRootEqual ? [] : [$"disagreement at height {Text(summary.CommonHeight)}"]);
        return attack is null || baseline is null || outcome.Faults.Count > 0
            ? outcome
            : outcome with { Faults = Bounds.Judge(outcome, baseline, attack, site.HasEnded) };
    }

    private static string Text(ulong number) => number.ToString(CultureInfo.InvariantCulture);

    private static ulong Height(AttackSite site) => site.Meter.Summarise().Finalized;

    private static void Difference(Tally before, Tally after, Tally tally)
    {
        tally.Cut = after.Cut - before.Cut;
        tally.Refused = after.Refused - before.Refused;
        tally.Dropped = after.Dropped - before.Dropped;
        tally.Offences = after.Offences - before.Offences;
        tally.Packets = after.Packets - before.Packets;
    }
}
