using Aether.Core;
using Aether.Network.Peers;
using Xunit;

namespace Aether.NetworkTests.Peers;

public sealed class PeerBookTests
{
    [Fact]
    public void Add_FullGroup_TakesOnlyProvenPeers()
    {
        PeerBook book = new(new PeerRandom(1));
        for (int host = 1; host <= Limits.Peers.MaxKnownPerGroup; host++)
        {
            Assert.True(book.Add(Told(host, PeerKeys.InGroup(1, host)), isProven: false));
        }
        Assert.False(book.Add(Told(9, PeerKeys.InGroup(1, 9)), isProven: false));
        Assert.True(book.Add(Told(9, PeerKeys.InGroup(1, 9)), isProven: true));
        Assert.Equal(Limits.Peers.MaxKnownPerGroup, book.Count);
        Assert.True(book.TryGet(PeerKeys.Name(9), out _));
    }

    [Fact]
    public void Add_Flood_PushesNoProvenPeerOut()
    {
        PeerBook book = new(new PeerRandom(1));
        for (int index = 0; index < 100; index++)
        {
            book.Add(Told(index, PeerKeys.Address(index)), isProven: true);
        }
        for (int index = 100; index < 5_000; index++)
        {
            if (book.Add(Told(index, PeerKeys.Address(index)), isProven: false) && index % 2 == 0)
            {
                book.Note(0, PeerKeys.Name(index), success: false);
            }
            Assert.InRange(book.Count, 1, Limits.Peers.MaxKnown);
        }
        Assert.Equal(Limits.Peers.MaxKnown, book.Count);
        Assert.All(Enumerable.Range(0, 100), index => Assert.True(book.TryGet(PeerKeys.Name(index), out _)));
        Assert.False(book.TryGet(PeerKeys.Name(100), out _));
    }

    [Fact]
    public void Add_OneSource_TellsOfFew()
    {
        PeerBook book = new(new PeerRandom(1));
        AddressGroup source = PeerKeys.Address(1).Group;
        int taken = Enumerable.Range(0, 100).Count(
            index => book.Add(Told(index, PeerKeys.Address(index)), isProven: false, source));
        Assert.Equal(Limits.Peers.MaxKnownPerSource, taken);
        Assert.True(book.Add(Told(200, PeerKeys.Address(200)), isProven: false, PeerKeys.Address(2).Group));
        book.Note(0, PeerKeys.Name(0), success: true);
        Assert.True(book.Add(Told(201, PeerKeys.Address(201)), isProven: false, source));
    }

    [Fact]
    public void Add_LaterRecord_ReplacesTheEarlier()
    {
        PeerBook book = new(new PeerRandom(1));
        book.Add(Told(1, PeerKeys.Address(1), sequence: 5), isProven: false);
        book.Add(Told(1, PeerKeys.Address(2), sequence: 5), isProven: false);
        Assert.Equal(PeerKeys.Address(1), AddressOf(book));
        book.Add(Told(1, PeerKeys.Address(2), sequence: 6), isProven: false);
        Assert.Equal(PeerKeys.Address(2), AddressOf(book));
        NodeRecord hidden = Told(1, PeerKeys.Address(2), sequence: 7) with { Addresses = [] };
        book.Add(hidden, isProven: false);
        Assert.Equal(0, book.Count);
        for (int host = 1; host <= Limits.Peers.MaxKnownPerGroup; host++)
        {
            Assert.True(book.Add(Told(host, PeerKeys.InGroup(2, host)), isProven: false));
        }
    }

    [Fact]
    public void Note_Failures_DoubleTheWait()
    {
        PeerBook book = new(new PeerRandom(1));
        book.Add(Told(1, PeerKeys.Address(1)), isProven: false);
        Assert.True(book.TryGet(PeerKeys.Name(1), out KnownPeer? peer));
        long expected = PeerBook.FirstWaitMs;
        for (int failure = 1; failure < 100; failure++)
        {
            book.Note(0, PeerKeys.Name(1), success: false);
            Assert.InRange(peer!.NextDialMs, expected, expected * 5 / 4);
            expected = Math.Min(expected * 2, PeerBook.LongestWaitMs);
        }
        Assert.False(peer!.IsProven);
        book.Note(7, PeerKeys.Name(1), success: true);
        Assert.InRange(peer.NextDialMs, 7 + PeerBook.FirstWaitMs, 7 + (PeerBook.FirstWaitMs * 5 / 4));
        Assert.True(peer.IsProven);
    }

    private static PeerAddress AddressOf(PeerBook book) =>
        book.TryGet(PeerKeys.Name(1), out KnownPeer? peer) ? peer!.Address : default;

    private static NodeRecord Told(int index, PeerAddress address, ulong sequence = 1) =>
        new(PeerKeys.Name(index), PeerKeys.Genesis, sequence, [address], null, default);
}
