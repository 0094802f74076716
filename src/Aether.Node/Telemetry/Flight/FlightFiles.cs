using Aether.Core;

namespace Aether.Node.Telemetry.Flight;

/// <summary>Two files that take turns: when one is full the other, older one is begun anew.</summary>
/// <remarks>
/// Written without a buffer, so what was appended outlives the process, however it ends; it is never synced, so a
/// machine that loses power may lose the end. <b>Threads</b>: one at a time.
/// </remarks>
internal sealed class FlightFiles : IDisposable
{
    private readonly string _folder;
    private readonly long _maxBytes;
    private FileStream _file;
    private int _index;

    /// <summary>Goes on in the file that was written last; the record of the run before stays.</summary>
    /// <param name="folder">The node's data folder.</param>
    /// <param name="maxBytes">A file is full when it has as many.</param>
    /// <exception cref="IOException">The folder cannot be written.</exception>
    public FlightFiles(string folder, long maxBytes = Limits.Telemetry.FlightFileBytes)
    {
        _folder = folder;
        _maxBytes = maxBytes;
        _index = File.GetLastWriteTimeUtc(PathOf(1)) > File.GetLastWriteTimeUtc(PathOf(0)) ? 1 : 0;
        _file = Open(FileMode.OpenOrCreate);
        _file.Seek(0, SeekOrigin.End);
        if (_file.Length > 0)
        {
            // The line before may have been cut off with its process.
            _file.Write("\n"u8);
        }
    }

    /// <summary>True when the next line belongs into the other file.</summary>
    public bool IsFull => _file.Position >= _maxBytes;

    /// <summary>Name of one of the two files.</summary>
    public static string NameOf(int index) => $"flight-{index}.ndjson";

    /// <summary>Begins the other file anew.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Turn()
    {
        _file.Dispose();
        _index = 1 - _index;
        _file = Open(FileMode.Create);
    }

    /// <summary>Appends a line with its line feed.</summary>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Append(ReadOnlySpan<byte> line) => _file.Write(line);

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    private string PathOf(int index) => Path.Combine(_folder, NameOf(index));

    private FileStream Open(FileMode mode)
    {
        FileStreamOptions options = new()
        {
            Mode = mode,
            Access = FileAccess.Write,
            Share = FileShare.ReadWrite | FileShare.Delete,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        }
        return new FileStream(PathOf(_index), options);
    }
}
