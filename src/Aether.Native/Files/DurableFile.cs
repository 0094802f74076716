using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aether.Native.Files;

/// <summary>A file whose writes are on disk when <see cref="SyncData"/> returns.</summary>
/// <remarks>
/// <b>Threads</b>: reads from any; writes from one at a time. <b>Errors</b>: <see cref="IOException"/>. After a failed
/// write or sync nothing is known about what lies on the disk: the caller stops using the file.
/// </remarks>
public sealed partial class DurableFile : IDisposable
{
    private readonly SafeFileHandle _handle;

    private DurableFile(SafeFileHandle handle) => _handle = handle;

    /// <summary>Bytes of the file.</summary>
    public long Length => RandomAccess.GetLength(_handle);

    /// <summary>
    /// Makes a file that must not exist. Its name is on disk after <see cref="Libc.FlushDirectory"/>.
    /// </summary>
    public static DurableFile Create(string path) =>
        new(File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read));

    /// <summary>Opens a file that exists.</summary>
    public static DurableFile Open(string path) =>
        new(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read));

    /// <summary>Reads from an offset until the buffer is full or the file ends; gives the bytes read.</summary>
    public int Read(long offset, Span<byte> into)
    {
        int total = 0;
        while (total < into.Length)
        {
            int count = RandomAccess.Read(_handle, into[total..], offset + total);
            if (count == 0)
            {
                break;
            }
            total += count;
        }
        return total;
    }

    /// <summary>Writes all bytes at an offset; they may still be lost when the machine stops.</summary>
    public void Write(long offset, ReadOnlySpan<byte> bytes) => RandomAccess.Write(_handle, bytes, offset);

    /// <summary>Cuts the file. Followed by <see cref="SyncData"/> to last.</summary>
    public void Truncate(long length) => RandomAccess.SetLength(_handle, length);

    /// <summary>Everything written before is on disk, with the length needed to read it (fdatasync).</summary>
    public void SyncData()
    {
        bool held = false;
        try
        {
            _handle.DangerousAddRef(ref held);
            if (fdatasync((int)_handle.DangerousGetHandle()) != 0)
            {
                throw new IOException($"cannot flush a file to disk: {Marshal.GetLastPInvokeErrorMessage()}");
            }
        }
        finally
        {
            if (held)
            {
                _handle.DangerousRelease();
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    [LibraryImport("libc", SetLastError = true)]
    [UnmanagedCallConv(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static partial int fdatasync(int descriptor);
}
