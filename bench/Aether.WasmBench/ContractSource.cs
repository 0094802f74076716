using System.Diagnostics;

namespace Aether.WasmBench;

/// <summary>The examples of <c>src/docs/contracts</c>, built with the kit.</summary>
internal static class ContractSource
{
    /// <summary>Builds an example and gives its module.</summary>
    /// <param name="name">Folder of the example.</param>
    /// <param name="language">c or assemblyscript.</param>
    /// <param name="folder">Where the module goes.</param>
    /// <remarks><b>Errors</b>: throws where the kit or a compiler is missing.</remarks>
    public static string Build(string name, string language, string folder)
    {
        string root = Root();
        string tool = Path.Combine(root, "src", "Aether.Tools", "bin", "Release", "net10.0", "aetherctl.dll");
        string source = Path.Combine(root, "src", "docs", "contracts", name, language);
        string module = Path.Combine(folder, $"{name}-{language}.wasm");
        ProcessStartInfo start = new("dotnet", [tool, "contract", "build", source, "--out", module])
        {
            RedirectStandardOutput = true,
        };
        using Process process = Process.Start(start)!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0
            ? module
            : throw new InvalidOperationException($"{source} does not build: {output}");
    }

    /// <summary>The repository, above the program.</summary>
    public static string Root()
    {
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (File.Exists(Path.Combine(at.FullName, "Aether.sln")))
            {
                return at.FullName;
            }
        }

        throw new InvalidOperationException("the program is not inside the repository");
    }
}
