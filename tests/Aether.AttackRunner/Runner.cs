using System.Globalization;
using Aether.AttackRunner.Attacks;

namespace Aether.AttackRunner;

/// <summary>The command: measures a devnet with each attack, in turn with windows without it.</summary>
internal static class Runner
{
    private const int MostRounds = 2;
    private const int SecondsOfRound = 5;
    private static readonly TimeSpan s_warmUp = TimeSpan.FromSeconds(6);
    // What is under way when an attack ends belongs to no window. Validators report each second.
    private static readonly TimeSpan s_settle = TimeSpan.FromSeconds(1.5);

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
        table.Begin();
        int bad = 0;
        foreach (Attack attack in chosen)
        {
            Outcome outcome = await MeasureAsync(attack, options.Length);
            table.Show(outcome);
            bad += outcome.Faults.Count > 0 ? 1 : 0;
        }
        table.End(chosen.Length, bad);
        return bad == 0 ? 0 : 1;
    }

    // The quiet windows lie around the attacked ones and are as long in sum: what drifts falls on both alike.
    private static async Task<Outcome> MeasureAsync(Attack attack, TimeSpan length)
    {
        int rounds = Math.Clamp((int)length.TotalSeconds / SecondsOfRound, 1, MostRounds);
        TimeSpan whole = length / rounds;
        using AttackSite site = await AttackSite.OpenAsync(attack.IsOpen);
        await Task.Delay(s_warmUp);
        Watch quiet = new();
        Watch attacked = new();
        Tally tally = new();
        Tally before = site.Count();
        await quiet.AddAsync(site, Task.Delay(whole / 2));
        // What an attack made a victim hold may stay for a while.
        long memory = quiet.MemoryBytes;
        for (int round = 1; round <= rounds; round++)
        {
            await AttackAsync(attack, site, tally, attacked, whole);
            await Task.Delay(s_settle);
            await quiet.AddAsync(site, Task.Delay(round == rounds ? whole / 2 : whole));
        }
        Difference(before, site.Count(), tally);
        Outcome outcome = Describe(attack.Name, quiet, memory, attacked, tally);
        return (attacked.Disagreement ?? quiet.Disagreement) is { } height
            ? outcome with { Faults = [$"disagreement at height {height.ToString(CultureInfo.InvariantCulture)}"] }
            : outcome with { Faults = Bounds.Judge(outcome, attack, site.HasEnded) };
    }

    private static async Task AttackAsync(
        Attack attack, AttackSite site, Tally tally, Watch attacked, TimeSpan length)
    {
        using CancellationTokenSource stop = new(length);
        site.Stop = stop.Token;
        Task attacker = Task.Factory.StartNew(
            () => attack.Run(site, tally), default, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        await attacked.AddAsync(site, attacker);
    }

    private static Outcome Describe(string name, Watch quiet, long memory, Watch attacked, Tally tally) => new(
        name,
        quiet.Samples,
        quiet.Percentile(50),
        quiet.Percentile(95),
        quiet.Blocks,
        memory,
        attacked.Samples,
        attacked.Percentile(50),
        attacked.Percentile(95),
        attacked.Blocks,
        attacked.LongestWaitMs,
        attacked.MemoryBytes,
        Bounds.Memory(memory),
        tally,
        []);

    private static void Difference(Tally before, Tally after, Tally tally)
    {
        tally.Cut = after.Cut - before.Cut;
        tally.Refused = after.Refused - before.Refused;
        tally.Dropped = after.Dropped - before.Dropped;
        tally.Offences = after.Offences - before.Offences;
        tally.Packets = after.Packets - before.Packets;
    }
}
