using System.Runtime.InteropServices;
using Aether.Native.Interop;

namespace Aether.Native.RocksDb;

/// <summary>Turns the C interface's error strings into exceptions.</summary>
// SAFETY: the pointer is null or a zero-terminated string that this class frees exactly once.
internal static unsafe class RocksDbError
{
    /// <summary>Throws when the call left a message.</summary>
    internal static void ThrowIfSet(byte* error)
    {
        if (error is not null)
            Throw(error);
    }

    private static void Throw(byte* error)
    {
        string message = Marshal.PtrToStringUTF8((nint)error) ?? "unknown storage error";
        RocksDbMethods.rocksdb_free(error);
        throw new RocksDbException(message);
    }
}
