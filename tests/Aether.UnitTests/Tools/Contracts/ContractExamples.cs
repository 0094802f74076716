using Aether.Tools.Cli;
using Aether.Tools.Contracts;
using Aether.UnitTests.Repository;

namespace Aether.UnitTests.Tools.Contracts;

/// <summary>The contracts of <c>src/docs/contracts</c>, built once for all tests.</summary>
internal static class ContractExamples
{
    /// <summary>Names of the folders.</summary>
    public static readonly string[] Names = ["counter", "token", "escrow"];

    private static readonly Dictionary<string, Task<byte[]>> s_built = Names
        .SelectMany(_ => Enum.GetValues<ContractLanguage>(), (name, language) => (name, language))
        .ToDictionary(pair => Key(pair.name, pair.language), pair => BuildAsync(pair.name, pair.language));

    /// <summary>Folder of one contract in one language.</summary>
    public static string Folder(string name, ContractLanguage language) => Path.Combine(
        RepositoryFiles.Root, "src/docs/contracts", name,
        language == ContractLanguage.C ? "c" : "assemblyscript");

    /// <summary>The compiler package that the repository locks.</summary>
    public static string AssemblyScript { get; } = Path.Combine(
        RepositoryFiles.Root, "src/docs/contracts/node_modules/assemblyscript/bin/asc.js");

    /// <summary>The module, built with the rest of them in parallel.</summary>
    public static Task<byte[]> ModuleAsync(string name, ContractLanguage language) => s_built[Key(name, language)];

    /// <summary>Builds a contract now.</summary>
    public static async Task<byte[]> BuildAsync(string name, ContractLanguage language)
    {
        CliEnvironment environment = new()
        {
            Output = TextWriter.Null,
            Error = TextWriter.Null,
            GetVariable = _ => null,
            Http = new SocketsHttpHandler(),
        };
        ContractFolder folder = ContractFolder.Open(Folder(name, language));
        return (await ContractBuilder.BuildAsync(folder, environment, CancellationToken.None)).Module;
    }

    private static string Key(string name, ContractLanguage language) => $"{name}-{language}";
}
