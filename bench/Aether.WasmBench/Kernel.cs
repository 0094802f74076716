using System.Diagnostics;

namespace Aether.WasmBench;

/// <summary>A program that exports <c>run(n)</c>.</summary>
/// <param name="Name">Name of the file without its ending.</param>
/// <param name="Argument">n.</param>
internal sealed record Kernel(string Name, int Argument)
{
    /// <summary>The programs that are compared with V8.</summary>
    public static IReadOnlyList<Kernel> All { get; } =
    [
        new("sha256", 20_000),
        new("sort", 200_000),
        new("quicksort", 500_000),
        new("fib", 30),
        new("sieve", 2_000_000),
        new("mul64", 20_000_000),
        new(TokenKernel.Name, 20_000),
    ];

    /// <summary>Converts the text, changed or not, with wabt. Gives the path of the module.</summary>
    /// <remarks><b>Errors</b>: throws where the text or wabt is missing.</remarks>
    public static string Convert(string name, string folder, Func<string, string>? change = null)
    {
        if (name == TokenKernel.Name)
        {
            return TokenKernel.Compile(folder);
        }

        string own = Path.Combine(AppContext.BaseDirectory, "Kernels", name + ".wat");
        string source = File.Exists(own) ? own : Path.Combine(SharedKernels(), name + ".wat");
        string target = Path.Combine(folder, name + ".wasm");
        if (change is not null)
        {
            string changed = Path.Combine(folder, name + ".changed.wat");
            File.WriteAllText(changed, change(File.ReadAllText(source)));
            source = changed;
        }

        ConvertFile(source, target);
        return target;
    }

    /// <summary>Converts one file.</summary>
    public static void ConvertFile(string source, string target)
    {
        using Process process = Process.Start("wat2wasm", [source, "-o", target]);
        process.WaitForExit();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{source} does not convert");
        }
    }

    private static string SharedKernels()
    {
        string? configured = Environment.GetEnvironmentVariable("AETHER_VECTORS");
        if (!string.IsNullOrEmpty(configured))
        {
            return Path.Combine(configured, "wasm-kernels");
        }

        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string candidate = Path.Combine(at.FullName, "shared", "vectors", "wasm-kernels");
            if (Directory.Exists(candidate))
            {
                return candidate;
            }
        }

        throw new InvalidOperationException("no shared/vectors: set AETHER_VECTORS");
    }
}
