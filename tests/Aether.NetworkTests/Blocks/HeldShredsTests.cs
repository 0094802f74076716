using Aether.Core;
using Aether.Pipeline.Propagation;
using Xunit;

namespace Aether.NetworkTests.Blocks;

public sealed class HeldShredsTests
{
    private readonly HeldShreds _held = new(peers: 8);

    [Fact]
    public void Release_TwoBlocks_GivesThoseOfOneInOrderAndKeepsTheOther()
    {
        for (byte shred = 0; shred < 20; shred++)
        {
            Assert.True(_held.TryAdd((ulong)(shred % 2), 3, (ushort)(shred % 8), new byte[shred + 1], nowMs: shred));
        }
        List<(int Peer, int Bytes)> odd = [];
        _held.Release(1, 3, (peer, shred) => odd.Add((peer, shred.Length)));
        Assert.Equal(Enumerable.Range(0, 20).Where(n => n % 2 == 1).Select(n => (n % 8, n + 1)), odd);
        _held.Release(0, 4, (_, _) => Assert.Fail("of another proposer"));
        Assert.Equal(10, _held.Count);
        int even = 0;
        _held.Release(0, 3, (_, _) => even++);
        Assert.Equal((10, 0), (even, _held.Count));
    }

    [Fact]
    public void Release_AfterOthersWereGivenOut_GivesTheBytesThatCame()
    {
        Random random = new(3);
        List<byte[]> kept = [];
        for (int shred = 0; shred < 200; shred++)
        {
            byte[] bytes = new byte[1 + random.Next(1_136)];
            random.NextBytes(bytes);
            Assert.True(_held.TryAdd((ulong)(shred % 3), 0, 1, bytes, 0));
            if (shred % 3 == 2)
            {
                kept.Add(bytes);
            }
        }
        _held.Release(0, 0, (_, _) => { });
        _held.Release(1, 0, (_, _) => { });
        List<byte[]> given = [];
        _held.Release(2, 0, (_, shred) => given.Add(shred.ToArray()));
        Assert.Equal(kept, given);
    }

    [Fact]
    public void TryAdd_OnePeer_HasItsShareAndLeavesRoomForOthers()
    {
        byte[] shred = new byte[Limits.Shred.MaxBytes];
        int taken = 0;
        while (_held.TryAdd(1, 1, 0, shred, 0))
        {
            taken++;
        }
        Assert.Equal(Limits.Shred.MaxHeldBytes / 4 / shred.Length, taken);
        Assert.True(_held.TryAdd(1, 1, 1, shred, 0));
        Assert.False(_held.TryAdd(1, 1, 8, shred, 0));
        _held.Forget(beforeMs: 1);
        Assert.Equal(0, _held.Count);
        Assert.True(_held.TryAdd(1, 1, 0, shred, 5));
        _held.Forget(beforeMs: 5);
        Assert.Equal(1, _held.Count);
    }
}
