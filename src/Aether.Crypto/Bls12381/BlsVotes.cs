using System.Security.Cryptography;
using Aether.Crypto.Hashing;
using Aether.Native.Bls;

namespace Aether.Crypto.Bls12381;

/// <summary>Admits many signatures of different keys over one message: verdicts, and the sum of what was
/// accepted.</summary>
/// <remarks>
/// All signatures are decoded in one pass, their sum is verified once, and only a sum that fails is split in halves
/// down to the signatures to blame: a committee without bad votes costs two pairings, b bad ones among n cost about
/// 2 b log2 n more checks. A vote that does not decode, or is infinity, costs no check.
/// <para>Every key's possession must have been proved. What an accepted vote asserts is <see cref="BlsVoteRule"/>: the
/// sum alone cannot tell two bad signatures whose errors cancel from two good ones.</para>
/// <para>Threads: one caller at a time; uses up to <c>degree</c> cores of the thread pool. Cost: buffers once, no
/// allocation per call. Ownership: the caller disposes it. Errors: received bytes never throw.</para>
/// </remarks>
public sealed class BlsVotes : IDisposable
{
    private const int SecretBytes = 32;
    private const int WeightBytes = 8;
    private const int BitsPerByte = 8;

    private readonly Blake3Hasher _hasher = Blake3Hasher.CreateKeyed(RandomNumberGenerator.GetBytes(SecretBytes));
    private readonly BlsVoteDecoder _decoder;
    private readonly BlstP1Affine[] _keys;
    private readonly int[] _places;
    private readonly byte[] _weights;
    private readonly ulong[] _scratch;

    /// <summary>Makes buffers for up to <paramref name="capacity"/> votes a call.</summary>
    /// <param name="capacity">The size of the committee, at least 1.</param>
    /// <param name="degree">Cores to use, the caller's included; at least 1.</param>
    /// <exception cref="PlatformNotSupportedException">The native library is missing.</exception>
    public BlsVotes(int capacity, int degree)
        : this(capacity, degree, Lanes.Best)
    {
    }

