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
    public async Task Readers_BesideTheWriter_SeeOnlyWholeValues()
    {
        RecentValues values = new();
        using CancellationTokenSource done = new();
        Task<long>[] readers = [.. Enumerable.Range(0, 2).Select(_ => Task.Run(() =>
        {
            long seen = 0;
            for (int number = 0; !done.IsCancellationRequested; number = (number + 1) % 3_000)
            {
                if (values.TryGet(TestLedger.Hash(number), out bool removed, out ReadOnlySpan<byte> value))
                {
                    Assert.False(removed);
                    Assert.True(value.Length > 0 && !value.ContainsAnyExcept(value[0]));
                    seen++;
                }
            }
            return seen;
        }))];
        for (int step = 0; step < 60_000; step++)
        {
            byte[] value = new byte[1 + (step % 40)];
            value.AsSpan().Fill((byte)step);
            values.Put(TestLedger.Hash(step % 3_000), value);
        }
        await done.CancelAsync();
        await Task.WhenAll(readers);
        Assert.Equal(3_000, values.Count);
    }
}
