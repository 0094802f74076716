using System.Buffers.Binary;
using Aether.Core.Types;
using Aether.Crypto.Hashing;

namespace Aether.Consensus.Sequencing;

/// <summary>The hashes of a slot's chain. The only place that computes them.</summary>
public static class SequenceChain
{
    private const int StartBytes = (2 * Hash256.Bytes) + 8 + 2 + 8;
    private const int LinkBytes = Hash256.Bytes + SequenceStep.EncodedBytes;

    /// <summary>SHA-256("aeth/seq/slot/v1" || genesis hash || previous head || view || proposer || start).</summary>
    public static Hash256 Start(Hash256 genesisHash, Hash256 previous, ulong view, ushort proposer, ulong startNs)
    {
        Span<byte> bytes = stackalloc byte[StartBytes];
        genesisHash.Span.CopyTo(bytes);
        previous.Span.CopyTo(bytes[32..]);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[64..], view);
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[72..], proposer);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[74..], startNs);
        return Sha256Tagged.Hash("aeth/seq/slot/v1"u8, bytes);
    }

    /// <summary>SHA-256("aeth/seq/step/v1" || head || kind || detail || delta || id).</summary>
    public static Hash256 Extend(in Hash256 head, in SequenceStep step)
    {
        Span<byte> bytes = stackalloc byte[LinkBytes];
        head.Span.CopyTo(bytes);
        bytes[32] = (byte)step.Kind;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes[33..], step.Detail);
        BinaryPrimitives.WriteUInt64LittleEndian(bytes[35..], step.DeltaNs);
        step.Id.Span.CopyTo(bytes[43..]);
        return Sha256Tagged.Hash("aeth/seq/step/v1"u8, bytes);
    }
}
