using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Network.Peers;
using Aether.Network.Sync;
using Aether.NetworkTests.Peers;
using Xunit;

namespace Aether.NetworkTests.Sync;

public sealed class StateSyncTests
{
    [Fact]
    public void ThreePeers_SnapshotIsWhole()
    {
        Run run = new(1);
        run.Honest(1, 2, 3);
        Assert.True(run.Go());
        run.AssertWhole(run.First);
        Assert.Empty(run.World.Named);
        Assert.Equal(3, run.World.Asked.Where(asked => asked.Request[0] == 5).Select(a => a.Peer).Distinct().Count());
        SyncEffect.Complete complete = Assert.Single(run.World.Effects.OfType<SyncEffect.Complete>());
        Assert.Equal(run.First.Manifest.BlockHash, complete.Block.Hash);
    }

    [Theory]
    [InlineData(ChunkQuery.Protocol, 0, BanReason.BadChunk)]
    [InlineData(ChunkQuery.Protocol, 1, BanReason.BadChunk)]
    [InlineData(EpochQuery.Protocol, 2, BanReason.BadEpochProof)]
    [InlineData(EpochQuery.Protocol, 1, BanReason.BadAnswer)]
    [InlineData(SnapshotQuery.Protocol, 3, BanReason.BadBlock)]
    [InlineData(SnapshotQuery.Protocol, 4, BanReason.BadManifest)]
    [InlineData(SnapshotQuery.Protocol, 5, BanReason.BadAnswer)]
    public void BadPeerAmongThree_IsNamed_TheRestGoOn(byte protocol, int fault, BanReason reason)
    {
        for (ulong seed = 10; seed < 14; seed++)
        {
            Run run = new(seed);
            run.Honest(1);
            run.World.Serve(2, run.Source(run.First), (request, answer) => request[0] != protocol || answer.Length == 0
                ? answer
                : run.Forge(fault, request, answer));
            run.World.Serve(3, run.Source(run.First));
            Assert.True(run.Go());
            run.AssertWhole(run.First);
            Assert.All(run.World.Named, named => Assert.Equal((PeerKeys.Name(2), reason), named));
            if (protocol == ChunkQuery.Protocol || fault == 5)
            {
                Assert.Single(run.World.Named);
            }
        }
    }

    [Fact]
    public void OnePeer_ThatLies_IsNamedWhateverItLiesAbout()
    {
        foreach ((byte protocol, int fault, BanReason reason) in new[]
        {
            (EpochQuery.Protocol, 2, BanReason.BadEpochProof),
            (SnapshotQuery.Protocol, 3, BanReason.BadBlock),
            (SnapshotQuery.Protocol, 4, BanReason.BadManifest),
        })
        {
            Run run = new(20);
            run.World.Serve(1, run.Source(run.First), (request, answer) => request[0] == protocol
                ? run.Forge(fault, request, answer)
                : answer);
            Assert.False(run.Go(seconds: 10));
            Assert.Equal([(PeerKeys.Name(1), reason)], run.World.Named);
        }
    }

    [Fact]
    public void ManifestOfAnotherBlock_NamesAllWhoOfferIt()
    {
        Run run = new(30);
        SnapshotManifest forged = run.First.Manifest with { StateRoot = Hash256.Zero };
        byte[] encoded = Ace.Encode(forged);
        Hash256 content = Aether.Execution.Snapshots.SnapshotContent.NameOf(encoded);
        TestSnapshot fake = run.First with
        {
            Manifest = forged,
            Encoded = encoded,
            Offer = run.First.Offer with { Content = content },
        };
        run.World.Serve(1, run.Source(fake));
        run.World.Serve(2, run.Source(fake));
        run.World.Serve(3, run.Source(run.First));
        Assert.True(run.Go());
        run.AssertWhole(run.First);
        Assert.Equal(
            [(PeerKeys.Name(1), BanReason.BadManifest), (PeerKeys.Name(2), BanReason.BadManifest)],
            run.World.Named.Order());
    }

