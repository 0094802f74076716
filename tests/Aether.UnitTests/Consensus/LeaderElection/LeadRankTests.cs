using Aether.Consensus.LeaderElection;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Consensus.LeaderElection;

public sealed class LeadRankTests
{
    [Fact]
    public void CompareTo_ClaimsBeforeBackup_ThenScore_ThenOutput()
    {
        Hash256 low = Hash256.Zero;
        Hash256 high = new(Enumerable.Repeat((byte)9, Hash256.Bytes).ToArray());
        LeadRank[] ranks =
        [
            LeadRank.Backup,
            new(LeadKind.Vrf, UInt256.MaxValue, low),
            new(LeadKind.Vrf, UInt128.One, high),
            new(LeadKind.Vrf, UInt128.One, low),
            new(LeadKind.Vrf, UInt256.Zero, high),
        ];

        Assert.Equal(ranks.Reverse(), ranks.Order());
        Assert.Equal(0, ranks[2].CompareTo(ranks[2]));
    }
}
