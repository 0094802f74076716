using System.Buffers.Binary;
using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Consensus.Sequencing;

/// <summary>One link of a slot's hash chain.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Detail">Reason code of the kind, or 0.</param>
/// <param name="DeltaNs">Nanoseconds since the step before; 0 for the first.</param>
/// <param name="Id">What it happened to.</param>
public readonly record struct SequenceStep(SequenceKind Kind, ushort Detail, ulong DeltaNs, Hash256 Id)
    : IAceValue<SequenceStep>
{
    /// <summary>Size of the encoding.</summary>
    public const int EncodedBytes = 1 + 2 + 8 + Hash256.Bytes;

    /// <summary>How many entries a <see cref="SequenceKind.Lost"/> step stands for; 0 for every other kind.</summary>
    public ulong LostCount =>
        Kind == SequenceKind.Lost ? BinaryPrimitives.ReadUInt64LittleEndian(Id.Span) : 0;

    /// <summary>The identifier that says how many entries were lost.</summary>
    public static Hash256 IdOfLost(ulong count)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Bytes];
        bytes.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, count);
        return new Hash256(bytes);
    }

    /// <inheritdoc/>
    public static SequenceStep Decode(ref AceReader reader)
    {
        byte kind = reader.U8();
        reader.Require(kind is >= (byte)SequenceKind.Begin and <= (byte)SequenceKind.Lost, DecodeError.BadTag);
        return new SequenceStep((SequenceKind)kind, reader.U16(), reader.U64(), reader.Hash());
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8((byte)Kind);
        writer.U16(Detail);
        writer.U64(DeltaNs);
        writer.Hash(Id);
    }
}
