using System.Globalization;
using System.Text;
using System.Text.Json;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.Mutants;

/// <summary>Runs the campaign against planted bugs: what it lets through in earnest is worth something.</summary>
public static class MutantScore
{
    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };

    /// <summary>Runs seeds from 1 until one finds the bug.</summary>
    /// <remarks>An exception that escapes a core is a finding too: no input may throw.</remarks>
    public static MutantResult Find(Mutant mutant, ulong maxSeeds)
    {
        for (ulong seed = 1; seed <= maxSeeds; seed++)
        {
            try
            {
                new Simulation.Simulation(mutant.Plant(Campaign.SettingsOf(seed))).Run();
            }
            catch (SimulationViolationException violation)
            {
                return new MutantResult(mutant, seed, violation.Checker, violation.Message);
            }
            catch (Exception escaped)
            {
                return new MutantResult(mutant, seed, "I-19", $"{escaped.GetType().Name}: {escaped.Message}");
            }
        }
        return new MutantResult(mutant, 0, "", $"{maxSeeds} seeds did not find it");
    }

    /// <summary>Looks for planted bugs on a number of threads.</summary>
    public static MutantResult[] FindAll(
        IReadOnlyList<Mutant> mutants, int threads, ulong maxSeeds, Action<MutantResult>? onResult = null)
    {
        MutantResult[] results = new MutantResult[mutants.Count];
        Parallel.For(0, results.Length, new ParallelOptions { MaxDegreeOfParallelism = threads }, index =>
        {
            results[index] = Find(mutants[index], maxSeeds);
            onResult?.Invoke(results[index]);
        });
        return results;
    }

    /// <summary>The middle seed among those that found a bug.</summary>
    public static ulong MedianSeed(IReadOnlyList<MutantResult> results)
    {
        ulong[] seeds = [.. results.Where(result => result.IsKilled).Select(result => result.Seed).Order()];
        return seeds.Length == 0 ? 0 : seeds[seeds.Length / 2];
    }

    /// <summary>The results as a Markdown table.</summary>
    public static string Table(IReadOnlyList<MutantResult> results)
    {
        StringBuilder text = new();
        text.AppendLine("| mutant | rule | bug | first seed | checker |");
        text.AppendLine("|---|---|---|---:|---|");
        foreach (MutantResult result in results)
        {
            (string name, string rule, string summary, _) = result.Mutant;
            string seed = result.IsKilled ? result.Seed.ToString(CultureInfo.InvariantCulture) : "not found";
            text.AppendLine(CultureInfo.InvariantCulture,
                $"| {name} | {rule} | {summary} | {seed} | {result.Checker} |");
        }
        text.AppendLine();
        text.AppendLine(CultureInfo.InvariantCulture,
            $"{results.Count(result => result.IsKilled)} of {results.Count} killed, "
            + $"median first seed {MedianSeed(results)}.");
        return text.ToString();
    }

    /// <summary>The results as JSON.</summary>
    public static string Json(IReadOnlyList<MutantResult> results) => JsonSerializer.Serialize(
        new
        {
            mutants = results.Count,
            killed = results.Count(result => result.IsKilled),
            medianSeed = MedianSeed(results),
            results = results.Select(result => new
            {
                name = result.Mutant.Name,
                rule = result.Mutant.Rule,
                seed = result.Seed,
                checker = result.Checker,
                message = result.Message,
            }),
        },
        s_json);
}
