using System.Buffers;
using System.Runtime.InteropServices;
using Aether.Crypto.Hashing;
using Aether.Native.Bls;

namespace Aether.Crypto.Bls12381;

/// <summary>Verifies many unrelated signatures with one final exponentiation.</summary>
/// <remarks>
/// Each triple is multiplied by a scalar, so bad signatures cannot cancel each other. The scalars are a BLAKE3 stream
/// over all inputs: whoever chose the inputs could not choose them, and equal inputs give equal results.
/// <para>All signatures are decoded and summed in one pass, and neighbours with equal messages share one pairing: put
/// equal messages beside each other. Cost: no allocation that grows with the batch after warm-up.</para>
/// <para>Source: "Simple batch verification", draft-irtf-cfrg-bls-signature implementations; ePrint 2021/323 for the
/// attack
/// on batches without scalars.</para>
/// </remarks>
public static class BlsBatch
{
    private static ReadOnlySpan<byte> Context => "aether bls batch verification scalars v1"u8;

    /// <summary>True when every signature i verifies under key i and message i; also for an empty batch. Scalars of
    /// 128 bits.</summary>
    /// <param name="keys">n keys.</param>
    /// <param name="messages">All messages, one after the other.</param>
    /// <param name="messageEnds">Exclusive ends in <paramref name="messages"/>, one per key.</param>
    /// <param name="signatures">n x 96 bytes.</param>
    public static bool Verify(
        ReadOnlySpan<BlsKey> keys,
        ReadOnlySpan<byte> messages,
        ReadOnlySpan<int> messageEnds,
        ReadOnlySpan<byte> signatures) =>
        Verify(BlsBatchScalars.Bits128, keys, messages, messageEnds, signatures);

    /// <summary>True when every signature i verifies under key i and message i; also for an empty batch.</summary>
    /// <param name="scalars">How likely a bad batch may pass, against how long a good one takes.</param>
    /// <param name="keys">n keys.</param>
    /// <param name="messages">All messages, one after the other.</param>
    /// <param name="messageEnds">Exclusive ends in <paramref name="messages"/>, one per key.</param>
    /// <param name="signatures">n x 96 bytes.</param>
    public static bool Verify(
        BlsBatchScalars scalars,
        ReadOnlySpan<BlsKey> keys,
        ReadOnlySpan<byte> messages,
        ReadOnlySpan<int> messageEnds,
        ReadOnlySpan<byte> signatures)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(messageEnds.Length, keys.Length);
        int count = keys.Length;
        if (signatures.Length != count * (long)Bls.SignatureBytes)
            return false;
        if (count == 0)
            return true;

        BlstP2Affine[] points = ArrayPool<BlstP2Affine>.Shared.Rent(count);
        BlstP1Affine[] keyPoints = ArrayPool<BlstP1Affine>.Shared.Rent(count);
        byte[] weights = ArrayPool<byte>.Shared.Rent(count * (int)scalars);
        ulong[] scratch = ArrayPool<ulong>.Shared.Rent(Blst.WeightedSumScratchWords(count));
        bool ok = TryDecode(signatures, points.AsSpan(0, count));
        if (ok)
        {
            for (int index = 0; index < count; index++)
                keyPoints[index] = keys[index].Point;
            Span<byte> derived = weights.AsSpan(0, count * (int)scalars);
            DeriveScalars(keys, messages, messageEnds, signatures, (int)scalars, derived);
            using BlstPairing pairing = new(Bls.SignatureDst);
            pairing.AddSignature(Blst.WeightedSum(points.AsSpan(0, count), derived, scratch));
            AddKeys(pairing, keyPoints.AsSpan(0, count), messages, messageEnds, derived, scratch);
            ok = pairing.Verify();
        }

        ArrayPool<BlstP2Affine>.Shared.Return(points);
        ArrayPool<BlstP1Affine>.Shared.Return(keyPoints);
        ArrayPool<byte>.Shared.Return(weights);
        ArrayPool<ulong>.Shared.Return(scratch);
        return ok;
    }

    private static bool TryDecode(ReadOnlySpan<byte> signatures, Span<BlstP2Affine> points)
    {
        LanesStatus[] status = ArrayPool<LanesStatus>.Shared.Rent(points.Length);
        Span<LanesStatus> used = status.AsSpan(0, points.Length);
        Lanes.DecodeP2(signatures, points, used);
        bool ok = !used.ContainsAnyExcept(LanesStatus.Ok);
        ArrayPool<LanesStatus>.Shared.Return(status);
        return ok;
    }

    /// <summary>Adds one pair for every run of equal messages.</summary>
    private static void AddKeys(
        BlstPairing pairing,
        ReadOnlySpan<BlstP1Affine> keys,
        ReadOnlySpan<byte> messages,
        ReadOnlySpan<int> messageEnds,
        ReadOnlySpan<byte> weights,
        Span<ulong> scratch)
    {
        int weightBytes = weights.Length / keys.Length;
        int messageStart = 0;
        for (int first = 0; first < keys.Length;)
        {
            ReadOnlySpan<byte> message = messages[messageStart..messageEnds[first]];
            int end = first + 1;
            while (end < keys.Length && messages[messageEnds[end - 1]..messageEnds[end]].SequenceEqual(message))
                end++;

            BlstP1Affine key = Blst.WeightedSum(
                keys[first..end], weights[(first * weightBytes)..(end * weightBytes)], scratch);

            // A sum at infinity is a factor of one.
            if (!Blst.IsInfinity(key))
                _ = pairing.TryAggregate(key, message);
            messageStart = messageEnds[end - 1];
            first = end;
        }
    }

    private static void DeriveScalars(
        ReadOnlySpan<BlsKey> keys,
        ReadOnlySpan<byte> messages,
        ReadOnlySpan<int> messageEnds,
        ReadOnlySpan<byte> signatures,
        int scalarBytes,
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
        for (int offset = 0; offset < scalars.Length; offset += scalarBytes)
            scalars[offset] |= 1;
    }
}
