using Aether.TestKit.Mutants;

namespace Aether.SimulationRunner;

/// <summary>Looks for every planted bug and prints the table.</summary>
internal static class MutantCommand
{
    private const ulong MaxSeeds = 50_000;

    /// <summary>0: every bug was found; 1: one was not.</summary>
    public static int Run()
    {
        MutantResult[] results = MutantScore.FindAll(
            MutantCatalogue.All, Environment.ProcessorCount, MaxSeeds, static result => Console.Error.WriteLine(
                $"sim: {result.Mutant.Name}: {(result.IsKilled ? $"seed {result.Seed}" : result.Message)}"));
        string folder = Path.Combine(CoreHash.FindRoot(), "artifacts", "mutants");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Combine(folder, "mutants.json"), MutantScore.Json(results) + Environment.NewLine);
        string table = MutantScore.Table(results);
        File.WriteAllText(Path.Combine(folder, "mutants.md"), table);
        Console.Write(table);
        return Array.TrueForAll(results, static result => result.IsKilled) ? 0 : 1;
    }
}
