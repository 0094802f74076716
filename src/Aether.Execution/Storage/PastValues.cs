using System.Buffers.Binary;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Storage;

/// <summary>The values that final blocks replaced, so that older states can be read.</summary>
/// <remarks>
/// <b>Shape</b>: under <see cref="ColumnFamily.History"/>, state key and height: one byte that tells whether the key
/// had a value before the block of that height, then the value. Under <see cref="ColumnFamily.Changes"/>, height: the
/// keys that the block changed, ascending. A key's value at a height is the one in its first entry above that height,
/// or the current one when there is none: one seek, however long the chain is.
/// </remarks>
internal static class PastValues
{
    private const byte Absent = 0;
    private const byte Present = 1;

    /// <summary>Adds what a block replaced.</summary>
    /// <param name="batch">Where to.</param>
    /// <param name="height">The block.</param>
    /// <param name="undo">The values before it of all keys that it changed.</param>
    public static void Put(StoreBatch batch, ulong height, ChangeSet undo)
    {
        byte[] keys = new byte[undo.Count * Hash256.Bytes];
        Span<byte> key = stackalloc byte[Hash256.Bytes + sizeof(ulong)];
        for (int index = 0; index < undo.Count; index++)
        {
            ref readonly Hash256 changed = ref undo.KeyAt(index);
            changed.Span.CopyTo(keys.AsSpan(index * Hash256.Bytes));
            bool had = undo.TryValueAt(index, out ReadOnlySpan<byte> before);
            BinaryPrimitives.WriteUInt64BigEndian(key[Hash256.Bytes..], height);
            changed.Span.CopyTo(key);
            Span<byte> value = batch.ReserveSealed(ColumnFamily.History, key, 1 + before.Length);
            value[0] = had ? Present : Absent;
            before.CopyTo(value[1..]);
            batch.Seal();
        }
        byte[] place = StoreKeys.Number(height);
        batch.PutSealed(ColumnFamily.Changes, place, keys);
    }

    /// <summary>Removes what is kept of a block; gives the number of its keys.</summary>
    public static int Delete(StoreBatch batch, KeyValuePair<byte[], byte[]> changes)
    {
        ulong height = StoreKeys.ReadNumber(changes.Key);
        byte[] keys = SealedValue.Open(ColumnFamily.Changes, changes.Key, changes.Value);
        for (int start = 0; start < keys.Length; start += Hash256.Bytes)
        {
            batch.Delete(ColumnFamily.History, StoreKeys.At(new Hash256(keys.AsSpan(start, Hash256.Bytes)), height));
        }
        batch.Delete(ColumnFamily.Changes, changes.Key);
        return keys.Length / Hash256.Bytes;
    }

    /// <summary>The value of a key before its first change above a height; false when the store has no such change.
    /// </summary>
    /// <param name="store">Where.</param>
    /// <param name="key">State key.</param>
    /// <param name="height">The height.</param>
    /// <param name="value">Null when the key had no value.</param>
    public static bool TryFind(IKeyValueStore store, in Hash256 key, ulong height, out byte[]? value)
    {
        value = null;
        if (height == ulong.MaxValue || !store.TryFindFirst(
            ColumnFamily.History, key.Span, StoreKeys.At(key, height + 1), out KeyValuePair<byte[], byte[]> entry))
        {
            return false;
        }
        value = Decode(SealedValue.Open(ColumnFamily.History, entry.Key, entry.Value));
        return true;
    }

    /// <summary>The keys a block changed; false when that is not kept.</summary>
    public static bool TryGetKeys(IKeyValueStore store, ulong height, out Hash256[] keys)
    {
        byte[] place = StoreKeys.Number(height);
        bool found = store.TryGet(ColumnFamily.Changes, place, out byte[] stored);
        byte[] bytes = found ? SealedValue.Open(ColumnFamily.Changes, place, stored) : [];
        keys = new Hash256[bytes.Length / Hash256.Bytes];
        for (int index = 0; index < keys.Length; index++)
        {
            keys[index] = new Hash256(bytes.AsSpan(index * Hash256.Bytes, Hash256.Bytes));
        }
        return found;
    }

    /// <summary>The value of a key before a block that changed it, null when it had none; false when not kept.
    /// </summary>
    public static bool TryGetBefore(IKeyValueStore store, in Hash256 key, ulong height, out byte[]? value)
    {
        byte[] place = StoreKeys.At(key, height);
        bool found = store.TryGet(ColumnFamily.History, place, out byte[] stored);
        value = found ? Decode(SealedValue.Open(ColumnFamily.History, place, stored)) : null;
        return found;
    }

    private static byte[]? Decode(byte[] value) => value switch
    {
        [Absent] => null,
        [Present, ..] => value[1..],
        _ => throw new StateCorruptException("a past value of the state does not decode"),
    };
}
