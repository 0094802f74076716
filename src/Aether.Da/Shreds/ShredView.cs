using System.Buffers.Binary;
using Aether.Core;
using Aether.Core.Types;
using Aether.Da.ErasureCoding;

namespace Aether.Da.Shreds;

/// <summary>A shred in the bytes it came in: one shard of a set with its proof and the leader's signature.</summary>
/// <remarks>
/// <para>What is decoded is well formed; nothing is verified. <b>Ownership</b>: borrows the bytes. <b>Cost</b>: no
/// allocation.</para>
/// </remarks>
public readonly ref struct ShredView
{
    private readonly ReadOnlySpan<byte> _bytes;

    private ShredView(ReadOnlySpan<byte> bytes, ShredLayout layout)
    {
        _bytes = bytes;
        Layout = layout;
    }

    /// <summary>The layout that the profile has.</summary>
    public ShredLayout Layout { get; }

    /// <summary>All bytes of the shred.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The erasure code of the set.</summary>
    public ErasureProfile Profile => Layout.Code.Profile;

    /// <summary>Epoch of the block.</summary>
    public uint Epoch => BinaryPrimitives.ReadUInt32LittleEndian(_bytes[ShredLayout.EpochOffset..]);

    /// <summary>View of the block.</summary>
    public ulong View => BinaryPrimitives.ReadUInt64LittleEndian(_bytes[ShredLayout.ViewOffset..]);

    /// <summary>Index of the proposer.</summary>
    public ushort Proposer => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[ShredLayout.ProposerOffset..]);

    /// <summary>Position of the set in its block.</summary>
    public ushort SetIndex => BinaryPrimitives.ReadUInt16LittleEndian(_bytes[ShredLayout.SetIndexOffset..]);

    /// <summary>Position of the shard in its set: data first, then parity.</summary>
    public int Shard => _bytes[ShredLayout.ShardOffset];

    /// <summary>True for a shred of the block's last set.</summary>
    public bool IsLastSet => _bytes[ShredLayout.LastSetOffset] != 0;

    /// <summary>Payload bytes of the set.</summary>
    public int SetBytes => (int)BinaryPrimitives.ReadUInt32LittleEndian(_bytes[ShredLayout.SetBytesOffset..]);

    /// <summary>Root of the set before; of the first set the hash of the parent block.</summary>
    public ReadOnlySpan<byte> PreviousRoot => _bytes.Slice(ShredLayout.PreviousRootOffset, Hash256.Bytes);

    /// <summary>The leader's signature over the set.</summary>
    public ReadOnlySpan<byte> Signature => _bytes.Slice(ShredLayout.SignatureOffset, Signature64.Bytes);

    /// <summary>Siblings from leaf to root.</summary>
    public ReadOnlySpan<byte> Proof => _bytes[ShredLayout.HeaderBytes..Layout.DataOffset];

    /// <summary>The shard.</summary>
    public ReadOnlySpan<byte> Data => _bytes[Layout.DataOffset..];

    /// <summary>What all shreds of a set share, up to the byte that names the shard.</summary>
    internal ReadOnlySpan<byte> SharedBeforeShard => _bytes[..ShredLayout.ShardOffset];

    /// <summary>The rest of what all shreds of a set share, with the signature.</summary>
    internal ReadOnlySpan<byte> SharedAfterShard => _bytes[ShredLayout.DataShardsOffset..ShredLayout.HeaderBytes];

    /// <summary>Reads a shred strictly: every byte has one meaning, and none is left over.</summary>
    /// <param name="bytes">A datagram.</param>
    /// <param name="shred">The shred; empty unless the result is <see cref="ShredError.None"/>.</param>
    public static ShredError TryDecode(ReadOnlySpan<byte> bytes, out ShredView shred)
    {
        shred = default;
        if (bytes.Length is <= ShredLayout.HeaderBytes or > Limits.Shred.MaxBytes)
            return ShredError.Length;
        int profile = bytes[ShredLayout.VariantOffset] ^ ShredLayout.Version;
        if (!ShredLayout.TryGet((byte)profile, out ShredLayout layout))
            return ShredError.Variant;
        ErasureCode code = layout.Code;
        if (bytes[ShredLayout.DataShardsOffset] != code.DataShards
            || bytes[ShredLayout.ParityShardsOffset] != code.ParityShards)
            return ShredError.Shape;
        if (bytes[ShredLayout.ShardOffset] >= code.TotalShards)
            return ShredError.Shard;
        if (bytes[ShredLayout.LastSetOffset] > 1)
            return ShredError.LastSet;
        ShredView view = new(bytes, layout);
        if (view.Proposer >= Limits.Consensus.MaxValidators)
            return ShredError.Proposer;
        uint setBytes = BinaryPrimitives.ReadUInt32LittleEndian(bytes[ShredLayout.SetBytesOffset..]);
        ShredError error = layout.Validate(view.SetIndex, view.IsLastSet, setBytes);
        if (error != ShredError.None)
            return error;
        if (bytes.Length != layout.ShredBytes((int)setBytes))
            return ShredError.Length;
        shred = view;
        return ShredError.None;
    }

    /// <summary>The header that the leader signed if the root is this one.</summary>
    public FecSetHeader HeaderWith(in Hash256 root) => new(
        Profile, Epoch, View, Proposer, SetIndex, IsLastSet, (uint)SetBytes, new Hash256(PreviousRoot), root);
}
