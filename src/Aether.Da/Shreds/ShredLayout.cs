using System.Numerics;
using Aether.Core;
using Aether.Core.Types;
using Aether.Da.ErasureCoding;

namespace Aether.Da.Shreds;

/// <summary>Where the parts of a shred lie, and where the shreds of a set lie in the memory of a sender.</summary>
/// <remarks>
/// <para><b>Shape</b> of a shred: header (<see cref="HeaderBytes"/>), proof (32 bytes for each level of the set's
/// tree), shard. Integers are little-endian.</para>
/// <para><b>Shape</b> of a set's memory: one slot of <see cref="SlotBytes"/> for each shard, then
/// <see cref="SlackBytes"/>. A shred begins <see cref="LeadBytes"/> into its slot, which puts its shard on a 64-byte
/// line of the slot, and 16 - <see cref="LeadBytes"/> bytes behind the longest shred stay free for padding.</para>
/// <para><b>Consensus</b>: changing the shape of a shred forks the chain.</para>
/// </remarks>
public readonly struct ShredLayout
{
    /// <summary>Bytes before the proof.</summary>
    public const int HeaderBytes = 121;

    /// <summary>Bytes from one slot to the next.</summary>
    public const int SlotBytes = 1_152;

    /// <summary>Bytes before the shred in its slot.</summary>
    public const int LeadBytes = 7;

    /// <summary>Bytes behind the last slot, which rows that begin inside slots run into.</summary>
    public const int SlackBytes = 320;

    internal const int VariantOffset = 0;
    internal const int EpochOffset = 1;
    internal const int ViewOffset = 5;
    internal const int ProposerOffset = 13;
    internal const int SetIndexOffset = 15;
    internal const int ShardOffset = 17;
    internal const int DataShardsOffset = 18;
    internal const int ParityShardsOffset = 19;
    internal const int LastSetOffset = 20;
    internal const int SetBytesOffset = 21;
    internal const int PreviousRootOffset = 25;
    internal const int SignatureOffset = 57;

    /// <summary>Upper half of the first byte; the lower half is the profile.</summary>
    internal const byte Version = 0x10;

    /// <summary>Bytes hashed before a shard: the leaf's prefix and the shard's index.</summary>
    internal const int LeafPrefixBytes = 2;

    private ShredLayout(ErasureCode code) => Code = code;

    /// <summary>The code of the sets.</summary>
    public ErasureCode Code { get; }

    /// <summary>Levels of a set's tree above its leaves.</summary>
    public int ProofLevels => BitOperations.Log2((uint)(Code.TotalShards - 1)) + 1;

    /// <summary>Where the shard begins in a shred.</summary>
    public int DataOffset => HeaderBytes + (ProofLevels * Hash256.Bytes);

    /// <summary>Longest shard.</summary>
    public int MaxShardBytes => Limits.Shred.MaxBytes - DataOffset;

    /// <summary>Payload of a full set.</summary>
    public int SetCapacity => Code.DataShards * MaxShardBytes;

    /// <summary>Most sets of a block.</summary>
    public int MaxSets => (Limits.Block.MaxPayloadBytes + SetCapacity - 1) / SetCapacity;

    /// <summary>Bytes of the memory of one set.</summary>
    public int BufferBytes => (Code.TotalShards * SlotBytes) + SlackBytes;

    /// <summary>Where the shard begins in its slot: on a 64-byte line.</summary>
    internal int SlotDataOffset => LeadBytes + DataOffset;

    /// <summary>The layout of a code.</summary>
    public static ShredLayout Of(ErasureCode code) => new(code);

    /// <summary>The layout of a profile number; false for an unknown one.</summary>
    public static bool TryGet(byte profile, out ShredLayout layout)
    {
        bool isKnown = ErasureCode.TryGet(profile, out ErasureCode code);
        layout = new(code);
        return isKnown;
    }

    /// <summary>Bytes of a shard in a set of this many payload bytes.</summary>
    public int ShardBytes(int setBytes) =>
        Math.Max(1, (setBytes + Code.DataShards - 1) / Code.DataShards);

    /// <summary>Bytes of a shred in a set of this many payload bytes.</summary>
    public int ShredBytes(int setBytes) => DataOffset + ShardBytes(setBytes);

    /// <summary>The shred of a shard in the memory of its set.</summary>
    /// <param name="set">Memory of a set, <see cref="BufferBytes"/> long.</param>
    /// <param name="shard">Which shard.</param>
    /// <param name="setBytes">Payload bytes of the set.</param>
    public Span<byte> Shred(Span<byte> set, int shard, int setBytes) =>
        set.Slice((shard * SlotBytes) + LeadBytes, ShredBytes(setBytes));

    /// <summary>What is wrong with these numbers of a set, if anything.</summary>
    internal ShredError Validate(int setIndex, bool isLast, uint setBytes)
    {
        if (setIndex >= MaxSets)
            return ShredError.SetIndex;
        if (setBytes > (uint)SetCapacity || (!isLast && setBytes != (uint)SetCapacity))
            return ShredError.SetBytes;

        // A block without payload is one empty set; no other set is empty, so a payload has one form.
        if (setBytes == 0 && setIndex != 0)
            return ShredError.SetBytes;
        long end = ((long)setIndex * SetCapacity) + setBytes;
        return end > Limits.Block.MaxPayloadBytes ? ShredError.SetBytes : ShredError.None;
    }
}
