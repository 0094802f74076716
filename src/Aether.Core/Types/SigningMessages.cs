using System.Buffers.Binary;

namespace Aether.Core.Types;

/// <summary>
/// The exact bytes validators sign with their BLS keys. They hold nothing of the signer, so a quorum is one check.
/// </summary>
/// <remarks>
/// <b>Consensus</b>: <c>DST16 || genesis_hash 32 || epoch u64 || view u64 || (block_hash 32 | hqc_view u64)</c>.
/// </remarks>
public static class SigningMessages
{
    /// <summary>Bytes of a prevote or precommit message.</summary>
    public const int VoteBytes = 96;

    /// <summary>Bytes of a timeout message.</summary>
    public const int TimeoutBytes = 72;

    /// <summary>Writes the message of a prevote or precommit.</summary>
    public static void WriteVote(
        Span<byte> destination, Hash256 genesisHash, VoteKind kind, ulong epoch, ulong view, Hash256 blockHash)
    {
        ReadOnlySpan<byte> domain = kind == VoteKind.Prevote ? "AETH-PREVOTE-V1\0"u8 : "AETH-PRECOMMIT-1"u8;
        WritePrefix(destination, domain, genesisHash, epoch, view);
        blockHash.Span.CopyTo(destination[64..VoteBytes]);
    }

    /// <summary>
    /// Writes the message of a timeout that reports <paramref name="highView"/> as its highest QC's view.
    /// </summary>
    public static void WriteTimeout(
        Span<byte> destination, Hash256 genesisHash, ulong epoch, ulong view, ulong highView)
    {
        WritePrefix(destination, "AETH-TIMEOUT-V1\0"u8, genesisHash, epoch, view);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[64..TimeoutBytes], highView);
    }

    private static void WritePrefix(
        Span<byte> destination, ReadOnlySpan<byte> domain, Hash256 genesisHash, ulong epoch, ulong view)
    {
        domain.CopyTo(destination);
        genesisHash.Span.CopyTo(destination[16..48]);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[48..56], epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(destination[56..64], view);
    }
}
