namespace Aether.Native.RocksDb;

/// <summary>Says whether RocksDB is on this machine.</summary>
public static class RocksDbNative
{
    /// <summary>True when the library is loaded.</summary>
    public static bool IsSupported => NativeLibraries.RocksDb.IsSupported;

    /// <summary>Null, or one sentence with the cause and the fix.</summary>
    public static string? NotSupportedReason => NativeLibraries.RocksDb.NotSupportedReason;
}
