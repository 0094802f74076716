using Aether.TestKit.NodeSimulation;
using Aether.TestKit.Simulation;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.SimulationRunner;

/// <summary>The command: runs a campaign, shows it, and writes it down.</summary>
internal static class Runner
{
    /// <summary>0: nothing was violated; 1: something was; 2: the command line is wrong.</summary>
    public static int Run(string[] arguments)
    {
        if (arguments is ["--mutants"])
        {
            return MutantCommand.Run();
        }
        if (arguments is ["--mesh", ..])
        {
            return MeshCommand.Run(arguments[1..]);
        }
        if (arguments is ["--help" or "-h" or "help"])
        {
            Console.Write(HelpText.Text);
            return 0;
        }
        if (RunnerOptions.TryParse(arguments, out string problem) is not { } options)
        {
            Console.Error.WriteLine("sim: " + problem);
            return 2;
        }
        EvidenceLedger ledger = new(CoreHash.FindRoot());
        if (options.Report)
        {
            Console.Write(LedgerReport.Of(ledger));
            return 0;
        }
        if (Levels.Create(options.Level) is not { } level)
        {
            Console.Error.WriteLine(
                $"sim: there is no level '{options.Level}'; the levels are {string.Join(", ", Levels.Names)}.");
            return 2;
        }
        if (options.Shrink && level is ConsensusLevel shrinkable)
        {
            return Shrink(shrinkable.SettingsOf(options.Campaign.FirstSeed));
        }
        if (options.Trace && level is ConsensusLevel traced)
        {
            level = traced.WithTrace(Console.Out.WriteLine);
        }
        if (options.Trace && level is NodeLevel nodes)
        {
            level = nodes.WithTrace(Console.Out.WriteLine);
        }
        level = options.Digests ? new DigestLines(level, Console.Out.WriteLine) : level;
        CampaignRunner campaign = new(level, options.Campaign);
        ProgressLine progress = new(level.Name);
        campaign.Run(progress.Show, progress.ShowViolation);
        progress.End();
        LedgerLine line = LedgerLine.Of(ledger, level.Name, options.Campaign, campaign);
        if (options.Append)
        {
            ledger.Append(line);
        }
        Console.Write(options.Json ? line.ToJson() + Environment.NewLine : CampaignTable.Of(campaign));
        if (options.Json)
        {
            foreach (string violation in campaign.Totals.Violations)
            {
                Console.Error.WriteLine(violation);
            }
        }
        return campaign.Totals.Violations.Count == 0 ? 0 : 1;
    }

    private static int Shrink(SimulationSettings settings)
    {
        Shrinker shrinker = new(settings);
        if (shrinker.Shrink() is not { } small)
        {
            Console.Error.WriteLine($"sim: seed {settings.Seed} holds; there is nothing to shrink.");
            return 0;
        }
        string name = $"Seed{settings.Seed}Tests";
        string folder = Path.Combine(CoreHash.FindRoot(), "tests", "Aether.SimulationTests", "Regressions");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, name + ".cs"), shrinker.ToSource(name));
        Console.WriteLine($"{small.Script!.Count} faults after {shrinker.Runs} runs in {name}.cs: {shrinker.Message}");
        return 1;
    }
}
