using Aether.Consensus.LightClient;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.TestKit.Simulation;
using Xunit;
using Client = Aether.Consensus.LightClient.LightClient;

namespace Aether.UnitTests.Consensus.LightClient;

/// <summary>What a verified header vouches for.</summary>
public sealed class VerifiedHeaderTests
{
    private readonly KeyedEpochs _chain = new("aether-light", [1, 2, 3]);

    [Fact]
    public void HoldsReceiptAndTransaction_OnlyThoseOfTheBlock()
    {
        byte[][] items = [[1, 2], [3, 4, 5], [6]];
        Hash256 id = new(Enumerable.Repeat((byte)9, 32).ToArray());
        Hash256[] ids = [MerkleTree.LeafHash(id.Span), MerkleTree.LeafHash([1])];
        VerifiedHeader header = Verify(
            Block(MerkleTree.Root(ids)) with { ReceiptsRoot = MerkleTree.RootOfItems(items) });
        MerkleProof proof = MerkleTree.Prove(MerkleTree.HashItems(items), 1);
        Assert.True(header.HoldsReceipt(items[1], proof));
        Assert.False(header.HoldsReceipt(items[0], proof));
        Assert.True(header.HoldsTransaction(id, MerkleTree.Prove(ids, 0)));
        Assert.False(header.HoldsTransaction(Hash256.Zero, MerkleTree.Prove(ids, 0)));
    }

    [Fact]
    public void HoldsState_PresenceAndAbsence()
    {
        Hash256 key = new(Enumerable.Repeat((byte)8, 32).ToArray());
        byte[] value = [1, 2, 3];
        VerifiedHeader header = Verify(
            Block(Hash256.Zero) with { StateRoot = StateHasher.HashLeaf(key, StateHasher.HashValue(value)) });
        SparseMerkleProof proof = new(0, [], [], key, StateHasher.HashValue(value));
        Assert.True(header.HoldsState(key, value, proof));
        Assert.False(header.HoldsState(key, [1, 2, 4], proof));
        Assert.False(header.HoldsState(key, null, proof));
        Assert.True(header.HoldsState(Hash256.Zero, null, proof));
    }

    private static Header Block(Hash256 payloadRoot) =>
        KeyedEpochs.Child(KeyedEpochs.Child(null, 0, 0, default), 0, 2, payloadRoot);

    private VerifiedHeader Verify(Header header)
    {
        Assert.Equal(LightClientError.None, TrustedEpoch.TryCreate(_chain.Genesis, out TrustedEpoch? root));
        LightClientError error = new Client(root!).VerifyHeader(
            header, _chain.Commit(header), header.TimestampMs, out VerifiedHeader? verified);
        Assert.Equal(LightClientError.None, error);
        return verified!;
    }
}
