using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Merkle;
using Xunit;

namespace Aether.UnitTests.Crypto.Merkle;

public sealed class SparseMerkleRangeValuesTests
{
    [Fact]
    public void Hash_AnyLengthsInAnyOrder_EqualsTheHashOfEach()
    {
        Random random = new(3);
        foreach (LaneVariant variant in Enum.GetValues<LaneVariant>().Where(LaneVariants.IsSupported))
        {
            foreach (int count in (int[])[0, 1, 15, 16, 17, 33, 700])
            {
                byte[][] values = [.. Enumerable.Range(0, count).Select(_ => Draw(random))];
                int end = 0;
                int[] ends = [.. values.Select(value => end += value.Length)];
                Hash256[] hashes = new Hash256[count];
                SparseMerkleRangeValues.Hash(variant, values.SelectMany(value => value).ToArray(), ends, hashes);
                Assert.Equal(values.Select(value => StateHasher.HashValue(value)), hashes);
            }
        }
    }

    private static byte[] Draw(Random random)
    {
        byte[] value = new byte[random.Next(4) == 0 ? random.Next(1_500) : random.Next(60, 68)];
        random.NextBytes(value);
        return random.Next(3) == 0 ? [] : value;
    }
}
