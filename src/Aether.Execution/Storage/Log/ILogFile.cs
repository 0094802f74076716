namespace Aether.Execution.Storage.Log;

/// <summary>One file of a log.</summary>
/// <remarks><b>Threads</b>: one. <b>Errors</b>: <see cref="IOException"/> from every member.</remarks>
public interface ILogFile : IDisposable
{
    /// <summary>Bytes of the file.</summary>
    long Length { get; }

    /// <summary>Reads from an offset until the buffer is full or the file ends; gives the bytes read.</summary>
    int Read(long offset, Span<byte> into);

    /// <summary>Writes all bytes at an offset; until <see cref="Sync"/> any part may be lost.</summary>
    void Write(long offset, ReadOnlySpan<byte> bytes);

    /// <summary>Cuts the file to a length.</summary>
    void Truncate(long length);

    /// <summary>Everything written before is on disk.</summary>
    void Sync();
}
