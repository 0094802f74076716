using System.Buffers;
using System.Runtime.InteropServices;
using Aether.Crypto.Hashing;
using Aether.Native.Bls;

namespace Aether.Crypto.Bls12381;

/// <summary>Verifies many unrelated signatures with one final exponentiation.</summary>
/// <remarks>
/// Each triple is multiplied by a 128-bit scalar, so bad signatures cannot cancel each other. The scalars are a BLAKE3
/// stream over all inputs: whoever chose the inputs could not choose them, and equal inputs give equal results.
/// <para>Source: "Simple batch verification", draft-irtf-cfrg-bls-signature implementations; ePrint 2021/323 for the
/// attack
/// on batches without scalars.</para>
/// </remarks>
public static class BlsBatch
{
    private const int ScalarBytes = 16;

    private static ReadOnlySpan<byte> Context => "aether bls batch verification scalars v1"u8;

    /// <summary>True when every signature i verifies under key i and message i; also for an empty batch.</summary>
    /// <param name="keys">n keys.</param>
    /// <param name="messages">All messages, one after the other.</param>
    /// <param name="messageEnds">Exclusive ends in <paramref name="messages"/>, one per key.</param>
    /// <param name="signatures">n x 96 bytes.</param>
    public static bool Verify(
        ReadOnlySpan<BlsKey> keys,
        ReadOnlySpan<byte> messages,
        ReadOnlySpan<int> messageEnds,
        ReadOnlySpan<byte> signatures)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(messageEnds.Length, keys.Length);
        if (signatures.Length != keys.Length * (long)Bls.SignatureBytes)
            return false;
        if (keys.IsEmpty)
            return true;

        byte[] scalars = ArrayPool<byte>.Shared.Rent(keys.Length * ScalarBytes);
        DeriveScalars(keys, messages, messageEnds, signatures, scalars.AsSpan(0, keys.Length * ScalarBytes));
        using BlstPairing pairing = new(Bls.SignatureDst);
        bool ok = true;
        int start = 0;
        for (int index = 0; ok && index < keys.Length; index++)
        {
            ReadOnlySpan<byte> message = messages[start..messageEnds[index]];
            ReadOnlySpan<byte> scalar = scalars.AsSpan(index * ScalarBytes, ScalarBytes);
            start = messageEnds[index];
            ok = Bls.TryDecodeSignature(signatures.Slice(index * Bls.SignatureBytes, Bls.SignatureBytes), out var point)
                && pairing.TryAggregateScaled(keys[index].Point, message, point, scalar);
        }

        ArrayPool<byte>.Shared.Return(scalars);
        return ok && pairing.Verify();
    }

    private static void DeriveScalars(
        ReadOnlySpan<BlsKey> keys,
        ReadOnlySpan<byte> messages,
        ReadOnlySpan<int> messageEnds,
        ReadOnlySpan<byte> signatures,
        Span<byte> scalars)
    {
        Blake3Hasher hasher = Blake3Hasher.CreateDeriveKey(Context);
        Span<byte> encoded = stackalloc byte[Bls.PublicKeyBytes];
        foreach (BlsKey key in keys)
        {
            key.Write(encoded);
            hasher.Update(encoded);
        }

        hasher.Update(MemoryMarshal.AsBytes(messageEnds));
        hasher.Update(messages);
        hasher.Update(signatures);
        hasher.Finish(scalars);

        // A zero scalar would take its triple out of the equation.
        for (int offset = 0; offset < scalars.Length; offset += ScalarBytes)
            scalars[offset] |= 1;
    }
}
