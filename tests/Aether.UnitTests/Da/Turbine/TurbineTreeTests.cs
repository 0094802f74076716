using System.Buffers.Binary;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Vrf;
using Aether.Da.Turbine;
using Aether.UnitTests.Da.Shreds;
using Xunit;

namespace Aether.UnitTests.Da.Turbine;

public sealed class TurbineTreeTests
{
    [Fact]
    public void Order_EveryCountUpTo500_CoversEveryoneButTheLeaderOnce()
    {
        for (int count = 1; count <= 500; count++)
        {
            UInt128[] stakes = Stakes(count, count);
            TurbineTree tree = new(ShredBlock.Genesis, 1, stakes, 1 + (count % 20));
            ushort leader = (ushort)(count * 7 % count);
            for (byte shard = 0; shard < 2; shard++)
                AssertCovers(tree, new ShredPlace((ulong)count, leader, 3, shard));
        }
    }

    [Fact]
    public void Order_EqualsTheDefinition()
    {
        UInt128[] stakes = Stakes(37, 5);
        stakes[4] = stakes[5];
        UInt128 total = stakes.Aggregate((a, b) => a + b);
        TurbineTree tree = new(ShredBlock.Genesis, 9, stakes);
        ShredPlace place = new(0x0102030405060708, 11, 0x0203, 41);
        byte[] seed = Sha256Tagged.Hash(
            "aeth/turbine/v1"u8,
            [.. ShredBlock.Genesis.Span, 9, 0, 0, 0, 8, 7, 6, 5, 4, 3, 2, 1, 11, 0, 3, 2, 41]).ToArray();
        List<(UInt256 Score, ushort Index)> race = [];
        for (ushort index = 0; index < stakes.Length; index++)
        {
            byte[] block = new byte[64];
            block[0] = (byte)(index / 2);
            byte[] digest = new byte[32];
            Blake3.KeyedHash(seed, block, digest);
            UInt128 draw = BinaryPrimitives.ReadUInt128BigEndian(digest.AsSpan(index % 2 * 16));
            Assert.True(NegLog.TryScore(draw, stakes[index], total, out UInt256 score));
            if (index != place.Proposer)
                race.Add((score, index));
        }

        race.Sort();
        Assert.Equal(race.Select(entry => entry.Index), tree.Order(place).ToArray());
        Assert.Equal(race[0].Index, tree.Root(place));
        Assert.Equal(
            "16 6 36 35 25 14 26 4",
            string.Join(' ', tree.Order(place)[..8].ToArray()));
    }

    [Fact]
    public void Root_IsTheFirstOfTheOrder()
    {
        TurbineTree tree = new(ShredBlock.Genesis, 1, Stakes(150, 3));
        for (int round = 0; round < 300; round++)
        {
            ShredPlace place = new((ulong)round, (ushort)(round % 150), (ushort)round, (byte)(round % 64));
            Assert.Equal(tree.Order(place)[0], tree.Root(place));
        }
    }

    [Fact]
    public void Root_OverManyShreds_IsProportionalToStake()
    {
        UInt128[] stakes = [50, 20, 10, 10, 5, 5, 1_000];
        TurbineTree tree = new(ShredBlock.Genesis, 1, stakes);
        const int Rounds = 20_000;
        int[] wins = new int[stakes.Length];
        for (int round = 0; round < Rounds; round++)
            wins[tree.Root(new ShredPlace((ulong)round, 6, 0, 0))]++;
        Assert.Equal(0, wins[6]);
        for (int index = 0; index < 6; index++)
        {
            // Five standard deviations; the seeds are fixed.
            double share = (double)stakes[index] / 100;
            double expected = share * Rounds;
            double deviation = Math.Sqrt(expected * (1 - share));
            Assert.InRange(wins[index], expected - (5 * deviation), expected + (5 * deviation));
        }
    }

    [Fact]
    public void TargetsOf_EveryValidator_TogetherReachEveryoneOnce()
    {
        (int Count, int FanOut)[] shapes = [(1, 3), (2, 3), (3, 1), (10, 200), (202, 200), (203, 200), (60, 3)];
        foreach ((int count, int fanOut) in shapes)
        {
            TurbineTree tree = new(ShredBlock.Genesis, 1, Stakes(count, 1), fanOut);
            ShredPlace place = new(5, (ushort)(count - 1), 1, 2);
            HashSet<int> reached = count > 1 ? [tree.Root(place)] : [];
            for (int validator = 0; validator < count; validator++)
            {
                foreach (ushort target in tree.TargetsOf(place, validator).ToArray())
                    Assert.True(reached.Add(target));
            }

            Assert.Equal(Enumerable.Range(0, count - 1), reached.Order());
            Assert.Empty(tree.TargetsOf(place, count).ToArray());
            Assert.Empty(tree.TargetsOf(place, -1).ToArray());
        }
    }

    [Theory]
    [InlineData(2, 200, 0)]
    [InlineData(202, 200, 1)]
    [InlineData(203, 200, 2)]
    [InlineData(1_500, 200, 2)]
    [InlineData(4_096, 3, 8)]
    public void Depth_IsThatOfTheLastPosition(int count, int fanOut, int expected)
    {
        TurbineTree tree = new(ShredBlock.Genesis, 1, Stakes(count, 1), fanOut);
        Assert.Equal(expected, tree.Depth);
        int depth = 0;
        for (int position = count - 2; position > 0; position = (position - 1) / fanOut)
            depth++;
        Assert.Equal(expected, depth);
    }

    [Fact]
    public void RootAndOrder_AfterTheFirstCall_AllocateNothing()
    {
        TurbineTree tree = new(ShredBlock.Genesis, 1, Stakes(300, 1));
        Run(tree);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Run(tree);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void Run(TurbineTree tree)
    {
        for (byte shard = 0; shard < 20; shard++)
        {
            ShredPlace place = new(1, 2, 3, shard);
            _ = tree.Root(place);
            _ = tree.TargetsOf(place, tree.Order(place)[1]).Length;
        }
    }

    private static void AssertCovers(TurbineTree tree, ShredPlace place)
    {
        ushort[] order = tree.Order(place).ToArray();
        Assert.Equal(
            Enumerable.Range(0, tree.Count).Where(index => index != place.Proposer),
            order.Select(index => (int)index).Order());
        int next = 1;
        for (int position = 0; position < order.Length; position++)
        {
            int children = tree.Children(position, out int start);
            Assert.True(children == 0 || start == next);
            next += children;
        }

        Assert.Equal(Math.Max(1, order.Length), next);
    }

    internal static UInt128[] Stakes(int count, int seed)
    {
        Random random = new(seed);
        return [.. Enumerable.Range(0, count).Select(_ => (UInt128)random.NextInt64(1, 1_000_000_000_000_000))];
    }
}
