using System.Buffers.Binary;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Ed25519;
using Aether.Da.ErasureCoding;

namespace Aether.Da.Shreds;

/// <summary>What a leader says about its block: the payload of this header are those sets.</summary>
/// <param name="Epoch">Epoch of the block.</param>
/// <param name="View">View of the block.</param>
/// <param name="Proposer">Index of the proposer in the epoch's validator set.</param>
/// <param name="Profile">The erasure code of the sets.</param>
/// <param name="BlockHash">Hash of the header.</param>
/// <param name="Commitment">Root over the sets; <see cref="ShredCommitment"/>.</param>
/// <remarks>
/// Signed by the leader's shred key like its sets, with a domain of its own. A header and shreds that do not belong
/// together are thus the leader's doing, whoever delivered them.
/// </remarks>
public readonly record struct ShredStatement(
    uint Epoch, ulong View, ushort Proposer, ErasureProfile Profile, Hash256 BlockHash, Hash256 Commitment)
{
    /// <summary>Bytes that are signed.</summary>
    public const int SignedBytes = 12 + Hash256.Bytes + FieldBytes + (2 * Hash256.Bytes);

    private const int FieldBytes = 4 + 8 + 2 + 1;

    private static ReadOnlySpan<byte> Domain => "aeth/head/v1"u8;

    /// <summary>
    /// Writes what the leader signs: domain, genesis, epoch, view, proposer, profile, block hash, commitment.
    /// </summary>
    /// <param name="genesis">Hash of the genesis file.</param>
    /// <param name="destination">Exactly <see cref="SignedBytes"/>.</param>
    public void WriteSigned(in Hash256 genesis, Span<byte> destination)
    {
        Check.That(destination.Length == SignedBytes);
        Domain.CopyTo(destination);
        genesis.Span.CopyTo(destination[Domain.Length..]);
        Span<byte> fields = destination[(Domain.Length + Hash256.Bytes)..];
        BinaryPrimitives.WriteUInt32LittleEndian(fields, Epoch);
        BinaryPrimitives.WriteUInt64LittleEndian(fields[4..], View);
        BinaryPrimitives.WriteUInt16LittleEndian(fields[12..], Proposer);
        fields[14] = (byte)Profile;
        BlockHash.Span.CopyTo(fields[FieldBytes..]);
        Commitment.Span.CopyTo(fields[(FieldBytes + Hash256.Bytes)..]);
    }

    /// <summary>True when a key signed this. Never throws.</summary>
    public bool Verify(in Hash256 genesis, PublicKey key, in Signature64 signature)
    {
        Span<byte> message = stackalloc byte[SignedBytes];
        WriteSigned(genesis, message);
        return Ed25519.Verify(key.Value.Span, message, signature.Span);
    }
}
