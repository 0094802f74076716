using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Snapshots;
using Aether.Network.Sync;
using Aether.NetworkTests.Peers;
using Aether.TestKit.Generators;
using Aether.TestKit.Snapshots;

namespace Aether.NetworkTests.Sync;

/// <summary>
/// A chain whose certificates are said to hold by a list, with real payload commitments, and a state in chunks with
/// real range proofs.
/// </summary>
internal sealed class SyncChain
{
    private readonly SeededRandom _random;
    private readonly FinalityProof _finality;

    public SyncChain(ulong seed, int count, uint firstEpoch = 1, int epochBlocks = int.MaxValue)
    {
        _random = new SeededRandom(seed);
        _finality = ConsensusGenerator.FinalityProof(_random, 2);
        Hash256 parent = PeerKeys.Genesis;
        for (int index = 0; index < count; index++)
        {
            Proposal block = Next(parent, (ulong)index + 1, firstEpoch + (uint)(index / epochBlocks), default);
            Blocks.Add(block);
            parent = block.Hash;
        }
    }

    public List<Proposal> Blocks { get; } = [];

    public FinalityProof Finality => _finality;

    public Proposal Next(Hash256 parent, ulong height, uint epoch, Hash256 stateRoot)
    {
        BlockPayload content = new(_random.Array(_random.Below(4), r => LedgerGenerator.Transaction(r, 3)));
        byte[] payload = Ace.Encode(content);
        SignedHeader header = ConsensusGenerator.SignedHeader(_random, 2);
        return new Proposal(
            header with
            {
                Header = header.Header with
                {
                    Epoch = epoch,
                    Height = height,
                    ParentHash = parent,
                    StateRoot = stateRoot,
                    EpochProof = null,
                    PayloadRoot = PayloadCommitment.PayloadRoot(content),
                    PayloadBytes = (uint)payload.Length,
                    EvidenceRoot = PayloadCommitment.EvidenceRoot([]),
                },
            },
            payload);
    }

    public EpochProof Opens(uint epoch)
    {
        EpochProof proof = ConsensusGenerator.EpochProof(_random, 2);
        return proof with
        {
            Closing = proof.Closing with { Epoch = epoch - 1 },
            Transition = proof.Transition with { Epoch = epoch },
        };
    }

    /// <summary>A snapshot of a drawn state after a block that is put at the end of the chain.</summary>
    public TestSnapshot Snapshot(int seed, uint epoch, int chunks)
    {
        MemoryState state = MemoryState.Draw(seed, chunks * 8, 120);
        ulong height = (ulong)Blocks.Count + 1;
        Proposal block = Next(Blocks.Count == 0 ? PeerKeys.Genesis : Blocks[^1].Hash, height, epoch, state.Root);
        Blocks.Add(block);
        List<SnapshotPart> parts = [];
        List<byte[]> bytes = [];
        Hash256 first = Hash256.Zero;
        for (int index = 0; index < chunks; index++)
        {
            KeyValuePair<Hash256, byte[]>[] items = [.. state.Values.Skip(index * 8).Take(8)];
            Hash256 last = index == chunks - 1 ? KeyOrder.Greatest : items[^1].Key;
            StateItems columns = new(
                [.. items.Select(item => item.Key)],
                [.. items.Select(item => (uint)item.Value.Length)],
                [.. items.SelectMany(item => item.Value)]);
            SparseMerkleRangeProof proof = SparseMerkleRangeBuilder.Prove(state.Proofs, first, last);
            byte[] chunk = Ace.Encode(new SnapshotChunk(first, last, columns, proof));
            parts.Add(new SnapshotPart(first, last, SnapshotContent.NameOf(chunk), (uint)chunk.Length));
            bytes.Add(chunk);
            first = index == chunks - 1 ? last : KeyOrder.Next(last);
        }
        Header header = block.Header;
        SnapshotManifest manifest = new(
            PeerKeys.Genesis, epoch, height, header.View, header.Hash, state.Root, null, [.. parts]);
        byte[] encoded = Ace.Encode(manifest);
        SnapshotOffer offer = new(height, epoch, SnapshotContent.NameOf(encoded), (uint)encoded.Length);
        return new TestSnapshot(manifest, encoded, bytes, offer);
    }
}
