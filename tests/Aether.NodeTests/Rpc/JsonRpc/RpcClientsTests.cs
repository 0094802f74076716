using System.Net;
using Aether.Core;
using Aether.Node.Rpc.JsonRpc;
using Xunit;

namespace Aether.NodeTests.Rpc.JsonRpc;

public sealed class RpcClientsTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public void Of_WithoutABudget_IsNeverCharged()
    {
        RpcClients clients = new(0, 0, _time);
        Assert.Same(RpcClient.Unmetered, clients.Of(IPAddress.Loopback));
        Assert.Null(clients.Of(IPAddress.Loopback).Charge(int.MaxValue));
    }

    [Fact]
    public void Of_AnAddress_IsOneClientForAllOfItsConnections()
    {
        RpcClients clients = new(1, 10, _time);
        RpcClient one = clients.Of(IPAddress.Parse("127.0.0.1"));
        Assert.Same(one, clients.Of(IPAddress.Parse("127.0.0.1")));
        Assert.NotSame(one, clients.Of(IPAddress.Parse("127.0.0.2")));
        Assert.Same(RpcClient.Unmetered, clients.Of(null));
    }

    [Fact]
    public void Charge_SaysExactlyWhenThereIsEnough()
    {
        RpcClient client = RpcClient.Metered(4, 10, _time);
        Assert.Null(client.Charge(10));
        RpcException refused = client.Charge(3)!;
        Assert.Equal((RpcErrorCode.LimitExceeded, 750L), (refused.Code, refused.RetryAfterMs));
        _time.Advance(TimeSpan.FromMilliseconds(749));
        Assert.NotNull(client.Charge(3));
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Null(client.Charge(3));
        Assert.NotNull(client.Charge(1));
    }

    [Fact]
    public void Charge_MoreThanABucketHolds_TakesAFullOne()
    {
        RpcClient client = RpcClient.Metered(1, 5, _time);
        Assert.Null(client.Charge(1_000));
        Assert.Equal(5_000, client.Charge(1_000)!.RetryAfterMs);
        _time.Advance(TimeSpan.FromSeconds(5));
        Assert.Null(client.Charge(1_000));
    }

    [Fact]
    public void Refill_InManySmallSteps_LosesNothing()
    {
        RpcClient client = RpcClient.Metered(3, 100, _time);
        Assert.Null(client.Charge(100));
        for (int step = 0; step < 10_000; step++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(1));
            _ = client.IsFull;
        }
        Assert.Null(client.Charge(30));
        Assert.NotNull(client.Charge(1));
    }

    [Fact]
    public void Of_MoreAddressesThanAreRemembered_ShareOneBucket_AndFullOnesAreForgotten()
    {
        RpcClients clients = new(1, 10, _time);
        for (int number = 0; number < Limits.Rpc.MaxClients; number++)
        {
            Assert.Null(clients.Of(Address(number)).Charge(1));
        }
        RpcClient stranger = clients.Of(Address(Limits.Rpc.MaxClients));
        Assert.Same(stranger, clients.Of(Address(Limits.Rpc.MaxClients + 1)));
        RpcClient first = clients.Of(Address(0));
        Assert.Null(first.Charge(9));
        // All but the first have their unit back.
        _time.Advance(TimeSpan.FromSeconds(2));
        RpcClient known = clients.Of(Address(Limits.Rpc.MaxClients));
        Assert.NotSame(stranger, known);
        Assert.Same(known, clients.Of(Address(Limits.Rpc.MaxClients)));
        Assert.Same(first, clients.Of(Address(0)));
    }

    private static IPAddress Address(int number) => new([10, (byte)(number >> 16), (byte)(number >> 8), (byte)number]);
}
