namespace Aether.Node.Lifecycle;

/// <summary>The disk that a folder is on.</summary>
/// <param name="folder">The folder.</param>
internal sealed class FolderDisk(string folder) : IDiskProbe
{
    private readonly string _folder = Path.GetFullPath(folder);

    /// <inheritdoc/>
    public bool TryRead(out long freeBytes, out long totalBytes)
    {
        (freeBytes, totalBytes) = (0, 0);
        try
        {
            DriveInfo drive = new(_folder);
            (freeBytes, totalBytes) = (drive.AvailableFreeSpace, drive.TotalSize);
            return true;
        }
        catch (Exception error) when (error is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return false;
        }
    }
}
