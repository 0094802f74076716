using System.Security.Cryptography;
using Aether.Crypto.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class Sha256NodeLanesTests
{
    [Fact]
    public void Hash_DoesWholeGroupsOnly_AndLeavesTheRest()
    {
        AssertGroups<Sha256Scalar>();
        if (LaneVariants.IsSupported(LaneVariant.Avx2))
            AssertGroups<Sha256Avx2>();
        if (LaneVariants.IsSupported(LaneVariant.Avx512))
            AssertGroups<Sha256Avx512>();
    }

    private static void AssertGroups<TKernel>()
        where TKernel : ISha256NodeKernel
    {
        const int Count = 39;
        byte[] nodes = new byte[Count * 64];
        new Random(1).NextBytes(nodes);
        byte[] digests = new byte[Count * 32];
        int done = Sha256NodeLanes<TKernel>.Hash(nodes, digests);

        Assert.Equal(Count / TKernel.Lanes * TKernel.Lanes, done);
        for (int index = 0; index < Count; index++)
        {
            byte[] expected = index < done ? SHA256.HashData(nodes.AsSpan(index * 64, 64)) : new byte[32];
            Assert.Equal(expected, digests.AsSpan(index * 32, 32).ToArray());
        }
    }
}
