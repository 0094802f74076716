using Aether.Core.Types;

namespace Aether.Execution.Storage;

/// <summary>The values of the state as the store holds them.</summary>
internal static class StoredState
{
    /// <summary>All values, ascending by key, read a part at a time.</summary>
    /// <exception cref="State.StateCorruptException">A value does not have its checksum.</exception>
    public static IEnumerable<KeyValuePair<Hash256, byte[]>> Read(IKeyValueStore store)
    {
        for (int first = 0; first <= byte.MaxValue; first++)
        {
            foreach (KeyValuePair<byte[], byte[]> entry in
                store.Scan(ColumnFamily.State, [(byte)first], int.MaxValue))
            {
                yield return new(
                    new Hash256(entry.Key), SealedValue.Open(ColumnFamily.State, entry.Key, entry.Value));
            }
        }
    }
}
