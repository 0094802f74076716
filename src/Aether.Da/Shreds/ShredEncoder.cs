using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Da.ErasureCoding;

namespace Aether.Da.Shreds;

/// <summary>Cuts a block's payload into FEC sets while it is made: a set is ready as soon as it is full.</summary>
/// <remarks>
/// <para>The payload is written straight to where its shards lie in the memory of the set, parity and proofs are
/// filled in around it; <see cref="ShredSigner"/> adds the signature. Roots are chained, so a set can be sealed before
/// the one before it is signed.</para>
/// <para><b>Ownership</b>: borrows the memory of a set, <see cref="ShredLayout.BufferBytes"/> long, from the first byte
/// written to it until it is sealed; it must be the same memory in all calls between. <b>Cost</b>: no allocation
/// after construction. <b>Threads</b>: one at a time.</para>
/// <para><b>Consensus</b>: the same payload gives the same sets however it is cut into writes.</para>
/// </remarks>
public sealed class ShredEncoder
{
    private readonly Hash256[] _layers;
    private readonly Hash256[] _leaves;
    private readonly Hash256[] _scratch;
    private readonly byte[] _tail;

    private FecSetHeader _next;
    private int _filled;
    private bool _isOpen;

    /// <summary>Creates an encoder for blocks of one code.</summary>
    public ShredEncoder(ErasureCode code)
    {
        Layout = ShredLayout.Of(code);
        _layers = new Hash256[MerkleLayers.NodeCount(code.TotalShards)];
        _leaves = new Hash256[Layout.MaxSets];
        _scratch = new Hash256[Layout.MaxSets];
        _tail = new byte[Layout.SetCapacity];
    }

    /// <summary>Where things lie in shreds and sets.</summary>
    public ShredLayout Layout { get; }

    /// <summary>Sets sealed of the block.</summary>
    public int SetCount { get; private set; }

    /// <summary>Starts a block and forgets the one before.</summary>
    /// <param name="epoch">Its epoch.</param>
    /// <param name="view">Its view.</param>
    /// <param name="proposer">Index of the proposer.</param>
    /// <param name="parent">Hash of its parent: the chain of roots begins there.</param>
    public void Begin(uint epoch, ulong view, ushort proposer, in Hash256 parent)
    {
        Check.That(proposer < Limits.Consensus.MaxValidators);
        _next = new FecSetHeader(
            Layout.Code.Profile, epoch, view, proposer, 0, false, (uint)Layout.SetCapacity, parent, default);
        _filled = 0;
        _isOpen = true;
        SetCount = 0;
    }

    /// <summary>Takes payload into the open set, and seals the set when it is full and more follows.</summary>
    /// <param name="set">Memory of the open set.</param>
    /// <param name="payload">Cut from the front by what was taken.</param>
    /// <param name="header">What is to be signed of the sealed set.</param>
    /// <returns>True when the set is sealed: sign it, and go on with other memory.</returns>
    public bool TryFill(Span<byte> set, ref ReadOnlySpan<byte> payload, out FecSetHeader header)
    {
        Check.That(_isOpen);
        ArgumentOutOfRangeException.ThrowIfNotEqual(set.Length, Layout.BufferBytes);
        header = default;
        while (!payload.IsEmpty)
        {
            if (_filled == Layout.SetCapacity)
            {
                header = Seal(set, isLast: false);
                return true;
            }

            int shard = Math.DivRem(_filled, Layout.MaxShardBytes, out int offset);
            int take = Math.Min(payload.Length, Layout.MaxShardBytes - offset);
            payload[..take].CopyTo(set[((shard * ShredLayout.SlotBytes) + Layout.SlotDataOffset + offset)..]);
            payload = payload[take..];
            _filled += take;
        }

        return false;
    }

    /// <summary>Seals the open set as the block's last one.</summary>
    /// <param name="set">Memory of the open set.</param>
    /// <returns>What is to be signed of it.</returns>
    public FecSetHeader Finish(Span<byte> set)
    {
        Check.That(_isOpen);
        ArgumentOutOfRangeException.ThrowIfNotEqual(set.Length, Layout.BufferBytes);
        FecSetHeader header = Seal(set, isLast: true);
        _isOpen = false;
        return header;
    }

