using Aether.Network.Gossip;
using Aether.TestKit.Network.Mesh;
using Xunit;

namespace Aether.NetworkTests.Simulation;

public sealed class MeshSimulationTests
{
    [Theory]
    [InlineData(MeshRole.Honest)]
    [InlineData(MeshRole.Silent)]
    [InlineData(MeshRole.Spam)]
    [InlineData(MeshRole.Sybil)]
    [InlineData(MeshRole.Flash)]
    public void Run_WithAThirdOfAttackers_DeliversToAllHonestNodes(MeshRole attack)
    {
        MeshResult result = new MeshSimulation(Settings(attack)).Run();

        Assert.Equal(0, result.DeliveredTwice);
        Assert.Equal(0, result.EndedHonestPairs);
        Assert.Equal(0, result.NegativeHonestPairs);
        foreach (MeshTopicResult topic in result.Topics)
        {
            Assert.True(topic.Published > 10, topic.Topic.ToString());
            Assert.InRange(topic.Ratio, topic.Topic == GossipTopic.Transaction ? 0.99 : 1, 1);
            Assert.InRange(topic.P95Ms, 1, 1_000);
        }
        if (attack == MeshRole.Spam)
        {
            Assert.InRange(result.EndedPairs, result.AttackedPairs / 2, result.AttackedPairs);
            Assert.InRange(result.AttackersInMeshPercent, 0, 10);
        }
        if (attack == MeshRole.Sybil)
        {
            Assert.Equal(0, result.AttackersInMeshPercent);
            Assert.True(result.MedianAttackerScore < 0);
        }
    }

    [Fact]
    public void Run_OfOneSeed_RepeatsExactly()
    {
        MeshSettings settings = Settings(MeshRole.Spam) with { Nodes = 30 };
        ulong first = new MeshSimulation(settings).Run().Digest;
        Assert.Equal(first, new MeshSimulation(settings).Run().Digest);
        Assert.NotEqual(first, new MeshSimulation(settings with { Seed = 2 }).Run().Digest);
    }

    private static MeshSettings Settings(MeshRole attack) => new()
    {
        Nodes = 50,
        Attack = attack,
        AttackerPercent = attack == MeshRole.Honest ? 0 : 30,
        WarmUpMs = 6_000,
        RunMs = 14_000,
        VotesPerSlot = 5,
        TransactionsPerSlot = 2,
    };
}
