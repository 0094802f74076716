namespace Aether.PipelineBench.Validators;

/// <summary>A folder on the disk of this checkout, gone when disposed; or one that was asked for, which stays.
/// </summary>
internal sealed class BenchFolder : IDisposable
{
    private readonly bool _isOwn;

    public BenchFolder(string? given)
    {
        // Not the system's temporary folder, which may be memory.
        _isOwn = given is null;
        Path = System.IO.Path.GetFullPath(
            given ?? $"artifacts/bench/pipeline-{Environment.ProcessId}-{Guid.NewGuid():n}");
        Directory.CreateDirectory(Path);
    }

    public string Path { get; }

    public void Dispose()
    {
        if (_isOwn)
            Directory.Delete(Path, recursive: true);
    }
}
