using Aether.Core;
using Aether.Core.Codec;
using Aether.Network.Sync;
using Aether.Network.Transport;
using Aether.NetworkTests.Peers;
using Xunit;

namespace Aether.NetworkTests.Sync;

public sealed class SyncServerTests
{
    [Fact]
    public void Budget_OfAPeer_IsItsRate()
    {
        (SyncServer server, TestSource source, byte[] request, int length) = Server();
        long served = Serve(server, PeerKeys.Name(1), request, seconds: 10);
        const long Rate = Limits.Sync.ServedPerPeerPerSecond;
        Assert.InRange(served, 10 * Rate, (11 * Rate) + length);
        int reads = source.Reads;
        Assert.True(server.TryAnswer(10_000, PeerKeys.Name(1), request, out byte[]? refused));
        Assert.Null(refused);
        Assert.Equal(reads, source.Reads);
        Assert.True(server.TryAnswer(10_000, PeerKeys.Name(2), request, out byte[]? other));
        Assert.Equal(length, other!.Length);
    }

    [Fact]
    public void Budget_OfAll_IsItsRate()
    {
        (SyncServer server, TestSource _, byte[] request, int length) = Server();
        long served = 0;
        for (long now = 0; now < 5_000; now += 20)
        {
            for (int peer = 1; peer <= 30; peer++)
            {
                Assert.True(server.TryAnswer(now, PeerKeys.Name(peer), request, out byte[]? answer));
                served += answer?.Length ?? 0;
            }
        }
        Assert.InRange(served, 5 * Limits.Sync.ServedPerSecond, (6 * Limits.Sync.ServedPerSecond) + length);
    }

    [Fact]
    public void Request_AnythingElse_IsNone()
    {
        (SyncServer server, TestSource _, byte[] request, int _) = Server();
        Assert.False(server.TryAnswer(0, PeerKeys.Name(1), [], out _));
        Assert.False(server.TryAnswer(0, PeerKeys.Name(1), [9, 9], out _));
        Assert.False(server.TryAnswer(0, PeerKeys.Name(1), request.AsSpan(1), out _));
        Assert.False(server.TryAnswer(0, PeerKeys.Name(1), [.. request, 0], out _));
    }

    [Fact]
    public void Manifest_Parts_AreThoseAskedFor()
    {
        SyncChain chain = new(1, 1);
        TestSnapshot snapshot = chain.Snapshot(5, 1, 3);
        TestSource source = new() { Snapshots = [snapshot], Blocks = chain.Blocks, Proof = chain.Finality };
        SyncServer server = new(source, 0);
        byte[] Ask(uint offset)
        {
            SnapshotQuery query = new(SnapshotQueryKind.Manifest, 0, snapshot.Offer.Content, offset);
            Assert.True(server.TryAnswer(0, PeerKeys.Name(1), Ace.Encode(query), out byte[]? answer));
            return answer!;
        }
        Assert.Equal(snapshot.Encoded, Ask(0));
        Assert.Equal(snapshot.Encoded[5..], Ask(5));
        Assert.Empty(Ask((uint)snapshot.Encoded.Length));
        Assert.Empty(Ask(uint.MaxValue));
    }

    [Fact]
    public void Headers_EndWithTheEpoch()
    {
        SyncChain chain = new(3, 20, epochBlocks: 8);
        SyncServer server = new(new TestSource { Blocks = chain.Blocks, Proof = chain.Finality }, 0);
        Assert.True(server.TryAnswer(0, PeerKeys.Name(1), Ace.Encode(new BlockRange(false, 3, 64)), out byte[]? bytes));
        Assert.True(Ace.TryDecode(bytes, out HeaderAnswer answer, out _));
        Assert.Equal([3, 4, 5, 6, 7, 8], answer.Headers.Select(header => (int)header.Header.Height));
        Assert.True(server.TryAnswer(0, PeerKeys.Name(1), Ace.Encode(new BlockRange(false, 21, 64)), out bytes));
        Assert.True(Ace.TryDecode(bytes, out answer, out _));
        Assert.Empty(answer.Headers);
    }

    private static long Serve(SyncServer server, PeerId peer, byte[] request, int seconds)
    {
        long served = 0;
        for (long now = 0; now < seconds * 1_000; now += 5)
        {
            Assert.True(server.TryAnswer(now, peer, request, out byte[]? answer));
            served += answer?.Length ?? 0;
        }
        while (server.TryAnswer(seconds * 1_000, peer, request, out byte[]? rest) && rest is not null)
        {
            served += rest.Length;
        }
        return served;
    }

    // Its answer is a chunk of half a mebibyte.
    private static (SyncServer Server, TestSource Source, byte[] Request, int Length) Server()
    {
        TestSnapshot snapshot = new SyncChain(1, 1).Snapshot(5, 1, 3);
        snapshot.Chunks[0] = new byte[512 * 1024];
        TestSource source = new() { Snapshots = [snapshot] };
        return (new SyncServer(source, 0), source, Ace.Encode(new ChunkQuery(snapshot.Offer.Content, 0)), 512 * 1024);
    }
}
