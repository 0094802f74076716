using System.Buffers.Binary;
using Aether.Core.Types;

namespace Aether.Da.Turbine;

/// <summary>Asks a peer for shreds of one set of a block: bit i of the mask asks for shard i.</summary>
/// <param name="BlockHash">The block.</param>
/// <param name="Set">Position of the set.</param>
/// <param name="Shards">Which shards; never none.</param>
public readonly record struct RepairRequest(Hash256 BlockHash, ushort Set, ulong Shards)
{
    /// <summary>Bytes of a request: hash, set u16, mask u64, little-endian.</summary>
    public const int EncodedBytes = Hash256.Bytes + 2 + 8;

    /// <summary>Reads a request strictly.</summary>
    /// <returns>False for any other length, and for a request of nothing. Never throws.</returns>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, out RepairRequest request)
    {
        request = default;
        if (bytes.Length != EncodedBytes)
            return false;
        ulong shards = BinaryPrimitives.ReadUInt64LittleEndian(bytes[(Hash256.Bytes + 2)..]);
        if (shards == 0)
            return false;
        ushort set = BinaryPrimitives.ReadUInt16LittleEndian(bytes[Hash256.Bytes..]);
        request = new RepairRequest(new Hash256(bytes[..Hash256.Bytes]), set, shards);
        return true;
    }

    /// <summary>Writes the request.</summary>
    /// <param name="destination">Exactly <see cref="EncodedBytes"/>.</param>
    public void Encode(Span<byte> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(destination.Length, EncodedBytes);
        BlockHash.Span.CopyTo(destination);
        BinaryPrimitives.WriteUInt16LittleEndian(destination[Hash256.Bytes..], Set);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[(Hash256.Bytes + 2)..], Shards);
    }
}
