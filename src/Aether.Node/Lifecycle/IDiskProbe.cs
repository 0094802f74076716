namespace Aether.Node.Lifecycle;

/// <summary>Reads how full a disk is.</summary>
internal interface IDiskProbe
{
    /// <summary>Free bytes and all bytes; false when the disk cannot be asked.</summary>
    bool TryRead(out long freeBytes, out long totalBytes);
}
