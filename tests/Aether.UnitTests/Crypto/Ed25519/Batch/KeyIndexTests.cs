using Aether.Crypto.Ed25519.Batch;
using Xunit;

namespace Aether.UnitTests.Crypto.Ed25519.Batch;

public sealed class KeyIndexTests
{
    [Fact]
    public void NumberOf_MixedKeys_NumbersLeadToTheKeys()
    {
        const int Capacity = 300;
        KeyIndex index = new(Capacity);
        for (int round = 0; round < 5; round++)
        {
            var random = new Random(round);
            byte[] distinct = new byte[Capacity * 32];
            HashSet<int> seen = [];
            int count = 0;
            index.Clear();
            for (int i = 0; i < Capacity; i++)
            {
                int choice = random.Next(200);
                seen.Add(choice);
                byte[] key = Key(choice);
                int number = index.NumberOf(key, distinct, ref count);
                Assert.Equal(key, distinct[(number * 32)..((number + 1) * 32)]);
            }

            // A search that gives up may number a key twice; that is rare at this load.
            Assert.InRange(count, seen.Count, seen.Count + 20);
        }
    }

    [Fact]
    public void NumberOf_KeysThatAllCollide_StaysWithinItsRoom()
    {
        const int Capacity = 64;
        KeyIndex index = new(Capacity);
        byte[] distinct = new byte[Capacity * 32];
        int count = 0;
        for (int i = 0; i < Capacity; i++)
        {
            // Equal first words fall into one place whatever the factor.
            byte[] key = new byte[32];
            key[31] = (byte)(i % 20);
            int number = index.NumberOf(key, distinct, ref count);
            Assert.Equal(key, distinct[(number * 32)..((number + 1) * 32)]);
        }

        Assert.True(count <= Capacity);
    }

    private static byte[] Key(int number)
    {
        byte[] key = new byte[32];
        new Random(number).NextBytes(key);
        return key;
    }
}
