using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Network.Peers;
using Aether.Node.Joining;
using Aether.NetworkTests.Peers;
using Aether.NetworkTests.Sync;
using Xunit;

namespace Aether.NetworkTests.Joining;

public sealed class JoinSessionTests
{
    private static JoinChain Chain => JoinChain.Made;

    [Fact]
    public void Join_AnEmptyFolder_TakesTheNewestSnapshotAndTheBlocksBehindIt()
    {
        Assert.True(Chain.Closings.Count >= 3, $"{Chain.Closings.Count} epochs closed");
        using JoiningNode node = new(Chain);
        SyncWorld world = Serve(3);

        Assert.True(node.Join(world), Why(node));

        Assert.Equal([JoinStage.Looking, JoinStage.State, JoinStage.Importing, JoinStage.Blocks, JoinStage.Done],
            node.Stages.Distinct().Order());
        Assert.Empty(world.Named);
        using ChainStore store = RequireHead(node);
        Assert.Equal(Chain.Closings[^1], store.Kept.OldestBlock);
        RequireProofs(store, Chain.Closings[^1]);
        Assert.False(Directory.Exists(Path.Combine(node.Folder, JoinFiles.FolderName)));
        Assert.True(File.Exists(Path.Combine(node.Folder, "imported")));
    }

    [Fact]
    public void Join_FromNodesWithoutSnapshots_ExecutesTheChainFromItsGenesis()
    {
        using JoiningNode node = new(Chain);
        SyncWorld world = Serve(3, withSnapshots: false);

        Assert.True(node.Join(world), Why(node));

        Assert.DoesNotContain(JoinStage.Importing, node.Stages);
        Assert.Empty(world.Named);
        using ChainStore store = RequireHead(node);
        Assert.Equal(0UL, store.Kept.OldestBlock);
        RequireProofs(store, 1);
    }

    [Fact]
    public void Join_OfWhoJoinedBefore_IsServedByIt()
    {
        using JoiningNode first = new(Chain);
        Assert.True(first.Join(Serve(3)), Why(first));
        using ChainStore store = first.Reopen();
        using ChainSyncSource source = new(store, Path.Combine(first.Folder, "snapshots"), TimeProvider.System);
        SyncWorld world = new(11);
        world.Serve(1, source);
        using JoiningNode second = new(Chain);

        Assert.True(second.Join(world), Why(second));

        Assert.Contains(JoinStage.Importing, second.Stages);
        Assert.Empty(world.Named);
        RequireHead(second).Dispose();
    }

