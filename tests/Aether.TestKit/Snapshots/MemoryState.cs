using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Snapshots;
using Aether.TestKit.Ledger;

namespace Aether.TestKit.Snapshots;

/// <summary>A state by definition: values in a sorted list, the tree computed from them.</summary>
public sealed class MemoryState
{
    private readonly KeyValuePair<Hash256, byte[]>[] _values;

    /// <summary>A state of these values.</summary>
    public MemoryState(IEnumerable<KeyValuePair<Hash256, byte[]>> values)
    {
        _values = [.. values.OrderBy(item => item.Key)];
        Proofs = new NaiveProofSource(
            _values.Select(item => KeyValuePair.Create(item.Key, StateHasher.HashValue(item.Value))));
        Root = Proofs.Root;
    }

    /// <summary>The tree.</summary>
    public NaiveProofSource Proofs { get; }

    /// <summary>Its root.</summary>
    public Hash256 Root { get; }

    /// <summary>The values, ascending by key.</summary>
    public IReadOnlyList<KeyValuePair<Hash256, byte[]>> Values => _values;

    /// <summary>A state of a few random values.</summary>
    public static MemoryState Draw(int seed, int count, int maxValueBytes)
    {
        Random random = new(seed);
        Dictionary<Hash256, byte[]> values = [];
        for (int index = 0; index < count; index++)
        {
            byte[] key = new byte[Hash256.Bytes];
            byte[] value = new byte[random.Next(maxValueBytes)];
            random.NextBytes(key);
            random.NextBytes(value);
            values[new Hash256(key)] = value;
        }
        return new MemoryState(values);
    }

    /// <summary>The state after a few values were changed, added and removed.</summary>
    public MemoryState Change(int seed, int count, int maxValueBytes)
    {
        Random random = new(seed);
        Dictionary<Hash256, byte[]> values = new(_values);
        for (int index = 0; index < count && _values.Length > 0; index++)
        {
            Hash256 key = _values[random.Next(_values.Length)].Key;
            if (random.Next(3) == 0)
            {
                values.Remove(key);
            }
            else
            {
                values[key] = BitConverter.GetBytes(random.NextInt64());
            }
        }
        foreach (KeyValuePair<Hash256, byte[]> item in Draw(seed + 1, count, maxValueBytes).Values)
        {
            values[item.Key] = item.Value;
        }
        return new MemoryState(values);
    }

    /// <summary>The values from a key on.</summary>
    public IStateCursor Open(Hash256 first) => new Cursor([.. _values.Where(item => item.Key >= first)]);

    private sealed class Cursor(KeyValuePair<Hash256, byte[]>[] values) : IStateCursor
    {
        private int _next;

        public bool TryNext(out Hash256 key, out ReadOnlySpan<byte> value)
        {
            bool has = _next < values.Length;
            key = has ? values[_next].Key : default;
            value = has ? values[_next].Value : default;
            _next++;
            return has;
        }

        public void Dispose()
        {
        }
    }
}
