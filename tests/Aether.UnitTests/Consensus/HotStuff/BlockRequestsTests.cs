using Aether.Consensus.HotStuff;
using Aether.Core;
using Aether.Core.Types;
using Xunit;

namespace Aether.UnitTests.Consensus.HotStuff;

public sealed class BlockRequestsTests
{
    private const long RetryMs = 100;

    private readonly BlockRequests _requests = new(validators: 4, ownIndex: 2, RetryMs);

    [Fact]
    public void TakeDue_AsksOneValidatorAfterAnother_NeverItself()
    {
        Assert.True(_requests.TryOpen(Hash(1), peer: 1, nowMs: 1_000));
        Assert.Empty(_requests.TakeDue(1_099));

        List<ushort> asked = [];
        for (long now = 1_100; asked.Count < 4; now += RetryMs)
        {
            asked.Add(Assert.Single(_requests.TakeDue(now)).Peer);
        }

        Assert.Equal([3, 0, 1, 3], asked.Select(peer => (int)peer));
    }

    [Fact]
    public void TryOpen_OpenRequest_IsNotOpenedAgain()
    {
        Assert.True(_requests.TryOpen(Hash(1), 0, 0));
        Assert.False(_requests.TryOpen(Hash(1), 1, 0));
        Assert.True(_requests.Contains(Hash(1)));

        _requests.Close(Hash(1));

        Assert.False(_requests.Contains(Hash(1)));
        Assert.True(_requests.TryOpen(Hash(1), 1, 0));
    }

    [Fact]
    public void TryOpen_IsBounded()
    {
        for (int index = 0; index < Limits.Consensus.MaxProposalsPerView; index++)
        {
            Assert.True(_requests.TryOpen(Hash((byte)index), 0, 0));
        }
        Assert.False(_requests.TryOpen(Hash(200), 0, 0));
    }

    [Fact]
    public void NextRetryMs_IsTheEarliest()
    {
        Assert.Equal(long.MaxValue, _requests.NextRetryMs);
        _requests.TryOpen(Hash(1), 0, 50);
        _requests.TryOpen(Hash(2), 0, 20);

        Assert.Equal(20 + RetryMs, _requests.NextRetryMs);
    }

    [Fact]
    public void TakeDue_ABlockThatNobodyHas_IsGivenUp()
    {
        _requests.TryOpen(Hash(1), 0, 0);
        long now = 0;
        for (int tries = 0; tries < 100; tries++)
        {
            now += RetryMs;
            _requests.TakeDue(now);
        }

        Assert.False(_requests.Contains(Hash(1)));
    }

    private static Hash256 Hash(byte first)
    {
        byte[] bytes = new byte[Hash256.Bytes];
        bytes[0] = first;
        return new Hash256(bytes);
    }
}
