using Aether.Core.Types;
using Aether.Network.Sync;

namespace Aether.NetworkTests.Sync;

/// <summary>What a serving node of a test has.</summary>
internal sealed class TestSource : ISyncSource
{
    public List<Proposal> Blocks { get; init; } = [];

    public FinalityProof? Proof { get; init; }

    public Dictionary<uint, EpochProof> Epochs { get; init; } = [];

    public List<TestSnapshot> Snapshots { get; init; } = [];

    public int Reads { get; private set; }

    public Proposal? FinalBlock(ulong height)
    {
        Reads++;
        return height - 1 < (ulong)Blocks.Count ? Blocks[(int)height - 1] : null;
    }

    public FinalityProof? Finality(ulong height) => height - 1 < (ulong)Blocks.Count ? Proof : null;

    public EpochProof? Epoch(uint epoch) => Epochs.GetValueOrDefault(epoch);

    public IReadOnlyList<SnapshotOffer> Offers() =>
        [.. Snapshots.Select(snapshot => snapshot.Offer).OrderByDescending(offer => offer.Height)];

    public ReadOnlyMemory<byte> Manifest(Hash256 content) => Find(content)?.Encoded;

    public ReadOnlyMemory<byte> Chunk(Hash256 manifest, int index)
    {
        Reads++;
        return Find(manifest) is { } snapshot && index < snapshot.Chunks.Count ? snapshot.Chunks[index] : default;
    }

    private TestSnapshot? Find(Hash256 content) => Snapshots.Find(snapshot => snapshot.Offer.Content == content);
}
