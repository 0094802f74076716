using Aether.Native.Bls;

namespace Aether.Crypto.Bls12381;

/// <summary>A message hashed to the curve, with the lines of its pairing: what all signatures of it share.</summary>
/// <remarks>
/// <see cref="Verify"/> decides as <see cref="Bls.Verify(BlsKey, ReadOnlySpan{byte}, ReadOnlySpan{byte})"/> does, for
/// three fifths of its cost once the message is prepared.
/// <para>Threads: immutable. Memory: 19 KiB and the message. Errors: received bytes of any length or content never
/// throw.</para>
/// </remarks>
public sealed class BlsMessage
{
    private readonly byte[] _bytes;
    private readonly BlstLine[] _lines = new BlstLine[BlstLines.Count];

    /// <summary>Hashes a message under the signature tag and prepares it.</summary>
    public BlsMessage(ReadOnlySpan<byte> message)
    {
        _bytes = message.ToArray();
        BlstLines.Compute(BlstHashToCurve.HashToG2(message, Bls.SignatureDst), _lines);
    }

    /// <summary>The message.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>Verifies one signature by one key, or a sum of signatures by the sum of their keys.</summary>
    public bool Verify(BlsKey key, ReadOnlySpan<byte> signature)
    {
        Span<BlstLine> lines = stackalloc BlstLine[BlstLines.Count];
        return TryReadSignature(signature, lines) && IsSigned(key, lines);
    }

    /// <summary>The lines of a signature: canonical, in the subgroup, not infinity. Otherwise false.</summary>
    internal static bool TryReadSignature(ReadOnlySpan<byte> signature, Span<BlstLine> lines)
    {
        if (Blst.DecodeP2OfCurve(signature, out BlstP2Affine point) != BlstError.Success || Blst.IsInfinity(point))
            return false;
        BlstLines.Compute(point, lines);
        return BlstLines.IsInSubgroup(point, lines);
    }

    internal bool IsSigned(BlsKey key, ReadOnlySpan<BlstLine> signature)
    {
        ArgumentNullException.ThrowIfNull(key);
        return BlstLines.IsSigned(key.Point, signature, _lines);
    }
}
