using System.Diagnostics;

namespace Aether.WasmBench;

/// <summary>The token contract in C as a kernel: one module with its host, which imports nothing.</summary>
internal static class TokenKernel
{
    /// <summary>Name of the kernel.</summary>
    public const string Name = "token";

    /// <summary>The kit's own flags.</summary>
    private static readonly string[] s_clang =
    [
        "--target=wasm32", "-std=c11", "-Os", "-ffreestanding", "-nostdlib", "-fvisibility=hidden", "-mbulk-memory",
        "-msign-ext", "-c", "token.c", "-o", "token.o",
    ];

    private static readonly string[] s_linker =
    [
        "--no-entry", "--gc-sections", "--stack-first", "-z", "stack-size=16384", "--initial-memory=131072",
        "--max-memory=131072", "token.o", "-o", "token.wasm",
    ];

    /// <summary>Compiles it. Gives the path of the module.</summary>
    public static string Compile(string folder)
    {
        string root = ContractSource.Root();
        string kit = Path.Combine(root, "src", "Aether.Tools", "Contracts", "Kit", "aether.h");
        string contract = Path.Combine(root, "src", "docs", "contracts", "token", "c", "contract.c");
        string host = Path.Combine(AppContext.BaseDirectory, "Kernels", "token-host.c");

        // What the kit imports is defined in the module instead.
        IEnumerable<string> header = File.ReadLines(kit)
            .Where(line => !line.StartsWith("AE_HOST(", StringComparison.Ordinal));
        File.WriteAllLines(Path.Combine(folder, "aether.h"), header);
        File.WriteAllText(Path.Combine(folder, "token.c"), File.ReadAllText(contract) + File.ReadAllText(host));
        Run("clang-14", s_clang, folder);
        Run("wasm-ld-14", s_linker, folder);
        return Path.Combine(folder, "token.wasm");
    }

    private static void Run(string program, string[] arguments, string folder)
    {
        using Process process = Process.Start(new ProcessStartInfo(program, arguments) { WorkingDirectory = folder })!;
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} does not compile the token");
        }
    }
}