    internal BlsVotes(int capacity, int degree, LanesVariant variant)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(capacity);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(degree);
        if (!Blst.IsSupported || !Lanes.IsSupported(variant))
            throw new PlatformNotSupportedException(Blst.NotSupportedReason ?? $"{variant} does not run here");
        _decoder = new BlsVoteDecoder(capacity, degree, variant);
        _keys = new BlstP1Affine[capacity];
        _places = new int[capacity];
        _weights = new byte[capacity * WeightBytes];
        _scratch = new ulong[Blst.WeightedSumScratchWords(capacity)];
    }

    /// <summary>Most votes of one call.</summary>
    public int Capacity => _keys.Length;

    /// <summary>Bytes of a verdict bitmap of n votes.</summary>
    public static int VerdictBytes(int count) => (count + BitsPerByte - 1) / BitsPerByte;

    /// <summary>Decides n votes for one message.</summary>
    /// <param name="rule">What acceptance asserts.</param>
    /// <param name="keys">n keys; at most <see cref="Capacity"/>.</param>
    /// <param name="message">What all of them signed.</param>
    /// <param name="signatures">n x 96 bytes; signature i is by key i.</param>
    /// <param name="verdicts">One bit a vote, lowest first; all bits are written.</param>
    /// <param name="aggregate">The sum of the accepted signatures, 96 bytes; infinity when there are none.</param>
    /// <returns>How many were accepted.</returns>
    public int Admit(
        BlsVoteRule rule,
        ReadOnlySpan<BlsKey> keys,
        ReadOnlySpan<byte> message,
        ReadOnlySpan<byte> signatures,
        Span<byte> verdicts,
        Span<byte> aggregate)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(keys.Length, Capacity);
        ArgumentOutOfRangeException.ThrowIfNotEqual(signatures.Length, keys.Length * Bls.SignatureBytes);
        ArgumentOutOfRangeException.ThrowIfNotEqual(verdicts.Length, VerdictBytes(keys.Length));
        ArgumentOutOfRangeException.ThrowIfNotEqual(aggregate.Length, Bls.SignatureBytes);
        verdicts.Clear();

        _decoder.Run(signatures);
        int live = KeepDecoded(keys);
        if (rule == BlsVoteRule.Each)
            DeriveWeights(keys, message, signatures, live);
        if (live != 0)
            Split(rule, 0, live, message, verdicts, isKnownBad: false);
        int accepted = KeepAccepted(live, verdicts);
        Blst.Encode(accepted == 0 ? default : Blst.Sum(_decoder.Points.AsSpan(0, accepted)), aggregate);
        return accepted;
    }

    /// <inheritdoc/>
    public void Dispose() => _decoder.Dispose();

    /// <summary>Moves decoded signatures and their keys to the front.</summary>
    private int KeepDecoded(ReadOnlySpan<BlsKey> keys)
    {
        int live = 0;
        for (int vote = 0; vote < keys.Length; vote++)
        {
            if (_decoder.Status[vote] != LanesStatus.Ok)
                continue;
            _decoder.Points[live] = _decoder.Points[vote];
            _keys[live] = keys[vote].Point;
            _places[live++] = vote;
        }

        return live;
    }

    private int KeepAccepted(int live, ReadOnlySpan<byte> verdicts)
    {
        int accepted = 0;
        for (int index = 0; index < live; index++)
        {
            int vote = _places[index];
            if ((verdicts[vote / BitsPerByte] >> (vote % BitsPerByte) & 1) != 0)
                _decoder.Points[accepted++] = _decoder.Points[index];
        }

        return accepted;
    }

    /// <summary>Accepts a range that verifies; halves one that does not.</summary>
    private void Split(
        BlsVoteRule rule, int start, int count, ReadOnlySpan<byte> message, Span<byte> verdicts, bool isKnownBad)
    {
        if (!isKnownBad && Verifies(rule, start, count, message))
        {
            Accept(start, count, verdicts);
            return;
        }

        if (count == 1)
            return;

        int half = count / 2;
        bool isLeftGood = Verifies(rule, start, half, message);
        if (isLeftGood)
            Accept(start, half, verdicts);
        else
            Split(rule, start, half, message, verdicts, isKnownBad: true);

        // When the whole fails and its left half holds, the right half fails: its check would tell nothing.
        Split(rule, start + half, count - half, message, verdicts, isKnownBad: isLeftGood);
    }

    private void Accept(int start, int count, Span<byte> verdicts)
    {
        foreach (int vote in _places.AsSpan(start, count))
            verdicts[vote / BitsPerByte] |= (byte)(1 << (vote % BitsPerByte));
    }

    private bool Verifies(BlsVoteRule rule, int start, int count, ReadOnlySpan<byte> message)
    {
        ReadOnlySpan<BlstP1Affine> keys = _keys.AsSpan(start, count);
        ReadOnlySpan<BlstP2Affine> points = _decoder.Points.AsSpan(start, count);
        if (count == 1)
            return Blst.Verify(keys[0], points[0], message, Bls.SignatureDst);

        BlstP1Affine key;
        BlstP2Affine point;
        if (rule == BlsVoteRule.Sum)
        {
            key = Blst.Sum(keys);
            point = Blst.Sum(points);
        }
        else
        {
            ReadOnlySpan<byte> weights = _weights.AsSpan(start * WeightBytes, count * WeightBytes);
            key = Blst.WeightedSum(keys, weights, _scratch);
            point = Blst.WeightedSum(points, weights, _scratch);
        }

        // blst refuses a key at infinity; the equation holds there for a signature at infinity, and halving counts on
        // equations alone.
        return Blst.IsInfinity(key)
            ? Blst.IsInfinity(point)
            : Blst.Verify(key, point, message, Bls.SignatureDst);
    }

    /// <summary>
    /// Weights depend on all inputs and on a secret of this object, so that nobody can choose signatures to fit them,
    /// not even by trying for long.
    /// </summary>
    private void DeriveWeights(
        ReadOnlySpan<BlsKey> keys, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signatures, int live)
    {
        _hasher.Reset();
        Span<byte> encoded = stackalloc byte[Bls.PublicKeyBytes];
        foreach (BlsKey key in keys)
        {
            key.Write(encoded);
            _hasher.Update(encoded);
        }

        _hasher.Update(message);
        _hasher.Update(signatures);
        Span<byte> weights = _weights.AsSpan(0, live * WeightBytes);
        _hasher.Finish(weights);

        // A zero weight would take its vote out of the equation.
        for (int offset = 0; offset < weights.Length; offset += WeightBytes)
            weights[offset] |= 1;
    }
}
