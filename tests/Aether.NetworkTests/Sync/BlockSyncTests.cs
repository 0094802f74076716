using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Network.Peers;
using Aether.Network.Sync;
using Aether.NetworkTests.Peers;
using Xunit;

namespace Aether.NetworkTests.Sync;

public sealed class BlockSyncTests
{
    private const int Blocks = 700;

    [Fact]
    public void ThreePeers_AllBlocksComeInOrder()
    {
        Run run = new(1, Blocks);
        run.Honest(1, 2, 3);
        Assert.True(run.Go());
        Assert.Equal(run.Chain.Blocks.Select(block => block.Hash), run.Delivered.Select(block => block.Hash));
        Assert.Equal(run.Chain.Blocks[^1].Payload, run.Delivered[^1].Payload);
        Assert.Empty(run.World.Named);
        Assert.Equal(3, run.World.Asked.Select(asked => asked.Peer).Distinct().Count());
    }

    [Theory]
    [InlineData(0, BanReason.BadBlock)]
    [InlineData(1, BanReason.BadAnswer)]
    [InlineData(2, BanReason.BadBlock)]
    [InlineData(3, BanReason.BadAnswer)]
    [InlineData(4, BanReason.BadAnswer)]
    public void BadPeerAmongThree_IsNamed_TheRestGoOn(int fault, BanReason reason)
    {
        Run run = new(2, Blocks);
        SyncChain other = new(99, Blocks);
        run.Honest(1);
        run.World.Serve(2, run.Source(run.Chain), (request, answer) =>
        {
            Assert.True(Ace.TryDecode(request, out BlockRange range, out _));
            TestSource elsewhere = run.Source(other);
            return (fault, range.Payloads) switch
            {
                (0, true) => Encode(new SyncServer(elsewhere, 0), request),
                (1, true) => [.. answer, 0],
                (2, false) => Encode(new SyncServer(elsewhere, 0), request),
                (3, false) => answer[..^1],
                (4, false) => Shuffle(answer),
                _ => answer,
            };
        });
        run.World.Serve(3, run.Source(run.Chain));
        Assert.True(run.Go());
        Assert.Equal([(PeerKeys.Name(2), reason)], run.World.Named);
        Assert.Equal(run.Chain.Blocks.Select(block => block.Hash), run.Delivered.Select(block => block.Hash));
    }

    [Fact]
    public void SilentAndEmptyPeers_AreReplaced_NobodyIsBanned()
    {
        Run run = new(3, Blocks);
        run.World.Serve(1, run.Source(run.Chain), (_, _) => null);
        run.World.Serve(2, new TestSource());
        run.World.Serve(3, run.Source(run.Chain));
        Assert.True(run.Go());
        Assert.Empty(run.World.Named);
        Assert.Equal(Blocks, run.Delivered.Count);
        Assert.InRange(run.World.Asked.Count(asked => asked.Peer == PeerKeys.Name(2)), 0, 4);
    }

    [Fact]
    public void PeersWithGaps_TogetherHaveAll()
    {
        Run run = new(4, 300);
        TestSource half = new() { Blocks = run.Chain.Blocks[..150], Proof = run.Chain.Finality };
        run.World.Serve(1, half);
        run.World.Serve(2, run.Source(run.Chain));
        Assert.True(run.Go(height: index => index == 1 ? 150UL : 300));
        Assert.Equal(300, run.Delivered.Count);
        Assert.Empty(run.World.Named);
    }

    [Fact]
    public void ForkThatIsShownFinal_StopsEverything()
    {
        Run run = new(5, 100);
        SyncChain fork = new(98, 100);
        fork.Blocks.RemoveRange(0, 40);
        Proposal[] prefix = [.. run.Chain.Blocks.Take(40)];
        TestSource source = new() { Blocks = [.. prefix, .. fork.Blocks], Proof = run.Chain.Finality };
        foreach (Proposal block in fork.Blocks)
        {
            run.Verifier.Final.Add(block.Hash);
        }
        run.World.Serve(1, source);
        BlockSync sync = new(40, run.Chain.Blocks[39].Hash, run.Verifier, 1);
        Assert.True(run.Go(sync, _ => 100, () => sync.IsStopped));
        SyncEffect.Conflict conflict = Assert.Single(run.World.Effects.OfType<SyncEffect.Conflict>());
        Assert.Equal(fork.Blocks[0].Hash, conflict.Block.Hash);
        Assert.Empty(run.Delivered);
        Assert.Empty(run.World.Named);
    }

