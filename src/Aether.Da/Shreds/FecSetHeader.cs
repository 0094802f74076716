using System.Buffers.Binary;
using Aether.Core.Types;
using Aether.Da.ErasureCoding;

namespace Aether.Da.Shreds;

/// <summary>What the leader signs of a set: everything its shreds share, and the root over its shards.</summary>
/// <param name="Profile">The erasure code.</param>
/// <param name="Epoch">Epoch of the block.</param>
/// <param name="View">View of the block.</param>
/// <param name="Proposer">Index of the proposer in the epoch's validator set.</param>
/// <param name="SetIndex">Position of the set in its block.</param>
/// <param name="IsLast">True for the last set of the block.</param>
/// <param name="SetBytes">Payload bytes; what the data shards hold beyond them is zero.</param>
/// <param name="PreviousRoot">Root of the set before; of the first set the hash of the parent block.</param>
/// <param name="Root">Root of the Merkle tree over all shards.</param>
/// <remarks><b>Consensus</b>: changing what is signed forks the chain.</remarks>
public readonly record struct FecSetHeader(
    ErasureProfile Profile,
    uint Epoch,
    ulong View,
    ushort Proposer,
    ushort SetIndex,
    bool IsLast,
    uint SetBytes,
    Hash256 PreviousRoot,
    Hash256 Root)
{
    /// <summary>Bytes that are signed.</summary>
    public const int SignedBytes = 11 + (3 * Hash256.Bytes) + FieldBytes;

    private const int FieldBytes = 4 + 8 + 2 + 2 + 1 + 1 + 1 + 4;

    private static ReadOnlySpan<byte> Domain => "aeth/fec/v1"u8;

    /// <summary>The layout of the set's shreds.</summary>
    public ShredLayout Layout => ShredLayout.TryGet((byte)Profile, out ShredLayout layout) ? layout : default;

    /// <summary>Writes what the leader signs.</summary>
    /// <param name="genesis">Hash of the genesis file.</param>
    /// <param name="destination">Exactly <see cref="SignedBytes"/>.</param>
    public void WriteSigned(in Hash256 genesis, Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, SignedBytes);
        Domain.CopyTo(destination);
        genesis.Span.CopyTo(destination[Domain.Length..]);
        Span<byte> fields = destination[(Domain.Length + Hash256.Bytes)..];
        BinaryPrimitives.WriteUInt32LittleEndian(fields, Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(fields[4..], View);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[12..], Proposer);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[14..], SetIndex);
        ErasureCode code = Layout.Code;
        fields[16] = (byte)code.DataShards;
        fields[17] = (byte)code.ParityShards;
        fields[18] = IsLast ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32LittleEndian(fields[19..], SetBytes);
        PreviousRoot.Span.CopyTo(fields[FieldBytes..]);
        Root.Span.CopyTo(fields[(FieldBytes + Hash256.Bytes)..]);
    }

    /// <summary>Writes the header of a shred up to its signature.</summary>
    internal void WriteShredHeader(int shard, Span<byte> shred)
    {
        ErasureCode code = Layout.Code;
        shred[ShredLayout.VariantOffset] = (byte)(ShredLayout.Version | (byte)Profile);
        BinaryPrimitives.WriteUInt32LittleEndian(shred[ShredLayout.EpochOffset..], Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(shred[ShredLayout.ViewOffset..], View);
        BinaryPrimitives.WriteUInt16LittleEndian(shred[ShredLayout.ProposerOffset..], Proposer);
        BinaryPrimitives.WriteUInt16LittleEndian(shred[ShredLayout.SetIndexOffset..], SetIndex);
        shred[ShredLayout.ShardOffset] = (byte)shard;
        shred[ShredLayout.DataShardsOffset] = (byte)code.DataShards;
        shred[ShredLayout.ParityShardsOffset] = (byte)code.ParityShards;
        shred[ShredLayout.LastSetOffset] = IsLast ? (byte)1 : (byte)0;
        BinaryPrimitives.WriteUInt32LittleEndian(shred[ShredLayout.SetBytesOffset..], SetBytes);
        PreviousRoot.Span.CopyTo(shred[ShredLayout.PreviousRootOffset..]);
    }
}
