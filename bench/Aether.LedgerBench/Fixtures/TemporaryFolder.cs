namespace Aether.LedgerBench.Fixtures;

/// <summary>A folder on the disk of this checkout, gone when disposed.</summary>
internal sealed class TemporaryFolder : IDisposable
{
    public TemporaryFolder(string name)
    {
        // Not the system's temporary folder, which may be memory.
        Path = System.IO.Path.GetFullPath($"artifacts/bench/{name}-{Environment.ProcessId}-{Guid.NewGuid():n}");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public void Dispose() => Directory.Delete(Path, recursive: true);
}
