using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Sdk.Proofs;
using Aether.TestKit.Simulation;

namespace Aether.UnitTests.Sdk.Proofs;

/// <summary>An account in a block of the third epoch of a chain whose validators change completely.</summary>
internal sealed class EpochChain
{
    public const uint Epoch = 2;

    public EpochChain()
    {
        Header root = Chain.Epochs[Epoch - 1].Closing;
        byte[] account = Ace.Encode(new Account(3, [new AssetBalance(AssetId.Swr, 7_000_000_000)]));
        Hash256 key = StateKey.ForAccount(Holder);
        Hash256 value = StateHasher.HashValue(account);
        Header = KeyedEpochs.Child(root, Epoch, root.View + 2, Hash256.Zero) with
        {
            StateRoot = StateHasher.HashLeaf(key, value),
        };
        Account = ProofFile.ForAccount(
            Chain.Genesis.Hash,
            Holder,
            account,
            Ace.Encode(new SparseMerkleProof(0, [], [], key, value)),
            Ace.Encode(Header),
            Ace.Encode(Chain.Commit(Header)));
    }

    public KeyedEpochs Chain { get; } = new("aether-dev-epochs", [1, 2, 3, 4], [5, 6, 7], [8, 9, 10, 11]);

    public Address Holder { get; } = new(SampleChain.Hash(11));

    public Header Header { get; }

    /// <summary>Without epoch proofs.</summary>
    public ProofFile Account { get; }

    /// <summary>The proof of the closing of an epoch.</summary>
    public byte[] ProofOf(uint epoch) => Ace.Encode(Chain.Epochs[epoch].Proof);

    /// <summary>A moment after the block.</summary>
    public ulong NowMs => Header.TimestampMs + 1_000;
}
