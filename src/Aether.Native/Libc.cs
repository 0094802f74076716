using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Aether.Native;

/// <summary>The few calls of the C library that .NET has no equivalent for.</summary>
public static partial class Libc
{
    private const int ReadOnly = 0;
    private const int CloseOnExec = 0x80000;
    private const int NoSuchEntry = 2;
    private const int Directory = 0x10000;
    private const int HugePageAdvice = 14;
    private const int Continue = 18;
    private const int Stop = 19;

    /// <summary>Makes created, renamed and removed entries of a directory durable (fsync of the directory).</summary>
    /// <exception cref="IOException">The directory cannot be opened or flushed.</exception>
    public static void FlushDirectory(string path)
    {
        int descriptor = open(path, ReadOnly | Directory);
        if (descriptor < 0)
        {
            throw new IOException($"cannot open the folder {path}: {Marshal.GetLastPInvokeErrorMessage()}");
        }
        int result = fsync(descriptor);
        string reason = Marshal.GetLastPInvokeErrorMessage();
        _ = close(descriptor);
        if (result != 0)
        {
            throw new IOException($"cannot flush the folder {path}: {reason}");
        }
    }

    /// <summary>
    /// Opens a file for reading whatever lock its owner holds: .NET asks for one of its own, which that denies.
    /// </summary>
    /// <exception cref="IOException">It cannot be opened.</exception>
    public static SafeFileHandle OpenUnlocked(string path)
    {
        if (!OperatingSystem.IsLinux())
        {
            return File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        }
        int descriptor = open(path, ReadOnly | CloseOnExec);
        int error = Marshal.GetLastPInvokeError();
        return descriptor >= 0 ? new SafeFileHandle(descriptor, ownsHandle: true)
            : error == NoSuchEntry ? throw new FileNotFoundException($"there is no file {path}", path)
            : throw new IOException($"cannot open the file {path}: {Marshal.GetPInvokeErrorMessage(error)}");
    }

    /// <summary>
    /// Sets a variable that native libraries read: .NET changes a copy of the environment that they do not see. Not
    /// while another thread may read the environment.
    /// </summary>
    internal static void SetVariable(string name, string value) => _ = setenv(name, value, 1);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static partial int setenv(string name, string value, int overwrite);

    /// <summary>
    /// Asks for huge pages under a range of memory, which saves most misses of the address cache. A kernel without them
    /// says no, and nothing changes.
    /// </summary>
    /// <param name="address">Aligned to a page.</param>
    /// <param name="bytes">Length of the range.</param>
    public static void AdviseHugePages(nint address, nuint bytes) => _ = madvise(address, bytes, HugePageAdvice);

    [LibraryImport("libc")]
    [UnmanagedCallConv(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static partial int madvise(nint address, nuint length, int advice);

    /// <summary>Stops a process, or lets it go on. False when there is none that this one may tell.</summary>
    /// <param name="process">Number of one process, positive.</param>
    /// <param name="stop">True stops it.</param>
    public static bool TryPause(int process, bool stop) => process > 0 && kill(process, stop ? Stop : Continue) == 0;

    [LibraryImport("libc")]
    [UnmanagedCallConv(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static partial int kill(int process, int signal);

    /// <summary>The user this process acts as.</summary>
    public static uint EffectiveUserId() => geteuid();

    [LibraryImport("libc")]
    [UnmanagedCallConv(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static partial uint geteuid();

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    [UnmanagedCallConv(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static partial int open(string path, int flags);

    [LibraryImport("libc", SetLastError = true)]
    [UnmanagedCallConv(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static partial int fsync(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    [UnmanagedCallConv(CallConvs = [typeof(System.Runtime.CompilerServices.CallConvCdecl)])]
    private static partial int close(int descriptor);
}
