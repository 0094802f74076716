using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aether.Native.Files;

/// <summary>A file whose writes are on disk when <see cref="SyncData"/> returns.</summary>
/// <remarks>
/// Long writes go from the caller's memory to the disk, past the system's cache, where the file system can: a fresh
/// page of the cache costs several times the copy into it. <b>Threads</b>: reads from any; writes from one at a time.
/// <b>Errors</b>: <see cref="IOException"/>. After a failed
/// write or sync nothing is known about what lies on the disk: the caller stops using the file.
/// </remarks>
public sealed partial class DurableFile : IDisposable
{
    /// <summary>
    /// Unit of direct writes: what lies at multiples of it in the file has to lie so in memory. The page size, which is
    /// a multiple of every disk's sector.
    /// </summary>
    public const int DirectUnit = 4_096;

    // Shorter ones are worth their copy: the cache collects them.
    private const int MinDirectBytes = 64 * 1024;
    private const int ReadWrite = 2;
    private const int CloseOnExec = 0x80000;

    private readonly SafeFileHandle _handle;

    // The same file, opened to write past the cache; null where that cannot be.
    private SafeFileHandle? _direct;

    private DurableFile(SafeFileHandle handle, string path)
    {
        _handle = handle;
        _direct = OpenDirect(path);
    }

    /// <summary>Bytes of the file.</summary>
    public long Length => RandomAccess.GetLength(_handle);

    /// <summary>
    /// Makes a file that must not exist. Its name is on disk after <see cref="Libc.FlushDirectory"/>.
    /// </summary>
    public static DurableFile Create(string path) =>
        new(File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.Read), path);

    /// <summary>Opens a file that exists.</summary>
    public static DurableFile Open(string path) =>
        new(File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.Read), path);

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
    /// <remarks>
    /// Goes past the cache when it is long and its address is that of the file, up to a multiple of
    /// <see cref="DirectUnit"/>.
    /// </remarks>
    // SAFETY: the pin keeps the address that is compared until the bytes are written.
    public unsafe void Write(long offset, ReadOnlySpan<byte> bytes)
    {
        int head = (int)(-offset & (DirectUnit - 1));
        int middle = (bytes.Length - head) & -DirectUnit;
        if (_direct is null || middle < MinDirectBytes)
        {
            RandomAccess.Write(_handle, bytes, offset);
            return;
        }
        fixed (byte* start = bytes)
        {
            bool isAligned = ((nuint)(start + head) & (DirectUnit - 1)) == 0;
            if (!isAligned || !TryWriteDirect(offset + head, bytes.Slice(head, middle)))
            {
                RandomAccess.Write(_handle, bytes, offset);
                return;
            }
        }
        // The ends share their pages with what lies beside them, so they take the cache's way.
        RandomAccess.Write(_handle, bytes[..head], offset);
        RandomAccess.Write(_handle, bytes[(head + middle)..], offset + head + middle);
    }

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
    public void Dispose()
    {
        _direct?.Dispose();
        _handle.Dispose();
    }

    // False when the file system opens a file for direct writes and then refuses them.
    private bool TryWriteDirect(long offset, ReadOnlySpan<byte> bytes)
    {
        try
        {
            RandomAccess.Write(_direct!, bytes, offset);
            return true;
        }
        catch (IOException)
        {
            // The disk's own failures come again on the other way.
            _direct!.Dispose();
            _direct = null;
            return false;
        }
    }

    // Some file systems, such as those in memory, have no direct writes.
    private static SafeFileHandle? OpenDirect(string path)
    {
        int flag = RuntimeInformation.ProcessArchitecture switch
        {
            Architecture.X64 => 0x4000,
            Architecture.Arm64 => 0x10000,
            _ => 0,
        };
        int descriptor = flag == 0 || !OperatingSystem.IsLinux() ? -1 : open(path, ReadWrite | CloseOnExec | flag);
        return descriptor < 0 ? null : new SafeFileHandle(descriptor, ownsHandle: true);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    [UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int fdatasync(int descriptor);
}
