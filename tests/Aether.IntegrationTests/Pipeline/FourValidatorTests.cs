using Aether.Core.Types;
using Aether.Crypto.Certificates;
using Aether.Execution.State;
using Aether.Pipeline;
using Aether.Pipeline.Status;
using Xunit;

namespace Aether.IntegrationTests.Pipeline;

public sealed class FourValidatorTests
{
    private const int Count = 4;
    private const uint SlotMs = 100;

    [Fact]
    public void Transfers_SubmittedToEveryNode_AreFinalAndEqualEverywhere()
    {
        using TestCluster cluster = new(Count, SlotMs);
        FinalityWatch[] watches = StartAll(cluster);
        List<Hash256> ids = SubmitTransfers(cluster, rounds: 3);
        Assert.All(watches, watch => watch.WaitForTransactions(ids));
        StopAll(cluster);

        AssertSameChain(watches);
        AssertBalances(cluster, rounds: 3);
        AssertProven(cluster, watches[0]);
        for (int index = 0; index < Count; index++)
        {
            Assert.Null(cluster[index].Fault);
            Assert.True(cluster[index].FinalityLatency.Count > 0);
            Assert.Equal(watches[index].Blocks.Length, cluster[index].Slots.Finalized);
            Assert.Equal(0, cluster[index].ReadMetrics().BlocksInvalid);
        }
    }

    [Fact]
    public void OneOfFourDown_TheOthersFinalise()
    {
        using TestCluster cluster = new(Count, SlotMs);
        FinalityWatch[] watches = [.. Enumerable.Range(0, 3).Select(index => Start(cluster, index))];
        Assert.All(watches, watch => watch.WaitForHeight(3));
    }

    [Fact]
    public void NodeCutOff_CatchesUpWhenReconnected()
    {
        using TestCluster cluster = new(Count, SlotMs);
        for (int peer = 1; peer < Count; peer++)
        {
            cluster.Network.SetConnected(0, (ushort)peer, connected: false);
        }
        FinalityWatch[] watches = StartAll(cluster);
        watches[1].WaitForHeight(5);
        Assert.Empty(watches[0].Blocks);
        for (int peer = 1; peer < Count; peer++)
        {
            cluster.Network.SetConnected(0, (ushort)peer, connected: true);
        }
        watches[0].WaitForHeight(5);
        StopAll(cluster);
        AssertSameChain(watches);
    }

    private static FinalityWatch[] StartAll(TestCluster cluster) =>
        [.. Enumerable.Range(0, Count).Select(index => Start(cluster, index))];

    private static FinalityWatch Start(TestCluster cluster, int index)
    {
        NodePipeline node = cluster.Create(index);
        FinalityWatch watch = new(node);
        node.Start();
        return watch;
    }

    private static void StopAll(TestCluster cluster)
    {
        for (int index = 0; index < Count; index++)
        {
            cluster[index].Stop();
        }
    }

    private static List<Hash256> SubmitTransfers(TestCluster cluster, int rounds)
    {
        List<Hash256> ids = [];
        for (int round = 0; round < rounds; round++)
        {
            for (int wallet = 0; wallet < TestCluster.WalletCount; wallet++)
            {
                Address to = cluster.Wallets[(wallet + 1) % TestCluster.WalletCount].Address;
                Transaction transfer = cluster.Wallets[wallet].Transfer(cluster.Genesis, to, 1_000 + (uint)wallet);
                SubmitResult result = cluster[wallet % Count].Submit(transfer.Bytes);
                Assert.True(result.IsAccepted, result.ToString());
                Assert.Equal(transfer.Id, result.TransactionId);
                ids.Add(transfer.Id);
            }
        }
        return ids;
    }

    private static void AssertSameChain(FinalityWatch[] watches)
    {
        int shortest = watches.Min(watch => watch.Blocks.Length);
        for (int index = 0; index < shortest; index++)
        {
            Header expected = watches[0].Blocks[index].Header;
            Assert.Equal((ulong)index + 1, expected.Height);
            Assert.All(watches, watch => Assert.Equal(expected.Hash, watch.Blocks[index].Header.Hash));
        }
        foreach (FinalityWatch watch in watches)
        {
            Hash256[] ids = [.. watch.Blocks.SelectMany(block => block.Transactions).Select(item => item.Id)];
            Assert.Equal(ids.Length, ids.Distinct().Count());
        }
    }

    private static void AssertBalances(TestCluster cluster, int rounds)
    {
        for (int wallet = 0; wallet < TestCluster.WalletCount; wallet++)
        {
            UInt128[] balances = new UInt128[Count];
            for (int node = 0; node < Count; node++)
            {
                BlockState state = cluster[node].Heads.Finalized.State;
                Account account = state.GetAccount(cluster.Wallets[wallet].Address);
                Assert.Equal((ulong)rounds, account.Nonce);
                balances[node] = account.BalanceOf(AssetId.Swr);
            }
            Assert.Single(balances.Distinct());
        }
    }

    private static void AssertProven(TestCluster cluster, FinalityWatch watch)
    {
        bool created = Committee.TryCreate(
            cluster.Genesis.Validators, cluster.Genesis.Hash, out Committee? committee, out string reason);
        Assert.True(created, reason);
        foreach (FinalBlock block in watch.Blocks)
        {
            ulong height = block.Header.Height;
            Assert.True(cluster[0].Parts.Store.TryGetFinality(height, out FinalityProof? proof));
            Assert.True(committee!.VerifyFinality(block.Header, proof), $"height {height}");
        }
    }
}
