using Aether.Core.Types;
using Aether.Network.Sync;

namespace Aether.NetworkTests.Joining;

/// <summary>A node that has blocks of some heights only.</summary>
internal sealed class PartSource(ISyncSource whole) : ISyncSource
{
    public ulong From { get; init; }

    public ulong UpTo { get; init; } = ulong.MaxValue;

    public Proposal? FinalBlock(ulong height) => height >= From && height <= UpTo ? whole.FinalBlock(height) : null;

    public FinalityProof? Finality(ulong height) => height >= From && height <= UpTo ? whole.Finality(height) : null;

    public EpochProof? Epoch(uint epoch) => whole.Epoch(epoch);

    public IReadOnlyList<SnapshotOffer> Offers() => whole.Offers();

    public ReadOnlyMemory<byte> Manifest(Hash256 content) => whole.Manifest(content);

    public ReadOnlyMemory<byte> Chunk(Hash256 manifest, int index) => whole.Chunk(manifest, index);
}
