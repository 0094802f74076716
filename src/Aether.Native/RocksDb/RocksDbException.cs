namespace Aether.Native.RocksDb;

/// <summary>A storage failure with RocksDB's own message: disk full, corruption, a held lock.</summary>
public sealed class RocksDbException : Exception
{
    /// <summary>Creates the exception with RocksDB's message.</summary>
    public RocksDbException(string message)
        : base(message)
    {
        ArgumentNullException.ThrowIfNull(message);
        IsLockError = message.Contains("lock", StringComparison.OrdinalIgnoreCase)
            && message.StartsWith("IO error", StringComparison.Ordinal);
        IsCorruption = message.StartsWith("Corruption", StringComparison.Ordinal);
        IsUnknownFamily = message.Contains("Column families not opened", StringComparison.Ordinal);
    }

    /// <summary>True when the database has column families that the caller did not name.</summary>
    public bool IsUnknownFamily { get; }

    /// <summary>True when another process, or another handle of this one, has the database open.</summary>
    public bool IsLockError { get; }

    /// <summary>True when stored data failed its checks: the database must not be used further.</summary>
    public bool IsCorruption { get; }
}
