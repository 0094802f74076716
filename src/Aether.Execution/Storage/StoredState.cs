using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Storage;

/// <summary>The values of the state as the store holds them.</summary>
/// <remarks>
/// Reading does not open the seals: the root that is made of the values and compared with the header's is over every
/// bit of them. <see cref="CheckSeals"/> says what is damaged when it does not fit.
/// </remarks>
internal sealed class StoredState(IKeyValueStore store) : IStateParts
{
    /// <inheritdoc/>
    public void Read(int part, ChangeSetBuilder values) =>
        store.Visit(ColumnFamily.State, (byte)part, (key, stored) =>
        {
            if (key.Length != Hash256.Bytes || stored.Length < SealedValue.SealBytes)
            {
                throw new StateCorruptException("an entry of the state has a wrong length");
            }
            values.Add(new Hash256(key), stored[..^SealedValue.SealBytes]);
        });

    /// <summary>Opens every seal.</summary>
    /// <exception cref="StateCorruptException">A value does not have its checksum.</exception>
    public void CheckSeals()
    {
        for (int part = 0; part < IStateParts.Count; part++)
        {
            store.Visit(
                ColumnFamily.State,
                (byte)part,
                static (key, stored) => SealedValue.Open(ColumnFamily.State, key, stored));
        }
    }
}