    [Fact]
    public void WithheldChunk_ComesFromAnother()
    {
        Run run = new(40);
        byte[] withheld = Ace.Encode(new ChunkQuery(run.First.Offer.Content, 7));
        run.World.Serve(
            1, run.Source(run.First), (request, answer) => request.AsSpan().SequenceEqual(withheld) ? null : answer);
        run.World.Serve(
            2, run.Source(run.First), (request, answer) => request.AsSpan().SequenceEqual(withheld) ? [] : answer);
        run.World.Serve(3, run.Source(run.First));
        Assert.True(run.Go());
        run.AssertWhole(run.First);
        Assert.Empty(run.World.Named);
    }

    [Fact]
    public void Target_ThatNobodyHasAnyMore_IsReplaced()
    {
        Run run = new(50);
        TestSnapshot second = run.Add(51, epoch: 3);
        List<TestSource> sources = [.. Enumerable.Range(0, 3).Select(_ => run.Source(run.First))];
        for (int index = 0; index < 3; index++)
        {
            run.World.Serve(index + 1, sources[index]);
        }
        int stored = 0;
        Assert.True(run.Go(each: effect =>
        {
            stored += effect is SyncEffect.Store ? 1 : 0;
            if (stored == 10)
            {
                sources.ForEach(source =>
                {
                    source.Snapshots.Clear();
                    source.Snapshots.Add(second);
                });
            }
        }));
        run.AssertWhole(second);
        Assert.Equal(2, run.World.Effects.OfType<SyncEffect.Target>().Count());
        Assert.Empty(run.World.Named);
    }

    [Fact]
    public void Target_TwoEpochsOld_IsReplaced()
    {
        Run run = new(60);
        TestSnapshot third = run.Add(61, epoch: 4);
        TestSource source = run.Source(run.First);
        byte[] slow = Ace.Encode(new ChunkQuery(run.First.Offer.Content, 3));
        run.World.Serve(1, source, (request, answer) => request.AsSpan().SequenceEqual(slow) ? null : answer);
        bool added = false;
        Assert.True(run.Go(each: effect =>
        {
            if (effect is SyncEffect.Store && !added)
            {
                added = true;
                source.Snapshots.Add(third);
            }
        }));
        run.AssertWhole(third);
        Assert.Empty(run.World.Named);
    }

    [Fact]
    public void Crash_GoesOnWhereItWas()
    {
        Run run = new(70);
        run.Honest(1, 2, 3);
        int stored = 0;
        run.Go(each: effect =>
        {
            stored += effect is SyncEffect.Store ? 1 : 0;
            if (stored == 20)
            {
                run.World.Stop();
            }
        });
        SyncEffect.Save[] saves = [.. run.World.Effects.OfType<SyncEffect.Save>()];
        int kept = saves.Length;
        Assert.InRange(kept, 20, 39);
        run.World.Crash();
        run.World.GoOn();
        int before = run.World.Asked.Count(asked => asked.Request[0] == ChunkQuery.Protocol);
        run.Restart(run.First.Manifest, saves[^1].Progress);
        Assert.True(run.Go());
        run.AssertWhole(run.First);
        int after = run.World.Asked.Count(asked => asked.Request[0] == ChunkQuery.Protocol) - before;
        Assert.Equal(run.First.Chunks.Count - kept, after);
        Assert.Equal(40, run.World.Effects.OfType<SyncEffect.Store>().Count());
    }

    [Fact]
    public void Progress_OfAnotherSnapshot_IsLeft()
    {
        Run run = new(80);
        run.Honest(1);
        SyncProgress other = new(Hash256.Zero, new bool[40]);
        run.Restart(run.First.Manifest, Ace.Encode(other));
        Assert.True(run.Go());
        run.AssertWhole(run.First);
    }

    private sealed class Run
    {
        private readonly SyncChain _chain;
        private readonly Dictionary<uint, EpochProof> _epochs = [];
        private TestVerifier _verifier = new();
        private StateSync _sync;

