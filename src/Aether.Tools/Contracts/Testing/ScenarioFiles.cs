using Aether.Tools.Cli;

namespace Aether.Tools.Contracts.Testing;

/// <summary>The scenarios of a contract's folder.</summary>
internal static class ScenarioFiles
{
    /// <summary>Names of scenarios.</summary>
    public const string Pattern = "scenario*.json";

    private const int MaxBytes = 1024 * 1024;

    /// <summary>Those given, else those in the folder, else those above it; an error when there is none.</summary>
    public static string[] Find(ContractFolder contract, string[] given)
    {
        string[] found = given.Length > 0 ? given : Directory.GetFiles(contract.Path, Pattern);
        string above = Path.GetFullPath(Path.Combine(contract.Path, ".."));
        found = found.Length > 0 ? found : Directory.GetFiles(above, Pattern);
        Array.Sort(found, StringComparer.Ordinal);
        return found.Length > 0
            ? found
            : throw new CliException(
                ExitCode.Usage, ErrorCode.BadFile, $"there is no scenario in {contract.Path}",
                $"scenarios are files named {Pattern}",
                "write one; src/docs/contracts/counter/scenario.json is an example");
    }

    /// <summary>Reads a scenario; an error with its mistake when it is none.</summary>
    public static ScenarioFile Read(string path) =>
        ScenarioJson.Read(Inputs.File(path, MaxBytes), out string problem) ?? throw new CliException(
            ExitCode.Usage, ErrorCode.BadFile, $"{path} is no scenario", problem,
            "see src/docs/specs/contract-scenarios.md");
}
