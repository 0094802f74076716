namespace Aether.Execution.Storage;

/// <summary>Changes to apply together. Later operations on a key win.</summary>
public sealed class StoreBatch
{
    private readonly List<StoreOperation> _operations = [];

    /// <summary>The operations in order.</summary>
    public IReadOnlyList<StoreOperation> Operations => _operations;

    /// <summary>Sets a value.</summary>
    public void Put(ColumnFamily family, byte[] key, byte[] value) =>
        _operations.Add(new StoreOperation(family, key, value));

    /// <summary>Removes a key.</summary>
    public void Delete(ColumnFamily family, byte[] key) => _operations.Add(new StoreOperation(family, key, null));
}