    [Fact]
    public void ForkThatIsNotFinal_IsAnAttack()
    {
        Run run = new(6, 100);
        SyncChain fork = new(97, 100);
        run.World.Serve(1, run.Source(fork));
        run.World.Serve(2, run.Source(run.Chain));
        BlockSync sync = new(40, run.Chain.Blocks[39].Hash, run.Verifier, 1);
        Assert.True(run.Go(sync, _ => 100, () => run.Delivered.Count == 60));
        Assert.All(run.World.Named, named => Assert.Equal((PeerKeys.Name(1), BanReason.BadBlock), named));
    }

    [Fact]
    public void NextEpoch_WaitsUntilItsBeginningIsApplied()
    {
        Run run = new(7, 300, epochBlocks: 100);
        run.Honest(1, 2);
        run.Verifier.KnownEpoch = 1;
        Assert.True(run.Go(each: block => run.Verifier.KnownEpoch = 1 + (uint)(block.Header.Height / 100)));
        Assert.Equal(300, run.Delivered.Count);
        Assert.Empty(run.World.Named);
    }

    [Fact]
    public void Deliver_WaitsForTheNode()
    {
        Run run = new(8, 300) { Applies = false };
        run.Honest(1);
        Assert.False(run.Go(seconds: 20));
        Assert.Equal(Limits.Sync.MaxAhead, run.Delivered.Count);
    }

    private static byte[] Encode(SyncServer server, byte[] request)
    {
        Assert.True(server.TryAnswer(0, PeerKeys.Name(9), request, out byte[]? answer));
        return answer!;
    }

    private static byte[] Shuffle(byte[] answer)
    {
        Assert.True(Ace.TryDecode(answer, out HeaderAnswer headers, out _));
        Array.Reverse(headers.Headers);
        return Ace.Encode(headers);
    }

    private sealed class Run
    {
        private readonly BlockSync _sync;

        public Run(ulong seed, int blocks, int epochBlocks = int.MaxValue)
        {
            Chain = new SyncChain(seed, blocks, epochBlocks: epochBlocks);
            World = new SyncWorld(seed);
            foreach (Proposal block in Chain.Blocks)
            {
                Verifier.Final.Add(block.Hash);
            }
            _sync = new BlockSync(0, PeerKeys.Genesis, Verifier, seed);
        }

        public SyncChain Chain { get; }

        public SyncWorld World { get; }

        public TestVerifier Verifier { get; } = new();

        public List<Proposal> Delivered { get; } = [];

        public bool Applies { get; init; } = true;

        public TestSource Source(SyncChain chain) => new() { Blocks = chain.Blocks, Proof = chain.Finality };

        public void Honest(params int[] indices)
        {
            foreach (int index in indices)
            {
                World.Serve(index, Source(Chain));
            }
        }

        public bool Go(Func<int, ulong>? height = null, int seconds = 300, Action<Proposal>? each = null) =>
            Go(
                _sync,
                height ?? (_ => (ulong)Chain.Blocks.Count),
                () => Delivered.Count == Chain.Blocks.Count,
                seconds,
                each);

        public bool Go(
            BlockSync sync,
            Func<int, ulong> height,
            Func<bool> done,
            int seconds = 300,
            Action<Proposal>? each = null) =>
            World.Run(
                sync.Step,
                () => sync.TryTakeEffect(out SyncEffect effect) ? effect : null,
                height,
                done,
                seconds,
                effect =>
                {
                    if (effect is SyncEffect.Deliver deliver)
                    {
                        Delivered.Add(deliver.Block);
                        each?.Invoke(deliver.Block);
                        if (Applies)
                        {
                            sync.Step(World.NowMs, new SyncInput.Applied(deliver.Block.Header.Height));
                        }
                    }
                });
    }
}
