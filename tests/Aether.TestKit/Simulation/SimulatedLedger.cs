using System.Security.Cryptography;
using Aether.Consensus.HotStuff;
using Aether.Core.Types;

namespace Aether.TestKit.Simulation;

/// <summary>
/// Execution reduced to its commitments: a state root is the hash of the parent's root and the payload.
/// </summary>
public static class SimulatedLedger
{
    /// <summary>A block on a parent.</summary>
    public static BuiltBlock Build(Header parent, byte[] payload)
    {
        Hash256 root = PayloadRoot(payload);
        return new BuiltBlock(payload, root, StateRoot(parent, payload), root);
    }

    /// <summary>True when the header's roots are those of its payload on the parent.</summary>
    public static bool IsValid(Header parent, Proposal block)
    {
        Hash256 root = PayloadRoot(block.Payload);
        return block.Header.PayloadRoot == root && block.Header.ReceiptsRoot == root
            && block.Header.StateRoot == StateRoot(parent, block.Payload);
    }

    /// <summary>Commitment to a payload.</summary>
    public static Hash256 PayloadRoot(byte[] payload) => new(SHA256.HashData(payload));

    private static Hash256 StateRoot(Header parent, byte[] payload)
    {
        byte[] input = new byte[Hash256.Bytes + payload.Length];
        parent.StateRoot.Span.CopyTo(input);
        payload.CopyTo(input.AsSpan(Hash256.Bytes));
        return new Hash256(SHA256.HashData(input));
    }
}
