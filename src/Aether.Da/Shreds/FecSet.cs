using System.Numerics;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Da.ErasureCoding;

namespace Aether.Da.Shreds;

/// <summary>One signed set of a block: the shards that arrived, and all of them once enough did.</summary>
/// <remarks>
/// <para>Only verified shards are kept. When k are there the others are computed, every leaf is hashed again and the
/// root compared: if it differs, or bytes lie behind the payload, the set is invalid for everyone, whichever shards
/// arrived.</para>
/// <para><b>Shape</b>: a row for each shard, <see cref="RowBytes"/> apart, with room for the leaf's prefix before the
/// shard. <b>Threads</b>: one at a time. <b>Cost</b>: no allocation after construction; sets are used again.</para>
/// </remarks>
internal sealed class FecSet
{
    private const int RowAlignment = 64;
    private const int MaxProofBytes = 6 * Hash256.Bytes;

    private readonly ShredLayout _layout;
    private readonly byte[] _rows;
    private readonly Hash256[] _layers;

    // The header of the first shred, its shard's number included.
    private readonly byte[] _shared = new byte[ShredLayout.HeaderBytes];

    internal FecSet(ShredLayout layout)
    {
        _layout = layout;
        int total = layout.Code.TotalShards;
        _rows = new byte[total * RowBytes(layout)];
        _layers = new Hash256[MerkleLayers.NodeCount(total)];
    }

    /// <summary>What the leader signed.</summary>
    internal FecSetHeader Header { get; private set; }

    /// <summary>The leader's signature.</summary>
    internal ReadOnlySpan<byte> Signature => _shared.AsSpan(ShredLayout.SignatureOffset, Signature64.Bytes);

    /// <summary>The layout of its shreds.</summary>
    internal ShredLayout Layout => _layout;

    /// <summary>How far it has come.</summary>
    internal FecSetState State { get; private set; }

    /// <summary>Shards that arrived, bit i for shard i.</summary>
    internal ulong Seen { get; private set; }

    /// <summary>When the first shred arrived.</summary>
    internal long FirstSeenMs { get; private set; }

    /// <summary>Bytes of memory of a set.</summary>
    internal static int MemoryBytes(ShredLayout layout) =>
        (layout.Code.TotalShards * RowBytes(layout))
        + (MerkleLayers.NodeCount(layout.Code.TotalShards) * Hash256.Bytes) + ShredLayout.HeaderBytes;

    /// <summary>Bytes from one row to the next.</summary>
    internal static int RowBytes(ShredLayout layout) =>
        (ShredLayout.LeafPrefixBytes + layout.MaxShardBytes + RowAlignment - 1) & -RowAlignment;

    /// <summary>Starts over with a set whose signature holds.</summary>
    internal void Reset(in FecSetHeader header, ShredView first, long nowMs)
    {
        Check.That(first.Layout.Code == _layout.Code);
        Header = header;
        first.Bytes[..ShredLayout.HeaderBytes].CopyTo(_shared);
        State = FecSetState.Open;
        Seen = 0;
        FirstSeenMs = nowMs;
    }

    /// <summary>True when a shred claims the very header and signature of this set.</summary>
    internal bool Shares(ShredView shred) =>
        shred.SharedBeforeShard.SequenceEqual(_shared.AsSpan(0, ShredLayout.ShardOffset))
        && shred.SharedAfterShard.SequenceEqual(_shared.AsSpan(ShredLayout.DataShardsOffset));

    /// <summary>Verifies a shred of this set and keeps it.</summary>
    internal ShredOutcome Add(ShredView shred)
    {
        ulong bit = 1UL << shred.Shard;
        if ((Seen & bit) != 0)
            return ShredOutcome.Duplicate;
        if (State == FecSetState.Invalid)
            return ShredOutcome.SetInvalid;
        if (State == FecSetState.Complete)
            return AddRedundant(shred);
        Span<byte> row = Row(shred.Shard);
        shred.Data.CopyTo(row[ShredLayout.LeafPrefixBytes..]);
        int length = ShredLayout.LeafPrefixBytes + shred.Data.Length;
        Hash256 leaf = FecSetTree.HashLeaf(row[..length], shred.Shard);
        int total = _layout.Code.TotalShards;
        if (!FecSetTree.TryRoot(leaf, total, shred.Shard, shred.Proof, out Hash256 root) || root != Header.Root)
            return ShredOutcome.BadProof;
        Seen |= bit;
        if (BitOperations.PopCount(Seen) < _layout.Code.DataShards)
            return ShredOutcome.Stored;
        State = Decode() ? FecSetState.Complete : FecSetState.Invalid;
        return State == FecSetState.Complete ? ShredOutcome.SetCompleted : ShredOutcome.SetInvalid;
    }

