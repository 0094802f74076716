using System.Security.Cryptography;
using Aether.Crypto.Hashing;
using Xunit;

namespace Aether.UnitTests.Crypto.Hashing;

public sealed class LaneSchedulerTests
{
    [Fact]
    public void Hash_AnyMixOfLengths_ReachesEveryMessageOnce()
    {
        // Five scalar lanes: what is scheduled is compared apart from any vector arithmetic.
        int mixes = 0;
        foreach (int[] lengths in LaneMessages.Mixes())
        {
            LaneMessages messages = new(++mixes, lengths);
            byte[] digests = new byte[messages.Count * 64];
            LaneScheduler<FiveLanes>.Hash(default, messages.Bytes, messages.Ends, digests);
            for (int index = 0; index < messages.Count; index++)
                Assert.Equal(SHA512.HashData(messages[index]), digests.AsSpan(index * 64, 64).ToArray());
        }
    }

    [Fact]
    public void Hash_NothingToDo_ReturnsWithoutCompressing() =>
        LaneScheduler<FiveLanes>.Hash(default, [1, 2, 3], default, default);

    [Fact]
    public void Hash_RangesOutsideTheMessages_AreRefusedBeforeAnyRead()
    {
        byte[] digests = new byte[128];
        foreach (int[] ends in new int[][] { [1, int.MaxValue], [int.MinValue, 1], [2, 1], [0, 4] })
        {
            Assert.Throws<ArgumentException>(
                () => LaneScheduler<FiveLanes>.Hash(default, new byte[3], ends, digests));
        }

        Assert.All(digests, value => Assert.Equal(0, value));
    }

    // SAFETY: the scheduler sizes the transposed state by Lanes; a lane is copied out and back by its stride.
    private readonly unsafe struct FiveLanes : ILaneKernel
    {
        public static int Lanes => 5;

        public static int BlockBytes => 128;

        // SAFETY: lane is below 5.
        public static void Start(void* state, int lane) => Sha512State.Start((ulong*)state + lane, Lanes);

        // SAFETY: lane is below 5.
        public static void Finish(void* state, int lane, byte* digest) =>
            Sha512State.Write((ulong*)state + lane, Lanes, digest);

        // SAFETY: state has 40 words.
        public static void Compress(void* state, byte** low, byte** high)
        {
            ulong* all = (ulong*)state;
            ulong* own = stackalloc ulong[8];
            for (int lane = 0; lane < Lanes; lane++)
            {
                for (int word = 0; word < 8; word++)
                    own[word] = all[(word * Lanes) + lane];
                Sha512Scalar.Compress(own, low + lane, high + lane);
                for (int word = 0; word < 8; word++)
                    all[(word * Lanes) + lane] = own[word];
            }
        }
    }
}
