namespace Aether.Execution.Storage;

/// <summary>One change of a batch; a null value removes the key.</summary>
public readonly record struct StoreOperation(ColumnFamily Family, byte[] Key, byte[]? Value);