        public Run(ulong seed)
        {
            _chain = new SyncChain(seed, 3);
            World = new SyncWorld(seed);
            for (uint epoch = 1; epoch <= 4; epoch++)
            {
                _epochs[epoch] = _chain.Opens(epoch);
                _verifier.Closing.Add(_epochs[epoch].Closing.Hash);
            }
            First = Add((int)seed, epoch: 2);
            _sync = new StateSync(PeerKeys.Genesis, _verifier, seed);
        }

        public SyncWorld World { get; }

        public TestSnapshot First { get; }

        public TestSnapshot Add(int seed, uint epoch)
        {
            TestSnapshot snapshot = _chain.Snapshot(seed, epoch, 40);
            _verifier.Final.Add(snapshot.Manifest.BlockHash);
            return snapshot;
        }

        public TestSource Source(TestSnapshot snapshot) => new()
        {
            Blocks = _chain.Blocks,
            Proof = _chain.Finality,
            Epochs = _epochs,
            Snapshots = [snapshot],
        };

        public void Honest(params int[] indices)
        {
            foreach (int index in indices)
            {
                World.Serve(index, Source(First));
            }
        }

        public byte[] Forge(int fault, byte[] request, byte[] answer)
        {
            bool isHead = request[0] == SnapshotQuery.Protocol && request[1] == (byte)SnapshotQueryKind.Head;
            bool isManifest = request[0] == SnapshotQuery.Protocol && request[1] == (byte)SnapshotQueryKind.Manifest;
            bool isOffers = request[0] == SnapshotQuery.Protocol && request[1] == (byte)SnapshotQueryKind.Offers;
            switch (fault)
            {
                case 0:
                    return First.Chunks[(BitConverter.ToInt32(request, 33) + 1) % First.Chunks.Count];
                case 1:
                    return answer[..^1];
                case 2:
                    EpochProof made = _chain.Opens(_verifier.Epoch + 1);
                    AceWriter writer = new();
                    writer.List<EpochProof>([made]);
                    return writer.ToArray();
                case 3 when isHead:
                    Proposal other = _chain.Next(Hash256.Zero, First.Manifest.Height, 2, First.Manifest.StateRoot);
                    return Ace.Encode(new SnapshotHeadAnswer(other, _chain.Finality));
                case 4 when isManifest:
                    answer[^1] ^= 1;
                    return answer;
                case 5 when isOffers:
                    return [.. answer, 0];
                default:
                    return answer;
            }
        }

        public void Restart(SnapshotManifest manifest, ReadOnlyMemory<byte> progress)
        {
            TestVerifier fresh = new();
            fresh.Closing.UnionWith(_verifier.Closing);
            fresh.Final.UnionWith(_verifier.Final);
            _verifier = fresh;
            _sync = new StateSync(PeerKeys.Genesis, fresh, 5, manifest, progress);
        }

        public bool Go(int seconds = 300, Action<SyncEffect>? each = null) => World.Run(
            (now, input) => _sync.Step(now, input),
            () => _sync.TryTakeEffect(out SyncEffect effect) ? effect : null,
            _ => 0,
            () => _sync.IsComplete && World.Effects.Count > 0 && World.Effects[^1] is SyncEffect.Complete,
            seconds,
            each);

        public void AssertWhole(TestSnapshot snapshot)
        {
            int target = World.Effects.FindLastIndex(
                effect => effect is SyncEffect.Target chosen && chosen.Manifest.Height == snapshot.Manifest.Height);
            int first = World.Effects.FindIndex(
                effect => effect is SyncEffect.Target chosen && chosen.Manifest.Height == snapshot.Manifest.Height);
            Assert.True(target >= 0);
            Dictionary<int, byte[]> chunks = [];
            foreach (SyncEffect.Store store in World.Effects.Skip(first).OfType<SyncEffect.Store>())
            {
                chunks[store.Index] = store.Chunk.ToArray();
            }
            Assert.Equal(snapshot.Chunks.Count, chunks.Count);
            Assert.All(chunks, pair => Assert.Equal(snapshot.Chunks[pair.Key], pair.Value));
        }
    }
}
