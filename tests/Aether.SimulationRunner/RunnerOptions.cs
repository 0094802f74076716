using System.Globalization;
using Aether.TestKit.Simulation.Campaigns;

namespace Aether.SimulationRunner;

/// <summary>What the command line says.</summary>
internal sealed record RunnerOptions
{
    /// <summary>The level to run.</summary>
    public string Level { get; init; } = "S1";

    /// <summary>Length and size of the campaign.</summary>
    public CampaignOptions Campaign { get; init; } = new();

    /// <summary>Print the ledger line instead of a table.</summary>
    public bool Json { get; init; }

    /// <summary>Print what the ledger sums up to, and run nothing.</summary>
    public bool Report { get; init; }

    /// <summary>Print what every node does that is worth reading; for one seed.</summary>
    public bool Trace { get; init; }

    /// <summary>Print a line for every run: what two programs have to agree on.</summary>
    public bool Digests { get; init; }

    /// <summary>Make the run of the first seed small and write it as a regression test.</summary>
    public bool Shrink { get; init; }

    /// <summary>Append the result to the ledger.</summary>
    public bool Append { get; init; } = true;

    /// <summary>Reads the arguments; on failure says in one sentence what is wrong.</summary>
    public static RunnerOptions? TryParse(string[] arguments, out string problem)
    {
        RunnerOptions options = new();
        bool bounded = false;
        problem = "";
        for (int index = 0; index < arguments.Length; index++)
        {
            string name = arguments[index];
            if (name is "--json" or "--report" or "--no-ledger" or "--trace" or "--digests" or "--shrink")
            {
                options = options with
                {
                    Json = options.Json || name == "--json",
                    Report = options.Report || name == "--report",
                    Trace = options.Trace || name == "--trace",
                    Digests = options.Digests || name == "--digests",
                    Shrink = options.Shrink || name == "--shrink",
                    Append = options.Append && name != "--no-ledger",
                };
                continue;
            }
            if (index + 1 >= arguments.Length || With(options, name, arguments[++index]) is not { } changed)
            {
                problem = $"'{name}' is not an option of 'sim', or its value is missing or wrong; "
                    + "'./build.sh sim --help' lists them.";
                return null;
            }
            options = changed;
            bounded |= name is "--seeds" or "--minutes";
        }
        return bounded ? options : options with { Campaign = options.Campaign with { MaxSeeds = 1_000 } };
    }

    private static RunnerOptions? With(RunnerOptions options, string name, string value)
    {
        CampaignOptions campaign = options.Campaign;
        bool number = double.TryParse(value, CultureInfo.InvariantCulture, out double parsed) && parsed >= 0;
        return name switch
        {
            "--level" => options with { Level = value },
            "--seeds" when number => options with { Campaign = campaign with { MaxSeeds = (long)parsed } },
            "--seed" when number => options with { Campaign = campaign with { FirstSeed = (ulong)parsed } },
            "--cores" when number => options with { Campaign = campaign with { Cores = (int)parsed } },
            "--minutes" when number =>
                options with { Campaign = campaign with { MaxTime = TimeSpan.FromMinutes(parsed) } },
            _ => null,
        };
    }
}
