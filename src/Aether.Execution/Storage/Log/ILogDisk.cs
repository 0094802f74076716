namespace Aether.Execution.Storage.Log;

/// <summary>A folder of log segments: the disk, memory, or a disk that loses power in a test.</summary>
/// <remarks><b>Errors</b>: <see cref="IOException"/> from every member.</remarks>
public interface ILogDisk : IDisposable
{
    /// <summary>Names of the files, ascending by ordinal.</summary>
    IReadOnlyList<string> List();

    /// <summary>Makes a file that must not exist; its name lasts after <see cref="SyncNames"/>.</summary>
    ILogFile Create(string name);

    /// <summary>Opens a file that exists.</summary>
    ILogFile Open(string name);

    /// <summary>Removes a file; it is gone for good after <see cref="SyncNames"/>.</summary>
    void Delete(string name);

    /// <summary>What was made and removed before is so on disk.</summary>
    void SyncNames();
}
