using Aether.Core.Types;
using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

public sealed class RecentValuesTests
{
    [Fact]
    public void PutsAndRemovals_AreFoundLikeInADictionary()
    {
        Random random = new(1);
        RecentValues values = new();
        Dictionary<Hash256, byte[]?> model = [];
        for (int step = 0; step < 20_000; step++)
        {
            Hash256 key = TestLedger.Hash(random.Next(5_000));
            if (random.Next(4) == 0)
            {
                values.Remove(key);
                model[key] = null;
                continue;
            }
            byte[] value = new byte[random.Next(100) == 0 ? 5_000 : random.Next(200)];
            random.NextBytes(value);
            values.Put(key, value);
            model[key] = value;
        }
        Assert.Equal(model.Count, values.Count);
        for (int number = 0; number < 6_000; number++)
        {
            Hash256 key = TestLedger.Hash(number);
            bool known = values.TryGet(key, out bool removed, out ReadOnlySpan<byte> value);
            Assert.Equal(model.ContainsKey(key), known);
            if (known)
            {
                Assert.Equal(model[key] is null, removed);
                Assert.True(value.SequenceEqual(model[key] ?? []));
            }
        }
        Assert.Equal(
            model.OrderBy(pair => pair.Key).Select(pair => (pair.Key, pair.Value is null, pair.Value?.Length ?? 0)),
            values.Entries().OrderBy(entry => entry.Key).Select(e => (e.Key, e.Removed, e.Value.Length)));
    }

    [Fact]
    public void Clear_KeepsMemoryAndNoEntry()
    {
        RecentValues values = new();
        byte[] large = new byte[3 << 20];
        for (int round = 0; round < 3; round++)
        {
            for (int number = 0; number < 20_000; number++)
            {
                values.Put(TestLedger.Hash(number), BitConverter.GetBytes((number * 3) + round));
            }
            values.Put(TestLedger.Hash(-1), large);
            for (int number = 0; number < 20_000; number++)
            {
                Assert.True(values.TryGet(TestLedger.Hash(number), out _, out ReadOnlySpan<byte> value));
                Assert.Equal((number * 3) + round, BitConverter.ToInt32(value));
            }
            Assert.Equal(20_001, values.Count);
            values.Clear();
            Assert.Equal(0, values.Count);
            Assert.Equal(0, values.Bytes);
            Assert.Empty(values.Entries());
            Assert.False(values.TryGet(TestLedger.Hash(1), out _, out _));
        }
    }

    [Fact]
    public void Put_AfterClear_AllocatesNothing()
    {
        RecentValues values = new();
        Hash256[] keys = [.. Enumerable.Range(0, 20_000).Select(TestLedger.Hash)];
        byte[] value = new byte[100];
        long least = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            foreach (Hash256 key in keys)
            {
                values.Put(key, value);
            }
            values.Clear();
            least = Math.Min(least, GC.GetAllocatedBytesForCurrentThread() - before);
        }
        Assert.Equal(0, least);
    }
}
