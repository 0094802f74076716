using Aether.Core;
using Aether.Network.Peers;
using Xunit;

namespace Aether.NetworkTests.Peers;

public sealed class BanListTests
{
    [Fact]
    public void Add_Again_LastsLonger()
    {
        BanList bans = new();
        long now = 0;
        long[] lengths = new long[12];
        for (int index = 0; index < lengths.Length; index++)
        {
            BanEntry entry = bans.Add(now, PeerKeys.Name(1), null, BanReason.BadChunk, isValidator: false);
            Assert.True(bans.IsBanned(entry.UntilMs - 1, PeerKeys.Name(1), out _));
            Assert.False(bans.IsBanned(entry.UntilMs, PeerKeys.Name(1), out _));
            lengths[index] = entry.UntilMs - now;
            now = entry.UntilMs;
        }
        Assert.Equal([600_000, 1_200_000, 2_400_000], lengths[..3]);
        Assert.Equal(BanList.LongestMs, lengths[^1]);
    }

    [Fact]
    public void Add_Host_IsBannedWithItsPeer_UnlessItIsPrivate()
    {
        BanList bans = new();
        bans.Add(0, PeerKeys.Name(1), PeerKeys.At("9.9.9.9:1"), BanReason.BadBlock, isValidator: false);
        bans.Add(0, PeerKeys.Name(2), PeerKeys.At("127.0.0.1:1"), BanReason.BadBlock, isValidator: false);
        Assert.True(bans.IsBanned(0, PeerKeys.At("9.9.9.9:77")));
        Assert.False(bans.IsBanned(BanList.FirstMs, PeerKeys.At("9.9.9.9:77")));
        Assert.False(bans.IsBanned(0, PeerKeys.At("9.9.9.8:1")));
        Assert.False(bans.IsBanned(0, PeerKeys.At("127.0.0.1:1")));
        Assert.True(bans.Remove(PeerKeys.Name(1)));
        Assert.False(bans.Remove(PeerKeys.Name(1)));
        Assert.False(bans.IsBanned(0, PeerKeys.At("9.9.9.9:77")));
    }

    [Fact]
    public void Add_Validator_IsBackSoon_OperatorsBanStays()
    {
        BanList bans = new();
        bans.Add(0, PeerKeys.Name(1), PeerKeys.At("9.9.9.9:1"), BanReason.BadChunk, isValidator: true);
        Assert.False(bans.IsBanned(BanList.ValidatorMs, PeerKeys.Name(1), out _));
        Assert.False(bans.IsBanned(0, PeerKeys.At("9.9.9.9:1")));
        bans.Add(0, PeerKeys.Name(1), null, BanReason.Operator, isValidator: true);
        bans.Add(0, PeerKeys.Name(1), null, BanReason.BadChunk, isValidator: true);
        bans.Sweep(1L << 50);
        Assert.True(bans.IsBanned(1L << 50, PeerKeys.Name(1), out _));
    }

    [Fact]
    public void Add_Many_IsBounded()
    {
        BanList bans = new();
        for (int index = 0; index < Limits.Peers.MaxBans + 100; index++)
        {
            bans.Add(index, PeerKeys.Name(index), PeerKeys.Address(index), BanReason.BadMessage, isValidator: false);
            Assert.InRange(bans.Entries.Count, 1, Limits.Peers.MaxBans);
        }
        Assert.Equal(Limits.Peers.MaxBans, bans.Entries.Count);
        Assert.False(bans.IsBanned(0, PeerKeys.Name(99), out _));
        Assert.True(bans.IsBanned(0, PeerKeys.Name(100), out _));
        Assert.False(bans.IsBanned(0, PeerKeys.Address(99)));
        bans.Sweep(2 * BanList.LongestMs);
        Assert.Empty(bans.Entries);
    }
}