    [Fact]
    public void Join_WithAChainThatIsBehind_TakesBlocksAlone()
    {
        using JoiningNode node = new(Chain);
        ulong middle = Chain.Closings[0] + 3;
        Assert.True(node.Join(Serve(2, withSnapshots: false, upTo: middle), height: _ => middle), Why(node));
        node.Kill();
        node.Stages.Clear();

        Assert.True(node.Join(Serve(3)), Why(node));

        Assert.Equal([JoinStage.Blocks, JoinStage.Done], node.Stages.Distinct().Order());
        RequireHead(node).Dispose();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Join_WhenNobodyKeepsTheNextBlock_TakesASnapshotIfThereIsOne(bool withSnapshots)
    {
        using JoiningNode node = new(Chain);
        ulong middle = Chain.Closings[0] + 3;
        Assert.True(node.Join(Serve(2, withSnapshots: false, upTo: middle), height: _ => middle), Why(node));
        node.Kill();
        SyncWorld world = new(12);
        for (int index = 1; index <= 3; index++)
        {
            world.Serve(index, new PartSource(Chain.Source(withSnapshots)) { From = middle + 5 });
        }

        Assert.Equal(withSnapshots, node.Join(world));

        Assert.Empty(world.Named);
        if (withSnapshots)
        {
            Assert.True(Directory.Exists(Path.Combine(node.Folder, $"db.before-{middle}")));
            Assert.True(Directory.Exists(Path.Combine(node.Folder, $"log.before-{middle}")));
            RequireHead(node).Dispose();
        }
        else
        {
            Assert.Contains($"no longer keep block {middle + 1}", node.Failure, StringComparison.Ordinal);
            using ChainStore store = node.Reopen();
            Assert.Equal(middle, store.FinalizedHeader.Height);
        }
    }

    [Fact]
    public void SetAside_KilledBetweenStoreAndLog_IsFinishedByTheNextStart()
    {
        using JoiningNode node = new(Chain);
        ulong middle = Chain.Closings[0] + 3;
        Assert.True(node.Join(Serve(2, withSnapshots: false, upTo: middle), height: _ => middle), Why(node));
        node.Kill();
        using (JoinFiles files = new(node.Folder))
        {
            files.SetAside(middle);
        }
        Directory.Move(Path.Combine(node.Folder, $"log.before-{middle}"), Path.Combine(node.Folder, "log"));
        File.WriteAllText(Path.Combine(node.Folder, JoinFiles.FolderName, "aside"), $".before-{middle}");

        Assert.True(node.Join(Serve(3)), Why(node));

        RequireHead(node).Dispose();
    }

    [Fact]
    public void Join_WithTrustThatExpired_NamesNobody()
    {
        using JoiningNode node = new(Chain) { Time = new FixedTime(Chain.Time.GetUtcNow().AddDays(30)) };
        SyncWorld world = Serve(3);

        Assert.False(node.Join(world));

        Assert.Contains("--accept-expired-trust", node.Failure, StringComparison.Ordinal);
        Assert.Empty(world.Named);
    }

    [Theory]
    [InlineData(Wrong.Chunk, BanReason.BadChunk)]
    [InlineData(Wrong.Manifest, BanReason.BadManifest)]
    [InlineData(Wrong.Head, BanReason.BadBlock)]
    [InlineData(Wrong.HeadSignature, BanReason.BadBlock)]
    [InlineData(Wrong.Epoch, BanReason.BadEpochProof)]
    [InlineData(Wrong.Signature, BanReason.BadBlock)]
    [InlineData(Wrong.Payload, BanReason.BadBlock)]
    public void Join_WithOneOfThreeThatLies_NamesItAndGoesOn(Wrong wrong, BanReason reason)
    {
        bool named = false;
        for (ulong seed = 1; seed <= 20 && !named; seed++)
        {
            using JoiningNode node = new(Chain);
            SyncWorld world = new(seed);
            world.Serve(1, Chain.Source());
            world.Serve(2, Chain.Source(), (request, answer) => Lies.Spoil(wrong, request, answer));
            world.Serve(3, Chain.Source());

            Assert.True(node.Join(world), Why(node));

            Assert.All(world.Named, bad => Assert.Equal((PeerKeys.Name(2), reason), bad));
            named = world.Named.Length > 0;
            Assert.Equal(named, node.Log.Exists(line => line.Contains($"{PeerKeys.Name(2)} is left", default)));
            RequireHead(node).Dispose();
        }
        Assert.True(named);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Join_WithOneOfThreeThatFallsSilent_AsksTheOthers(bool fromTheStart)
    {
        using JoiningNode node = new(Chain);
        SyncWorld world = new(7);
        world.Serve(1, Chain.Source());
        world.Serve(
            2, Chain.Source(), (request, answer) => fromTheStart || Lies.IsBeyondOffers(request) ? null : answer);
        world.Serve(3, Chain.Source());

        Assert.True(node.Join(world), Why(node));

        Assert.Empty(world.Named);
        RequireHead(node).Dispose();
    }

    [Fact]
    public void Join_WithOneThatOffersWhatIsNot_TakesTheOthers()
    {
        using JoiningNode node = new(Chain);
        SyncWorld world = new(9);
        world.Serve(1, Chain.Source());
        world.Serve(2, Chain.Source(), Lies.OfferTheImpossible);
        world.Serve(3, Chain.Source());

        Assert.True(node.Join(world), Why(node));

        Assert.Contains((PeerKeys.Name(2), BanReason.BadEpochProof), world.Named);
        RequireHead(node).Dispose();
    }

    [Fact]
    public void Join_KilledAtEveryStage_GoesOnAndEndsTheSame()
    {
        using JoiningNode whole = new(Chain);
        Assert.True(whole.Join(Serve(3)), Why(whole));
        int all = whole.Steps;
        HashSet<JoinStage> killedIn = [];
        for (int steps = 1; steps < all; steps += Math.Max(1, all / 12))
        {
            using JoiningNode node = new(Chain);
            SyncWorld world = Serve(3);
            node.Join(world, steps);
            killedIn.Add(node.Stages[^1]);
            node.Kill();
            world.Crash();
            world.GoOn();
            Assert.True(node.Join(world), Why(node));
            Assert.Empty(world.Named);
            RequireHead(node).Dispose();
        }
        Assert.Superset(new HashSet<JoinStage> { JoinStage.Looking, JoinStage.State, JoinStage.Blocks }, killedIn);
    }

    [Fact]
    public void Join_WithALostChunkFile_FetchesItAgain()
    {
        using JoiningNode node = new(Chain);
        SyncWorld world = Serve(3);
        int steps = 1;
        while (!Directory.Exists(Path.Combine(node.Folder, "snapshots", "objects")))
        {
            Assert.False(node.Join(world, steps));
            node.Kill();
            world.Crash();
            world.GoOn();
            steps += 2;
        }
        Directory.Delete(Path.Combine(node.Folder, "snapshots", "objects"), recursive: true);

        Assert.True(node.Join(world), Why(node));

        RequireHead(node).Dispose();
    }

    private static SyncWorld Serve(int count, bool withSnapshots = true, ulong upTo = ulong.MaxValue)
    {
        SyncWorld world = new(1);
        for (int index = 1; index <= count; index++)
        {
            world.Serve(index, new PartSource(Chain.Source(withSnapshots)) { UpTo = upTo });
        }
        return world;
    }

    private static string Why(JoiningNode node) =>
        $"{node.Failure} {string.Join(',', node.Stages)}: {string.Join("; ", node.Log)}";

    // Opening compares the root of the state with that of the block.
    private static ChainStore RequireHead(JoiningNode node)
    {
        ChainStore store = node.Reopen();
        Assert.InRange(store.FinalizedHeader.Height, Chain.Head.Height - 8, Chain.Head.Height);
        Assert.Equal(Chain.Block(store.FinalizedHeader.Height).Hash, store.FinalizedHeader.Hash);
        Assert.Equal(store.FinalizedHeader.StateRoot, store.FinalizedState.Root);
        return store;
    }

    // What it kept shows its blocks final to whoever starts at the genesis.
    private static void RequireProofs(ChainStore store, ulong first)
    {
        Assert.Equal(default, EpochTrust.TryCreate(Chain.Genesis, null, out EpochTrust? trust));
        for (ulong height = 1; height <= store.FinalizedHeader.Height; height++)
        {
            SignedHeader signed = Chain.Block(height).SignedHeader;
            Header header = signed.Header;
            if (height >= first && JoinChain.ProofOf(store, header) is { } proof)
            {
                Assert.True(trust!.IsFinal(signed, proof), $"the proof of {height} does not hold");
            }
            if (Chain.Closings.Contains(height))
            {
                Assert.True(store.TryGetEpoch(header.Epoch + 1, out EpochProof? next));
                Assert.True(trust!.TryAdvance(next));
            }
        }
    }
}
