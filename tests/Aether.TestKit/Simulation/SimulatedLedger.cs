using System.Buffers.Binary;
using System.Security.Cryptography;
using Aether.Consensus.Epochs;
using Aether.Consensus.HotStuff;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.TestKit.Simulation;

/// <summary>
/// Execution reduced to its commitments: a state root is the hash of the parent's root and the payload.
/// </summary>
public static class SimulatedLedger
{
    // Ordinary payloads are not longer; every encoded payload of a real block is.
    private const int MaxOrdinaryBytes = 8;

    // Every node asks for the roots of the same recent blocks, several times each; the hash behind an answer is dear.
    private const int Remembered = 512;

    [ThreadStatic]
    private static (ulong Content, Hash256 Root)[]? t_payloadRoots;

    [ThreadStatic]
    private static (byte[]? Payload, Hash256 Root) t_long;

    [ThreadStatic]
    private static (ulong Content, Hash256 Before, Hash256 After)[]? t_stateRoots;

    /// <summary>An ordinary block on a parent.</summary>
    public static BuiltBlock Build(Header parent, byte[] payload)
    {
        Hash256 root = PayloadRoot(payload);
        return new BuiltBlock(payload, root, StateRoot(parent, payload), root);
    }

    /// <summary>The closing block of an epoch on a parent.</summary>
    public static BuiltBlock BuildClosing(Header parent, EpochTransition transition) =>
        Build(parent, Ace.Encode(new BlockPayload([], [], transition)));

    /// <summary>True when the header's roots are those of its payload on the parent.</summary>
    public static bool IsValid(Header parent, Proposal block)
    {
        if (block.Payload.Length == HelperBlock.PayloadBytes)
        {
            return HelperBlock.Fits(block.Header, parent);
        }
        Hash256 root = PayloadRoot(block.Payload);
        return block.Header.PayloadRoot == root && block.Header.ReceiptsRoot == root
            && block.Header.StateRoot == StateRoot(parent, block.Payload);
    }

    /// <summary>As <see cref="IsValid(Header, Proposal)"/>; a closing block has exactly this transition.</summary>
    public static bool IsValid(Header parent, Proposal block, EpochTransition? transition) =>
        IsValid(parent, block)
        && (transition is null
            ? block.Payload.Length <= MaxOrdinaryBytes
            : block.Payload.AsSpan().SequenceEqual(Ace.Encode(new BlockPayload([], [], transition))));

    /// <summary>Commitment to a payload.</summary>
    public static Hash256 PayloadRoot(byte[] payload)
    {
        if (payload.Length != MaxOrdinaryBytes)
        {
            return LongPayloadRoot(payload);
        }
        ulong content = BinaryPrimitives.ReadUInt64LittleEndian(payload);
        ref (ulong Content, Hash256 Root) known = ref Slot(ref t_payloadRoots, content);
        if (known.Content != content || known.Root.IsZero)
        {
            known = (content, ComputePayloadRoot(payload));
        }
        return known.Root;
    }

    // The closing block of an epoch goes round among all nodes before another one comes.
    private static Hash256 LongPayloadRoot(byte[] payload)
    {
        if (t_long.Payload is not { } last || !payload.AsSpan().SequenceEqual(last))
        {
            t_long = ([.. payload], ComputePayloadRoot(payload));
        }
        return t_long.Root;
    }

    private static Hash256 ComputePayloadRoot(byte[] payload) =>
        payload.Length > MaxOrdinaryBytes && Ace.TryDecode(payload, out BlockPayload block, out DecodeError _)
            ? PayloadCommitment.PayloadRoot(block)
            : new Hash256(SHA256.HashData(payload));

    private static Hash256 StateRoot(Header parent, byte[] payload)
    {
        if (payload.Length != MaxOrdinaryBytes)
        {
            return ComputeStateRoot(parent, payload);
        }
        ulong content = BinaryPrimitives.ReadUInt64LittleEndian(payload);
        ref (ulong Content, Hash256 Before, Hash256 After) known = ref Slot(ref t_stateRoots, content);
        if (known.Content != content || known.Before != parent.StateRoot || known.After.IsZero)
        {
            known = (content, parent.StateRoot, ComputeStateRoot(parent, payload));
        }
        return known.After;
    }

    private static ref T Slot<T>(ref T[]? slots, ulong content)
    {
        slots ??= new T[Remembered];
        return ref slots[content % Remembered];
    }

    private static Hash256 ComputeStateRoot(Header parent, byte[] payload)
    {
        byte[] input = new byte[Hash256.Bytes + payload.Length];
        parent.StateRoot.Span.CopyTo(input);
        payload.CopyTo(input.AsSpan(Hash256.Bytes));
        return new Hash256(SHA256.HashData(input));
    }
}