    /// <summary>What the header of the finished block commits to.</summary>
    public Hash256 PayloadRoot()
    {
        Check.That(!_isOpen && SetCount > 0);
        Span<Hash256> leaves = _scratch.AsSpan(0, SetCount);
        _leaves.AsSpan(0, SetCount).CopyTo(leaves);
        return ShredCommitment.RootInPlace(leaves);
    }

    private FecSetHeader Seal(Span<byte> set, bool isLast)
    {
        Check.That(SetCount < Layout.MaxSets);
        Check.That(((long)SetCount * Layout.SetCapacity) + _filled <= Limits.Block.MaxPayloadBytes);
        int shardBytes = Layout.ShardBytes(_filled);
        if (_filled < Layout.SetCapacity)
            Spread(set, shardBytes);
        ErasureCode code = Layout.Code;
        int dataBytes = code.DataShards * ShredLayout.SlotBytes;
        int lastData = ((code.DataShards - 1) * ShredLayout.SlotBytes) + shardBytes;
        int lastParity = ((code.ParityShards - 1) * ShredLayout.SlotBytes) + shardBytes;
        Span<byte> shards = set[Layout.SlotDataOffset..];
        code.Encode(shards[..lastData], shards.Slice(dataBytes, lastParity), shardBytes, ShredLayout.SlotBytes);

        int total = code.TotalShards;
        Span<byte> rows = set.Slice(
            Layout.SlotDataOffset - ShredLayout.LeafPrefixBytes, total * ShredLayout.SlotBytes);
        FecSetTree.HashLeaves(rows, ShredLayout.SlotBytes, shardBytes, _layers.AsSpan(0, total));
        Hash256 root = MerkleLayers.Build(_layers, total);

        FecSetHeader header = _next with { IsLast = isLast, SetBytes = (uint)_filled, Root = root };
        WriteHeadersAndProofs(set, header);
        _leaves[SetCount] = ShredCommitment.Leaf(header);
        SetCount++;
        _next = _next with { SetIndex = (ushort)SetCount, PreviousRoot = root };
        _filled = 0;
        return header;
    }

    // A set that is not full has shorter shards: what was written at the full length moves to where it belongs.
    private void Spread(Span<byte> set, int shardBytes)
    {
        Span<byte> tail = _tail.AsSpan(0, Layout.Code.DataShards * shardBytes);
        for (int offset = 0, shard = 0; offset < _filled; offset += Layout.MaxShardBytes, shard++)
        {
            int bytes = Math.Min(_filled - offset, Layout.MaxShardBytes);
            set.Slice((shard * ShredLayout.SlotBytes) + Layout.SlotDataOffset, bytes).CopyTo(tail[offset..]);
        }

        tail[_filled..].Clear();
        for (int shard = 0; shard < Layout.Code.DataShards; shard++)
        {
            Span<byte> destination = set[((shard * ShredLayout.SlotBytes) + Layout.SlotDataOffset)..];
            tail.Slice(shard * shardBytes, shardBytes).CopyTo(destination);
        }
    }

    private void WriteHeadersAndProofs(Span<byte> set, in FecSetHeader header)
    {
        int total = Layout.Code.TotalShards;
        Span<byte> first = set.Slice(ShredLayout.LeadBytes, ShredLayout.HeaderBytes);
        header.WriteShredHeader(0, first);
        for (int shard = 0; shard < total; shard++)
        {
            Span<byte> shred = set.Slice((shard * ShredLayout.SlotBytes) + ShredLayout.LeadBytes, Layout.DataOffset);
            if (shard != 0)
                first[..ShredLayout.SignatureOffset].CopyTo(shred);
            shred[ShredLayout.ShardOffset] = (byte)shard;
            FecSetTree.WriteProof(_layers, total, shard, shred[ShredLayout.HeaderBytes..]);
        }
    }
}
