namespace Aether.UnitTests.Repository;

/// <summary>The working tree as the house rules see it: every text file that is not a build product.</summary>
internal static class RepositoryFiles
{
    private static readonly string[] s_skippedFolders =
    [
        "bin", "obj", "node_modules", ".git", "artifacts", "devnet-data", ".vs", ".idea", "BenchmarkDotNet.Artifacts",
        "__pycache__", "TestResults",
    ];

    private static readonly HashSet<string> s_textExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        ".cs", ".csproj", ".props", ".targets", ".sln", ".json", ".md", ".sh", ".ps1", ".txt", ".toml", ".yml", ".yaml",
        ".c", ".h", ".cpp", ".cc", ".hpp", ".cu", ".cuh", ".S", ".cmake", ".ts", ".js", ".mjs", ".cjs", ".py", ".rs",
        ".tla", ".v", ".pml", ".html", ".css", ".http", ".lds", ".map", ".ver",
    };

    private static readonly HashSet<string> s_textNames =
        ["LICENSE", ".editorconfig", ".gitignore", ".gitattributes", ".npmrc", "run", "CMakeLists.txt"];

    /// <summary>The folder that holds <c>Aether.sln</c>, found upwards from the test binary.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>Repository-relative paths with forward slashes, in ordinal order.</summary>
    public static IReadOnlyList<string> All { get; } = Enumerate();

    /// <summary>The lines of <paramref name="path"/> (repository-relative).</summary>
    public static string[] ReadLines(string path) => File.ReadAllLines(Path.Combine(Root, path));

    /// <summary>The text of <paramref name="path"/> (repository-relative).</summary>
    public static string ReadText(string path) => File.ReadAllText(Path.Combine(Root, path));

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Aether.sln")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("Aether.sln is in no folder above " + AppContext.BaseDirectory);
    }

    private static List<string> Enumerate()
    {
        List<string> paths = [];
        Stack<string> pending = new([Root]);
        while (pending.TryPop(out string? folder))
        {
            foreach (string child in Directory.GetDirectories(folder))
            {
                bool isBuild = child == Path.Combine(Root, "native", "build")
                    || child == Path.Combine(Root, "gpu", "build");
                if (!s_skippedFolders.Contains(Path.GetFileName(child)) && !isBuild)
                {
                    pending.Push(child);
                }
            }

            foreach (string file in Directory.GetFiles(folder))
            {
                if (s_textExtensions.Contains(Path.GetExtension(file)) || s_textNames.Contains(Path.GetFileName(file)))
                {
                    paths.Add(Path.GetRelativePath(Root, file).Replace('\\', '/'));
                }
            }
        }

        paths.Sort(StringComparer.Ordinal);
        return paths;
    }
}
