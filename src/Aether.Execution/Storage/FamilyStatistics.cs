namespace Aether.Execution.Storage;

/// <summary>Entries of a column family and the bytes of their keys and values, before compression.</summary>
public readonly record struct FamilyStatistics(ColumnFamily Family, long Entries, long Bytes);
