using System.Runtime.InteropServices;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Crypto.Merkle;

/// <summary>What a header says about its block's payload.</summary>
/// <remarks><b>Consensus</b>: the only place that computes these roots.</remarks>
public static class PayloadCommitment
{
    /// <summary>
    /// List-tree root over the witness ids of the transactions, or over the one hash of an epoch's transition; zero
    /// without either.
    /// </summary>
    public static Hash256 PayloadRoot(BlockPayload payload)
    {
        if (payload.Transition is { } transition)
        {
            Hash256 hash = transition.ComputeHash();
            return MerkleTree.Root([MerkleTree.LeafHash(hash.Span)]);
        }
        return TransactionsRoot(payload.Transactions);
    }

    /// <summary>List-tree root over the witness ids of transactions; zero without any.</summary>
    public static Hash256 TransactionsRoot(ReadOnlySpan<Transaction> transactions)
    {
        Hash256[] ids = new Hash256[transactions.Length];
        for (int index = 0; index < ids.Length; index++)
        {
            ids[index] = transactions[index].WitnessId;
        }
        Hash256[] leaves = new Hash256[ids.Length];
        MerkleLayers.HashLeaves(MemoryMarshal.AsBytes(ids), Hash256.Bytes, leaves);
        return MerkleLayers.RootInPlace(leaves);
    }

    /// <summary>List-tree root over encoded evidence; zero without any.</summary>
    public static Hash256 EvidenceRoot(ReadOnlySpan<Evidence> evidence)
    {
        Hash256[] leaves = new Hash256[evidence.Length];
        for (int index = 0; index < leaves.Length; index++)
        {
            leaves[index] = MerkleTree.LeafHash(Ace.Encode(evidence[index]));
        }
        return MerkleTree.Root(leaves);
    }
}