    /// <summary>Copies the payload of a complete set.</summary>
    /// <returns>Its bytes.</returns>
    internal int CopyPayload(Span<byte> destination)
    {
        Check.That(State == FecSetState.Complete);
        int total = (int)Header.SetBytes;
        int shardBytes = _layout.ShardBytes(total);
        for (int shard = 0, offset = 0; offset < total; shard++, offset += shardBytes)
        {
            int bytes = Math.Min(shardBytes, total - offset);
            Row(shard).Slice(ShredLayout.LeafPrefixBytes, bytes).CopyTo(destination[offset..]);
        }

        return total;
    }

    /// <summary>Writes a shred of a complete set as the leader sent it.</summary>
    /// <returns>Its bytes.</returns>
    internal int WriteShred(int shard, Span<byte> destination)
    {
        Check.That(State == FecSetState.Complete);
        int shardBytes = _layout.ShardBytes((int)Header.SetBytes);
        Span<byte> shred = destination[..(_layout.DataOffset + shardBytes)];
        _shared.CopyTo(shred);
        shred[ShredLayout.ShardOffset] = (byte)shard;
        Span<byte> proof = shred[ShredLayout.HeaderBytes.._layout.DataOffset];
        FecSetTree.WriteProof(_layers, _layout.Code.TotalShards, shard, proof);
        Row(shard).Slice(ShredLayout.LeafPrefixBytes, shardBytes).CopyTo(shred[_layout.DataOffset..]);
        return shred.Length;
    }

    // All that a further shred can say is known: it is right when it says it.
    private ShredOutcome AddRedundant(ShredView shred)
    {
        Span<byte> proof = stackalloc byte[MaxProofBytes];
        proof = proof[..shred.Proof.Length];
        FecSetTree.WriteProof(_layers, _layout.Code.TotalShards, shred.Shard, proof);
        ReadOnlySpan<byte> known = Row(shred.Shard).Slice(ShredLayout.LeafPrefixBytes, shred.Data.Length);
        if (!shred.Proof.SequenceEqual(proof) || !shred.Data.SequenceEqual(known))
            return ShredOutcome.BadProof;
        Seen |= 1UL << shred.Shard;
        return ShredOutcome.Redundant;
    }

    private bool Decode()
    {
        ErasureCode code = _layout.Code;
        int shardBytes = _layout.ShardBytes((int)Header.SetBytes);
        int stride = RowBytes(_layout);
        Span<byte> shards = _rows.AsSpan(ShredLayout.LeafPrefixBytes);
        bool isRecovered = code.TryRecover(shards, Seen, shardBytes, stride);
        Check.That(isRecovered);
        FecSetTree.HashLeaves(_rows, stride, shardBytes, _layers.AsSpan(0, code.TotalShards));
        return MerkleLayers.Build(_layers, code.TotalShards) == Header.Root && IsPaddedWithZero(shardBytes);
    }

    private bool IsPaddedWithZero(int shardBytes)
    {
        int padding = (_layout.Code.DataShards * shardBytes) - (int)Header.SetBytes;
        for (int shard = _layout.Code.DataShards - 1; padding > 0; shard--)
        {
            int bytes = Math.Min(padding, shardBytes);
            ReadOnlySpan<byte> end = Row(shard).Slice(ShredLayout.LeafPrefixBytes + shardBytes - bytes, bytes);
            if (end.ContainsAnyExcept((byte)0))
                return false;
            padding -= bytes;
        }

        return true;
    }

    private Span<byte> Row(int shard)
    {
        int stride = RowBytes(_layout);
        return _rows.AsSpan(shard * stride, stride);
    }
}
