using System.Numerics;
using System.Security.Cryptography;
using System.Text;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.TestKit.Ledger;

/// <summary>Deposits, debts and expiry once more: a list of identifiers for each epoch.</summary>
public sealed class SpecRent(ChainParameters parameters)
{
    private readonly SortedDictionary<uint, List<ObjectId>> _buckets = [];
    private readonly List<(uint Bucket, ObjectId Id)> _born = [];
    private uint? _epoch;
    private int _page;

    /// <summary>Identifiers waiting for their epoch.</summary>
    public int Waiting => _buckets.Values.Sum(list => list.Count);

    /// <summary>What an object of a size locks.</summary>
    public BigInteger Deposit(int bytes) =>
        (BigInteger)parameters.RentPerBytePerEpoch * bytes * parameters.RentHorizonEpochs;

    /// <summary>The size that counts: contracts and code are charged for what they store, too.</summary>
    public static int Charged(ObjectRecord record) =>
        record.EncodedBytes + (record.Kind is 2 or 3 ? (int)BitConverter.ToUInt64(record.Data) : 0);

    /// <summary>What an object of a size owes.</summary>
    public BigInteger Due(int bytes, uint since, uint epoch) =>
        (BigInteger)parameters.RentPerBytePerEpoch * bytes * BigInteger.Max(0, (BigInteger)epoch - since);

    /// <summary>An epoch and the horizon.</summary>
    public uint Later(uint epoch) => (uint)BigInteger.Min(
        uint.MaxValue, (BigInteger)epoch + parameters.RentHorizonEpochs);

    /// <summary>Notes an object that was made or brought back.</summary>
    public void Born(uint bucket, ObjectId id) => _born.Add((bucket, id));

    /// <summary>How many were noted in this block; to go back to with <see cref="Forget"/>.</summary>
    public int Noted => _born.Count;

    /// <summary>Forgets what was noted after a moment.</summary>
    public void Forget(int noted) => _born.RemoveRange(noted, _born.Count - noted);

    /// <summary>Archives what ran out, a page of 64 in a block; gives the deposits.</summary>
    public BigInteger EndBlock(
        uint epoch, Dictionary<ObjectId, ObjectRecord> live, Dictionary<ObjectId, ObjectTombstone> archived)
    {
        BigInteger collected = 0;
        List<ObjectId> page = NextPage(epoch, out uint bucket);
        foreach (ObjectId id in page)
        {
            if (!live.TryGetValue(id, out ObjectRecord? record) || record.Bucket != bucket)
            {
                continue;
            }
            uint expiry = Later(record.PaidUntil);
            if (expiry > epoch)
            {
                live[id] = record with { Bucket = expiry };
                Born(expiry, id);
                continue;
            }
            collected += (BigInteger)record.Deposit;
            live.Remove(id);
            archived[id] = new ObjectTombstone(HashOf(record), expiry);
        }
        _epoch ??= _born.Count > 0 ? epoch + 1 : null;
        foreach ((uint at, ObjectId id) in _born.Distinct().OrderBy(entry => entry.Bucket).ThenBy(entry => entry.Id))
        {
            _buckets.TryAdd(at, []);
            _buckets[at].Add(id);
        }
        _born.Clear();
        return collected;
    }

    /// <summary>What a tombstone keeps of a record.</summary>
    public static Hash256 HashOf(ObjectRecord record) => new(SHA256.HashData(
        [.. Encoding.ASCII.GetBytes("aeth/archive/v1"), .. Ace.Encode(record)]));

    /// <summary>What the state holds of it.</summary>
    public void AddValues(SortedDictionary<Hash256, byte[]> values)
    {
        if (_epoch is { } next)
        {
            values[Key("rent/cursor")] = [.. BitConverter.GetBytes(next), .. BitConverter.GetBytes(_page)];
        }
        foreach ((uint bucket, List<ObjectId> ids) in _buckets)
        {
            values[Key("rent/bucket/", bucket)] = BitConverter.GetBytes(ids.Count);
            int done = bucket == _epoch ? _page : 0;
            for (int page = done; page * 64 < ids.Count; page++)
            {
                values[Key("rent/page/", bucket, (uint)page)] =
                    [.. ids.Skip(page * 64).Take(64).SelectMany(id => id.Value.ToArray())];
            }
        }
    }

    private static Hash256 Key(string name, params uint[] numbers) => StateKey.ForMeta(
        [.. Encoding.ASCII.GetBytes(name), .. numbers.SelectMany(BitConverter.GetBytes)]);

    private List<ObjectId> NextPage(uint epoch, out uint bucket)
    {
        for (int passed = 0; passed < 64 && _epoch <= epoch; passed++)
        {
            bucket = _epoch.Value;
            List<ObjectId> page = [.. _buckets.GetValueOrDefault(bucket, []).Skip(_page * 64).Take(64)];
            if (page.Count > 0)
            {
                _page++;
                return page;
            }
            _buckets.Remove(bucket);
            _epoch++;
            _page = 0;
        }
        bucket = 0;
        return [];
    }
}
