using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Snapshots;
using Aether.Execution.Storage;
using Aether.Network.Sync;
using Aether.Node.Joining;
using Aether.Node.Snapshots;
using Aether.Pipeline.BlockImport;
using Aether.TestKit.NodeSimulation;
using Xunit;

namespace Aether.NetworkTests.Joining;

/// <summary>A chain that four whole nodes made under load with real keys over several epochs; for all tests.</summary>
internal sealed class JoinChain
{
    private static readonly Lazy<JoinChain> s_made = new(() => new JoinChain());

    private readonly ChainStore _store;
    private readonly string _folder;

    private JoinChain()
    {
        NodeSimulation simulation = new(new NodeSimulationSettings
        {
            Seed = 5,
            Stakes = [10, 10, 10, 10],
            EpochSlots = 14,
            RealSignatures = true,
            FaultsEndUs = 26_000_000,
            ClientUs = 500_000,
        });
        simulation.Run();
        Genesis = simulation.Genesis;
        ChainStore made = simulation.ChainOf(0)!;
        _folder = NewFolder();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Directory.Delete(_folder, recursive: true);
        _store = Open(Genesis);
        using FinalBlocks blocks = FinalBlocks.Open(Genesis, _store);
        for (ulong height = 1; height <= made.FinalizedHeader.Height; height++)
        {
            Assert.True(made.TryGetFinalProposal(height, out Proposal? block));
            Assert.Null(blocks.Commit(block, ProofOf(made, block.Header)));
            if (IsClosing(block))
            {
                Closings.Add(height);
                TakeSnapshot(block.Header);
            }
        }
        Time = new FixedTime(DateTimeOffset.FromUnixTimeMilliseconds((long)_store.FinalizedHeader.TimestampMs + 500));
    }

    /// <summary>The chain.</summary>
    public static JoinChain Made => s_made.Value;

    /// <summary>The genesis.</summary>
    public Genesis Genesis { get; }

    /// <summary>A moment after the last block.</summary>
    public TimeProvider Time { get; }

    /// <summary>Heights of the closing blocks.</summary>
    public List<ulong> Closings { get; } = [];

    /// <summary>The last block.</summary>
    public Header Head => _store.FinalizedHeader;

    /// <summary>All of it; not to be closed.</summary>
    public ChainStore Store => _store;

    /// <summary>Folder of the snapshots after its closing blocks.</summary>
    public string Snapshots => _folder;

    /// <summary>A node that has all of it, with its newest snapshots or without.</summary>
    public ISyncSource Source(bool withSnapshots = true) =>
        new ChainSyncSource(_store, withSnapshots ? _folder : Path.Combine(_folder, "none"), TimeProvider.System);

    /// <summary>A folder, in memory where there is such a place: what a disk loses is tried elsewhere.</summary>
    public static string NewFolder()
    {
        string root = Directory.Exists("/dev/shm") ? "/dev/shm" : Path.GetTempPath();
        return Directory.CreateDirectory(Path.Combine(root, $"aether-join-{Guid.NewGuid():N}")).FullName;
    }

    /// <summary>A final block.</summary>
    public Proposal Block(ulong height) => _store.TryGetFinalProposal(height, out Proposal? block)
        ? block
        : throw new InvalidOperationException($"no block {height}");

    /// <summary>What shows a block final.</summary>
    public static FinalityProof? ProofOf(ChainStore store, Header header) =>
        store.TryGetFinality(header.Height, out FinalityProof? proof) ? proof
            : store.TryGetEpoch(header.Epoch + 1, out EpochProof? next) && next.Closing.Hash == header.Hash
                ? next.Finality
                : null;

    private static ChainStore Open(Genesis genesis)
    {
        StoreOpenError error =
            ChainStore.TryOpen(new MemoryKeyValueStore(), genesis, out ChainStore? chain, out string reason);
        Assert.True(error == StoreOpenError.None, reason);
        return chain!;
    }

    private static bool IsClosing(Proposal block) =>
        Ace.TryDecode(block.Payload, out BlockPayload payload, out DecodeError _) && payload.Transition is not null;

    private void TakeSnapshot(Header block)
    {
        Assert.True(SnapshotHeads.TryCollect(_store, block, out SnapshotHead? head, out string reason), reason);
        using FolderMirror folder = new(_folder);
        SnapshotWriter writer = new(folder, new SnapshotPace(0, TimeProvider.System));
        SnapshotSource source = SnapshotSource.Of(Genesis.Hash, block, _store.FinalizedState);
        SnapshotService.MakeAsync(folder, writer, source, head, CancellationToken.None).GetAwaiter().GetResult();
    }
}
