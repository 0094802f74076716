using Aether.Network.Links;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.NetworkTests.Links;

public sealed class DatagramRingTests
{
    [Fact]
    public void TryTake_AnySizes_GivesWhatAQueueWould()
    {
        SeededRandom random = new(5);
        DatagramRing ring = new(8 * 1_024);
        Queue<(ushort[] Peers, byte[] Bytes)> expected = [];
        int refused = 0;
        Span<ushort> peers = new ushort[32];
        Span<byte> buffer = new byte[1_150];
        for (int step = 0; step < 20_000; step++)
        {
            if (random.OneIn(2))
            {
                ushort[] to = [.. Enumerable.Range(0, 1 + random.Below(9)).Select(_ => random.U16())];
                byte[] bytes = random.Bytes(1 + random.Below(1_150));
                if (ring.TryAdd(to, bytes))
                {
                    expected.Enqueue((to, bytes));
                }
                else
                {
                    refused++;
                }
            }
            else if (ring.TryTake(peers, buffer, out int peerCount, out int length))
            {
                (ushort[] to, byte[] bytes) = expected.Dequeue();
                Assert.True(peers[..peerCount].SequenceEqual(to));
                Assert.True(buffer[..length].SequenceEqual(bytes));
            }
            else
            {
                Assert.Empty(expected);
            }
            Assert.Equal(expected.Count, ring.Count);
        }
        Assert.True(refused > 100);
    }
}
