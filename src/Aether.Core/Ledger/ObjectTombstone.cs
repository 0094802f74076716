using Aether.Core.Codec;
using Aether.Core.Types;

namespace Aether.Core.Ledger;

/// <summary>What is left in the state of an object whose deposit ran out.</summary>
/// <param name="Hash"><see cref="ObjectRecord.ArchiveHash"/> of its last record.</param>
/// <param name="Epoch">Epoch from which rent is owed when it is restored.</param>
public readonly record struct ObjectTombstone(Hash256 Hash, uint Epoch) : IAceValue<ObjectTombstone>
{
    /// <summary>First byte of an archived object in the state.</summary>
    public const byte Tag = 2;

    /// <summary>Encoded size.</summary>
    public const int EncodedBytes = 1 + Hash256.Bytes + sizeof(uint);

    /// <summary>Offset of <see cref="Hash"/>.</summary>
    public const int HashOffset = 1;

    /// <summary>Offset of <see cref="Epoch"/>.</summary>
    public const int EpochOffset = HashOffset + Hash256.Bytes;

    /// <inheritdoc/>
    public static ObjectTombstone Decode(ref AceReader reader)
    {
        byte tag = reader.U8();
        reader.Require(tag == Tag, DecodeError.BadTag);
        return new ObjectTombstone(reader.Hash(), reader.U32());
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U8(Tag);
        writer.Hash(Hash);
        writer.U32(Epoch);
    }
}
