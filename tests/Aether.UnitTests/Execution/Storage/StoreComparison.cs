using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

/// <summary>Random operations on a store, compared with plain sorted dictionaries.</summary>
internal static class StoreComparison
{
    public static void Run(IKeyValueStore store, SortedDictionary<string, byte[]> model, int seed, int batches)
    {
        Random random = new(seed);
        for (int count = 0; count < batches; count++)
        {
            StoreBatch batch = new();
            for (int operation = random.Next(12); operation > 0; operation--)
            {
                ColumnFamily family = (ColumnFamily)random.Next(3);
                byte[] key = Key(random);
                if (random.Next(3) == 0)
                {
                    batch.Delete(family, key);
                    model.Remove(Name(family, key));
                }
                else
                {
                    byte[] value = new byte[random.Next(5)];
                    random.NextBytes(value);
                    batch.Put(family, key, value);
                    model[Name(family, key)] = value;
                }
            }
            store.Write(batch, sync: false);
            Compare(store, model, random);
        }
    }

    public static void Compare(IKeyValueStore store, SortedDictionary<string, byte[]> model, Random random)
    {
        ColumnFamily family = (ColumnFamily)random.Next(3);
        byte[] key = Key(random);
        bool found = store.TryGet(family, key, out byte[] value);
        Assert.Equal(model.TryGetValue(Name(family, key), out byte[]? expected), found);
        Assert.Equal(expected ?? [], value);
        byte[] prefix = random.Next(3) == 0 ? [] : key[..random.Next(key.Length + 1)];
        int limit = random.Next(1, 40);
        string[] names = [.. model.Keys.Where(name => name.StartsWith(Name(family, prefix), StringComparison.Ordinal))
            .Order(StringComparer.Ordinal).Take(limit)];
        IReadOnlyList<KeyValuePair<byte[], byte[]>> entries = store.Scan(family, prefix, limit);
        Assert.Equal(names, entries.Select(entry => Name(family, entry.Key)));
        Assert.Equal(names.Select(name => model[name]), entries.Select(entry => entry.Value));
    }

    private static byte[] Key(Random random)
    {
        byte[] key = new byte[random.Next(1, 4)];
        for (int index = 0; index < key.Length; index++)
        {
            key[index] = (byte)(random.Next(2) == 0 ? random.Next(3) : 255 - random.Next(2));
        }
        return key;
    }

    private static string Name(ColumnFamily family, byte[] key) => $"{(int)family}:{Convert.ToHexString(key)}";
}
