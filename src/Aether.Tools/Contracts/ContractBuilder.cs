using Aether.Core;
using Aether.Sdk.Contracts;
using Aether.Tools.Cli;

namespace Aether.Tools.Contracts;

/// <summary>Builds a contract: the same source gives the same bytes, wherever it is built.</summary>
/// <remarks>
/// The compiler runs in a folder of its own, where the source has the same relative names everywhere. What it adds
/// beside the code, names and its own version, is taken out; the names go to a file beside the module.
/// </remarks>
internal static class ContractBuilder
{
    private const string Compiled = "compiled.wasm";
    private const int PageBytes = 64 * 1024;
    private const int InitialPages = 2;
    private const int MaxPages = 16;

    private static readonly string[] s_clang =
    [
        "--target=wasm32", "-std=c11", "-Os", "-ffreestanding", "-nostdlib", "-fvisibility=hidden", "-mbulk-memory",
        "-msign-ext", "-Wall", "-Wextra", "-Wno-unused-function", "-c", "contract.c", "-o", "contract.o",
    ];

    private static readonly string[] s_linker =
    [
        "--no-entry", "--gc-sections", "--stack-first", "-z", "stack-size=16384",
        $"--initial-memory={InitialPages * PageBytes}", $"--max-memory={MaxPages * PageBytes}", "contract.o", "-o",
        Compiled,
    ];

    private static readonly string[] s_assemblyScript =
    [
        "contract.ts", "-o", Compiled, "--runtime", "stub", "-O3", "-Oz", "--converge", "--noAssert", "--use", "abort=",
        "--initialMemory", $"{InitialPages}", "--maximumMemory", $"{MaxPages}", "--debug",
    ];

    /// <summary>Compiles a folder.</summary>
    /// <param name="contract">The folder.</param>
    /// <param name="environment">Where to find programs.</param>
    /// <param name="cancellation">Ends the compiler.</param>
    /// <returns>The module with its description, and the names of its functions, which may be empty.</returns>
    public static async Task<(byte[] Module, byte[] Names)> BuildAsync(
        ContractFolder contract, CliEnvironment environment, CancellationToken cancellation)
    {
        DirectoryInfo work = Directory.CreateTempSubdirectory("aether-contract");
        try
        {
            CopySources(contract, work.FullName);
            if (contract.Language == ContractLanguage.C)
            {
                const string Install = "apt-get install clang-14 lld-14";
                await CompilerProcess.RunAsync("clang-14", s_clang, work.FullName, Install, cancellation)
                    .ConfigureAwait(false);
                await CompilerProcess.RunAsync("wasm-ld-14", s_linker, work.FullName, Install, cancellation)
                    .ConfigureAwait(false);
            }
            else
            {
                string[] arguments = [FindAssemblyScript(contract, environment), .. s_assemblyScript];
                await CompilerProcess.RunAsync(
                    "node", arguments, work.FullName, "apt-get install nodejs (20 or later)", cancellation)
                    .ConfigureAwait(false);
            }
            byte[] compiled = await File.ReadAllBytesAsync(Path.Combine(work.FullName, Compiled), cancellation)
                .ConfigureAwait(false);
            return Finish(compiled, contract.Abi);
        }
        finally
        {
            work.Delete(recursive: true);
        }
    }

    private static void CopySources(ContractFolder contract, string work)
    {
        string[] patterns = contract.Language == ContractLanguage.C ? ["*.c", "*.h"] : ["*.ts"];
        foreach (string path in patterns.SelectMany(pattern => Directory.GetFiles(contract.Path, pattern)))
        {
            File.Copy(path, Path.Combine(work, Path.GetFileName(path)));
        }
        string sdk = Path.Combine(work, KitFiles.SdkName(contract.Language));
        if (!File.Exists(sdk))
        {
            File.WriteAllText(sdk, KitFiles.Sdk(contract.Language));
        }
    }

    /// <summary>The compiler in `node_modules` of the folder or one above it, as npm looks for packages.</summary>
    private static string FindAssemblyScript(ContractFolder contract, CliEnvironment environment)
    {
        string? given = environment.GetVariable("AETHER_ASC");
        if (!string.IsNullOrEmpty(given) && File.Exists(given))
        {
            return given;
        }
        for (DirectoryInfo? folder = new(contract.Path); folder is not null; folder = folder.Parent)
        {
            string path = Path.Combine(folder.FullName, "node_modules", "assemblyscript", "bin", "asc.js");
            if (File.Exists(path))
            {
                return path;
            }
        }
        throw new CliException(
            ExitCode.Usage, ErrorCode.MissingProgram, "the AssemblyScript compiler is not installed",
            $"it is the npm package assemblyscript {KitFiles.AssemblyScriptVersion}, and node_modules has none",
            $"run `npm install` in {contract.Path}, or set AETHER_ASC to its bin/asc.js");
    }

    private static (byte[] Module, byte[] Names) Finish(byte[] compiled, ContractAbi abi)
    {
        if (!StartFunction.TryFold(compiled, out byte[] folded))
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.DoesNotBuild, "the contract has a start function",
                "a value outside of all functions is computed when the module starts, and nothing may run then",
                "make values of the module constants, and compute the others inside of functions");
        }
        byte[] description = abi.ToUtf8();
        if (description.Length > Limits.ContractAbi.MaxBytes)
        {
            throw new CliException(
                ExitCode.Usage, ErrorCode.BadAbi, "the description is too large",
                $"it has {description.Length} bytes of at most {Limits.ContractAbi.MaxBytes}", "shorten its docs");
        }
        WasmSections.TryFind(compiled, "name", out byte[] names);
        bool whole = WasmSections.TryRewrite(folded, ContractAbi.SectionName, description, out byte[] module);
        return whole
            ? (module, names)
            : throw new CliException(
                ExitCode.Usage, ErrorCode.DoesNotBuild, "the compiler wrote no WASM module",
                "its output is no sequence of sections", "use the compilers that src/docs/contracts/README.md names");
    }
}
