using System.Runtime.InteropServices;
using Aether.TestKit.Simulation;

namespace Aether.TestKit.NodeSimulation;

/// <summary>One column family: a dictionary, and its keys in order once somebody scans it.</summary>
internal sealed class StoreFamily
{
    private readonly Dictionary<byte[], byte[]> _values = new(KeyComparer.Instance);
    private List<byte[]>? _sorted;

    /// <summary>Entries.</summary>
    public int Count => _values.Count;

    /// <summary>Equal for equal contents, whatever happened before.</summary>
    public ulong Digest { get; private set; }

    /// <summary>All entries, unordered.</summary>
    public IEnumerable<KeyValuePair<byte[], byte[]>> Entries => _values;

    /// <summary>The digest as if some entries were not there.</summary>
    public ulong DigestWithout(Func<KeyValuePair<byte[], byte[]>, bool> isLeftOut) =>
        _values.Where(isLeftOut).Aggregate(Digest, (digest, entry) => digest ^ Hash(entry.Key, entry.Value));

    /// <summary>Reads a value.</summary>
    public bool TryGet(ReadOnlySpan<byte> key, out byte[] value)
    {
        bool found = _values.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key, out byte[]? held);
        value = held ?? [];
        return found;
    }

    /// <summary>Sets a value, or removes it when null; gives the one before.</summary>
    public byte[]? Set(byte[] key, byte[]? value)
    {
        bool known = _values.TryGetValue(key, out byte[]? before);
        if (known)
        {
            Digest ^= Hash(key, before!);
        }
        if (value is not null)
        {
            Digest ^= Hash(key, value);
            _values[key] = value;
        }
        else if (known)
        {
            _values.Remove(key);
        }
        if (_sorted is not null && known != value is not null)
        {
            Move(_sorted, key, value is not null);
        }
        return known ? before : null;
    }

    /// <summary>The entries with a prefix, ascending.</summary>
    public List<KeyValuePair<byte[], byte[]>> Scan(ReadOnlySpan<byte> prefix, int limit)
    {
        if (_sorted is null)
        {
            _sorted = [.. _values.Keys];
            _sorted.Sort(static (left, right) => left.AsSpan().SequenceCompareTo(right));
        }
        List<KeyValuePair<byte[], byte[]>> entries = [];
        for (int index = Find(_sorted, prefix); index < _sorted.Count && entries.Count < limit; index++)
        {
            byte[] key = _sorted[index];
            if (!key.AsSpan().StartsWith(prefix))
            {
                break;
            }
            entries.Add(new(key, _values[key]));
        }
        return entries;
    }

    private static void Move(List<byte[]> sorted, byte[] key, bool present)
    {
        // Most keys rise with the height, so the end is tried first.
        bool last = sorted.Count == 0 || sorted[^1].AsSpan().SequenceCompareTo(key) < 0;
        int at = last ? sorted.Count : Find(sorted, key);
        if (present)
        {
            sorted.Insert(at, key);
        }
        else
        {
            sorted.RemoveAt(at);
        }
    }

    private static int Find(List<byte[]> sorted, ReadOnlySpan<byte> key)
    {
        int low = 0;
        int high = sorted.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            bool below = sorted[middle].AsSpan().SequenceCompareTo(key) < 0;
            (low, high) = below ? (middle + 1, high) : (low, middle);
        }
        return low;
    }

    private static ulong Hash(byte[] key, byte[] value)
    {
        ulong state = Fold((ulong)key.Length, key);
        state = Fold(state ^ (ulong)value.Length, value);
        return SimulationRandom.SplitMix(ref state);
    }

    private static ulong Fold(ulong state, ReadOnlySpan<byte> bytes)
    {
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(bytes);
        foreach (ulong word in words)
        {
            state = Mix(state, word);
        }
        ulong rest = 0;
        foreach (byte last in bytes[(words.Length * 8)..])
        {
            rest = (rest << 8) | last;
        }
        return Mix(state, rest);
    }

    private static ulong Mix(ulong state, ulong word)
    {
        ulong high = Math.BigMul(state ^ word, 0x9E3779B97F4A7C15, out ulong low);
        return high ^ low ^ 0xD1B54A32D192ED03;
    }

    private sealed class KeyComparer : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static readonly KeyComparer Instance = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode(byte[] obj) => GetHashCode(obj.AsSpan());

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate) => (int)(Fold(1, alternate) >> 32);

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();
    }
}
