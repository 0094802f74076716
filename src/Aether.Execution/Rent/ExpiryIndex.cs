using System.Buffers.Binary;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.State;

namespace Aether.Execution.Rent;

/// <summary>Which objects to look at in which epoch, because their deposit may have run out by then.</summary>
/// <remarks>
/// <b>Consensus</b>: at the end of a block one page of a bucket that is due is taken out of the state. An object whose
/// record names another bucket is passed over; one that was paid for since goes to a later bucket; the others are
/// archived. A live object is named by exactly one bucket that its record knows. Then the block's new entries are
/// added, ascending and each once. Nothing is kept before the first object. <b>Cost</b>: bounded for a block, whatever
/// runs out at once.
/// </remarks>
internal static class ExpiryIndex
{
    /// <summary>Archives what ran out and adds what was born. Gives the deposits that were used up.</summary>
    /// <param name="state">The block's changes.</param>
    /// <param name="parameters">Rate and horizon.</param>
    /// <param name="epoch">Epoch of the block.</param>
    /// <param name="births">Objects made or brought back by its transactions, used up.</param>
    public static UInt128 EndBlock(WriteSet state, ChainParameters parameters, uint epoch, SortedSet<Birth> births)
    {
        UInt128 collected = 0;
        if (TryTakePage(state, epoch, out uint bucket, out byte[] page))
        {
            for (int offset = 0; offset + Hash256.Bytes <= page.Length; offset += Hash256.Bytes)
            {
                ObjectId id = new(new Hash256(page.AsSpan(offset, Hash256.Bytes)));
                collected += Visit(state, parameters, epoch, bucket, id, births);
            }
        }
        Append(state, epoch, births);
        births.Clear();
        return collected;
    }

    private static UInt128 Visit(
        WriteSet state, ChainParameters parameters, uint epoch, uint bucket, ObjectId id, SortedSet<Birth> births)
    {
        Hash256 key = StateKey.ForObject(id);
        if (!state.TryGet(key, out byte[] encoded) || encoded[0] != ObjectRecord.Tag)
        {
            return 0;
        }
        ObjectBytes record = new(encoded);
        if (record.Bucket != bucket)
        {
            return 0;
        }
        uint expiry = RentRules.ExpiryOf(parameters, record.PaidUntil);
        if (expiry > epoch)
        {
            byte[] moved = [.. encoded];
            BinaryPrimitives.WriteUInt32LittleEndian(moved.AsSpan(ObjectRecord.BucketOffset), expiry);
            state.Put(key, moved);
            births.Add(new Birth(expiry, id));
            return 0;
        }
        state.Put(key, Ace.Encode(new ObjectTombstone(ObjectRecord.ArchiveHash(encoded), expiry)));
        return record.Deposit;
    }

    private static bool TryTakePage(WriteSet state, uint epoch, out uint bucket, out byte[] page)
    {
        page = [];
        bucket = 0;
        if (!TryReadCursor(state, out uint at, out uint pageIndex))
        {
            return false;
        }
        uint firstEpoch = at;
        bool found = false;
        for (int passed = 0; passed < Limits.Rent.MaxBucketsPerBlock && at <= epoch && !found; passed++)
        {
            bucket = at;
            uint pages = (ReadCount(state, at) + Limits.Rent.PageEntries - 1) / Limits.Rent.PageEntries;
            found = pageIndex < pages;
            if (found)
            {
                Hash256 key = ExpiryKeys.Page(at, pageIndex++);
                bool held = state.TryGet(key, out page);
                Core.Diagnostics.Check.That(held);
                state.Remove(key);
                continue;
            }
            if (pages > 0)
            {
                state.Remove(ExpiryKeys.Bucket(at));
            }
            at++;
            pageIndex = 0;
        }
        if (found || at != firstEpoch)
        {
            WriteCursor(state, at, pageIndex);
        }
        return found;
    }

    private static void Append(WriteSet state, uint epoch, SortedSet<Birth> births)
    {
        if (births.Count > 0 && !TryReadCursor(state, out _, out _))
        {
            WriteCursor(state, epoch + 1, 0);
        }
        List<ObjectId> bucket = [];
        uint current = 0;
        foreach (Birth birth in births)
        {
            if (birth.Bucket != current)
            {
                AppendBucket(state, current, bucket);
                bucket.Clear();
                current = birth.Bucket;
            }
            bucket.Add(birth.Id);
        }
        AppendBucket(state, current, bucket);
    }

    private static void AppendBucket(WriteSet state, uint bucket, List<ObjectId> ids)
    {
        if (ids.Count == 0)
        {
            return;
        }
        uint count = ReadCount(state, bucket);
        List<byte> page = [];
        if (count % Limits.Rent.PageEntries != 0)
        {
            bool held = state.TryGet(ExpiryKeys.Page(bucket, count / Limits.Rent.PageEntries), out byte[] open);
            Core.Diagnostics.Check.That(held);
            page.AddRange(open);
        }
        foreach (ObjectId id in ids)
        {
            page.AddRange(id.Value.Span);
            if (++count % Limits.Rent.PageEntries == 0)
            {
                state.Put(ExpiryKeys.Page(bucket, (count - 1) / Limits.Rent.PageEntries), [.. page]);
                page.Clear();
            }
        }
        if (page.Count > 0)
        {
            state.Put(ExpiryKeys.Page(bucket, count / Limits.Rent.PageEntries), [.. page]);
        }
        byte[] total = new byte[sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(total, count);
        state.Put(ExpiryKeys.Bucket(bucket), total);
    }

    // There is none before the first object.
    private static bool TryReadCursor(IStateReader state, out uint epoch, out uint page)
    {
        epoch = 0;
        page = 0;
        if (!state.TryGet(ExpiryKeys.Cursor, out byte[] bytes))
        {
            return false;
        }
        if (bytes.Length != 2 * sizeof(uint))
        {
            throw new StateCorruptException("the cursor of the expiry index has the wrong size");
        }
        epoch = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        page = BinaryPrimitives.ReadUInt32LittleEndian(bytes.AsSpan(sizeof(uint)));
        return true;
    }

    private static void WriteCursor(WriteSet state, uint epoch, uint page)
    {
        byte[] cursor = new byte[2 * sizeof(uint)];
        BinaryPrimitives.WriteUInt32LittleEndian(cursor, epoch);
        BinaryPrimitives.WriteUInt32LittleEndian(cursor.AsSpan(sizeof(uint)), page);
        state.Put(ExpiryKeys.Cursor, cursor);
    }

    private static uint ReadCount(IStateReader state, uint bucket)
    {
        if (!state.TryGet(ExpiryKeys.Bucket(bucket), out byte[] bytes))
        {
            return 0;
        }
        return bytes.Length == sizeof(uint)
            ? BinaryPrimitives.ReadUInt32LittleEndian(bytes)
            : throw new StateCorruptException("a bucket of the expiry index has the wrong size");
    }
}
