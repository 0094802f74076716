using Aether.Core.Types;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.State;

public sealed class WriteSetTests
{
    [Fact]
    public void RandomLayers_EqualCopiedDictionaries()
    {
        Random random = new(1);
        BlockState below = TestLedger.InitialState();
        for (int round = 0; round < 200; round++)
        {
            WriteSet lower = new(below);
            Dictionary<Hash256, byte[]?> lowerModel = [];
            Change(random, lower, lowerModel);
            WriteSet upper = new(lower);
            Dictionary<Hash256, byte[]?> upperModel = new(lowerModel);
            Change(random, upper, upperModel);
            Compare(upper, upperModel);
            Compare(lower, lowerModel);
            lower.Merge(upper);
            Compare(lower, upperModel);
        }
    }

    private static void Change(Random random, WriteSet set, Dictionary<Hash256, byte[]?> model)
    {
        for (int count = random.Next(8); count > 0; count--)
        {
            Hash256 key = TestLedger.Hash(random.Next(10));
            byte[]? value = random.Next(3) == 0 ? null : [(byte)random.Next(256)];
            model[key] = value;
            if (value is null)
            {
                set.Remove(key);
            }
            else
            {
                set.Put(key, value);
            }
        }
    }

    private static void Compare(WriteSet set, Dictionary<Hash256, byte[]?> model)
    {
        for (int index = 0; index < 10; index++)
        {
            Hash256 key = TestLedger.Hash(index);
            byte[]? expected = model.GetValueOrDefault(key);
            Assert.Equal(expected is not null, set.TryGet(key, out byte[] value));
            Assert.Equal(expected ?? [], value);
        }
        Assert.Equal(set.Changes.Keys.Order(), set.Changes.Keys);
    }
}
