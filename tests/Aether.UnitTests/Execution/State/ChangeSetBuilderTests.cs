using Aether.Core.Types;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class ChangeSetBuilderTests
{
    [Fact]
    public void Build_RandomChanges_EqualsASortedDictionary()
    {
        ChangeSetBuilder builder = new();
        for (int seed = 0; seed < 300; seed++)
        {
            Random random = new(seed);
            SortedDictionary<Hash256, byte[]?> model = [];
            int keys = random.Next(1, 400);
            for (int count = random.Next(3 * keys); count > 0; count--)
            {
                Hash256 key = DrawKey(random, seed % 4, keys);
                byte[]? value = random.Next(4) == 0 ? null : new byte[random.Next(90)];
                model[key] = value;
                if (value is null)
                {
                    builder.Remove(key);
                }
                else
                {
                    random.NextBytes(value);
                    builder.Add(key, value);
                }
            }
            ChangeSet set = builder.Build();
            Assert.Equal(model.Keys, set.Keys.ToArray());
            Assert.Equal(model, set.ToSorted());
            foreach ((Hash256 key, byte[]? expected) in model)
            {
                Assert.Equal(expected is not null, set.TryValueAt(set.Find(key), out ReadOnlySpan<byte> value));
                Assert.Equal(expected ?? [], value.ToArray());
            }
            Assert.Equal(0, builder.Count);
        }
    }

    [Fact]
    public void Clear_DropsWhatWasAdded()
    {
        ChangeSetBuilder builder = new();
        builder.Add(TestLedger.Hash(1), [1]);
        builder.Clear();
        Assert.Equal(0, builder.Build().Count);
    }

    // Digests, then keys chosen so that all bytes but a few are equal: at the end, at the front, in the middle.
    private static Hash256 DrawKey(Random random, int kind, int keys)
    {
        int number = random.Next(keys);
        if (kind == 0)
        {
            return TestLedger.Hash(number);
        }
        byte[] bytes = new byte[Hash256.Bytes];
        int place = kind switch { 1 => 30, 2 => 0, _ => 5 };
        bytes[place] = (byte)(number >> 8);
        bytes[place + 1] = (byte)number;
        return new Hash256(bytes);
    }
}
