using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using Aether.Native.Bls;
using Aether.Native.Kzg;

namespace Aether.Crypto.Kzg;

/// <summary>Verifies many openings with two pairings.</summary>
/// <remarks>
/// Opening i says e(C_i - y_i G, H) = e(pi_i, [s]H - z_i H). Moving z_i to the left and adding all with powers of a
/// hash gives e(sum r^i (C_i - y_i G + z_i pi_i), H) = e(sum r^i pi_i, [s]H), which a false opening satisfies only by
/// a chance of n / 2^254: r depends on every byte of the batch.
/// <para>Source: consensus-specs deneb/polynomial-commitments.md, <c>verify_kzg_proof_batch</c>. Consensus: the hash
/// that gives r.</para>
/// </remarks>
public static class KzgOpenings
{
    private const int HeaderBytes = 32;
    private const int RecordBytes = Kzg.CommitmentBytes + (2 * Kzg.ElementBytes) + Kzg.ProofBytes;

    private static ReadOnlySpan<byte> BatchTag => "RCKZGBATCH___V1_"u8;

    /// <summary>True when every opening i holds; also when there are none.</summary>
    /// <param name="setup">The trusted setup.</param>
    /// <param name="commitments">n x 48 bytes. Openings of one commitment should follow each other: it is then decoded
    /// once.</param>
    /// <param name="points">n x 32 bytes.</param>
    /// <param name="values">n x 32 bytes.</param>
    /// <param name="proofs">n x 48 bytes.</param>
    public static bool Verify(
        KzgSetup setup,
        ReadOnlySpan<byte> commitments,
        ReadOnlySpan<byte> points,
        ReadOnlySpan<byte> values,
        ReadOnlySpan<byte> proofs)
    {
        ArgumentNullException.ThrowIfNull(setup);
        int count = commitments.Length / Kzg.CommitmentBytes;
        if (commitments.Length != count * Kzg.CommitmentBytes
            || points.Length != count * Kzg.ElementBytes
            || values.Length != points.Length
            || proofs.Length != commitments.Length)
        {
            return false;
        }

        if (count == 0)
            return true;
        if (count == 1)
            return VerifyOne(setup, commitments, points, values, proofs);

        // Proofs first, then commitments, then the generator.
        int terms = (2 * count) + 1;
        BlstP1Affine[] bases = ArrayPool<BlstP1Affine>.Shared.Rent(terms);
        BlstScalar[] left = ArrayPool<BlstScalar>.Shared.Rent(terms);
        BlstScalar[] right = ArrayPool<BlstScalar>.Shared.Rent(count);
        BlstFr r = BatchScalar(count, commitments, points, values, proofs);
        OpeningSums sums = new(bases, left, right, r);
        bool ok = sums.TryAddProofs(points, values, proofs) && sums.TryAddCommitments(commitments);
        if (ok)
        {
            sums.Finish(out BlstP1 combined, out BlstP1 proof);
            ok = BlstPairingEquation.Holds(combined, BlstPairingEquation.Generator, proof, setup.Tau);
        }

        ArrayPool<BlstScalar>.Shared.Return(right);
        ArrayPool<BlstScalar>.Shared.Return(left);
        ArrayPool<BlstP1Affine>.Shared.Return(bases);
        return ok;
    }

    /// <summary>The same equation without weights: e(C - y G + z pi, H) = e(pi, [s]H).</summary>
    private static bool VerifyOne(
        KzgSetup setup,
        ReadOnlySpan<byte> commitment,
        ReadOnlySpan<byte> point,
        ReadOnlySpan<byte> value,
        ReadOnlySpan<byte> proof)
    {
        if (!BlstField.TryRead(point, out BlstFr z)
            || !BlstField.TryRead(value, out BlstFr y)
            || Blst.DecodeP1(commitment, out BlstP1Affine committed) != BlstError.Success
            || Blst.DecodeP1(proof, out BlstP1Affine proven) != BlstError.Success)
        {
            return false;
        }

        Span<BlstP1Affine> bases = [BlstG1Sum.Generator, proven];
        Span<BlstScalar> scalars =
            [BlstField.ToScalar(BlstField.Subtract(default, y)), BlstField.ToScalar(z)];
        int terms = Blst.IsInfinity(proven) ? 1 : 2;
        BlstP1 combined = BlstG1Sum.Add(BlstG1Sum.Multiply(bases[..terms], scalars[..terms]), committed);
        BlstP1 right = BlstG1Sum.Add(default, proven);
        return BlstPairingEquation.Holds(combined, BlstPairingEquation.Generator, right, setup.Tau);
    }

    private static BlstFr BatchScalar(
        int count,
        ReadOnlySpan<byte> commitments,
        ReadOnlySpan<byte> points,
        ReadOnlySpan<byte> values,
        ReadOnlySpan<byte> proofs)
    {
        int total = checked(HeaderBytes + (count * RecordBytes));
        byte[] rented = ArrayPool<byte>.Shared.Rent(total);
        Span<byte> input = rented.AsSpan(0, total);
        BatchTag.CopyTo(input);
        BinaryPrimitives.WriteUInt64BigEndian(input[16..], Kzg.ElementCount);
        BinaryPrimitives.WriteUInt64BigEndian(input[24..], (ulong)count);
        Span<byte> record = input[HeaderBytes..];
        for (int index = 0; index < count; index++)
        {
            commitments.Slice(index * Kzg.CommitmentBytes, Kzg.CommitmentBytes).CopyTo(record);
            points.Slice(index * Kzg.ElementBytes, Kzg.ElementBytes).CopyTo(record[48..]);
            values.Slice(index * Kzg.ElementBytes, Kzg.ElementBytes).CopyTo(record[80..]);
            proofs.Slice(index * Kzg.ProofBytes, Kzg.ProofBytes).CopyTo(record[112..]);
            record = record[RecordBytes..];
        }

        Span<byte> digest = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input, digest);
        ArrayPool<byte>.Shared.Return(rented);
        return BlstField.Reduce(digest);
    }

    /// <summary>Collects the terms of both sides. Points at infinity add nothing and are left out.</summary>
    private ref struct OpeningSums
    {
        private readonly Span<BlstP1Affine> _bases;
        private readonly Span<BlstScalar> _left;
        private readonly Span<BlstScalar> _right;
        private readonly BlstFr _r;
        private BlstFr _values;
        private int _proofs;
        private int _terms;

        internal OpeningSums(
            Span<BlstP1Affine> bases, Span<BlstScalar> left, Span<BlstScalar> right, in BlstFr r)
        {
            _bases = bases;
            _left = left;
            _right = right;
            _r = r;
        }

        internal bool TryAddProofs(ReadOnlySpan<byte> points, ReadOnlySpan<byte> values, ReadOnlySpan<byte> proofs)
        {
            BlstFr power = BlstField.Reduce([1]);
            int count = proofs.Length / Kzg.ProofBytes;
            for (int index = 0; index < count; index++)
            {
                ReadOnlySpan<byte> proof = proofs.Slice(index * Kzg.ProofBytes, Kzg.ProofBytes);
                if (!BlstField.TryRead(points.Slice(index * Kzg.ElementBytes, Kzg.ElementBytes), out BlstFr point)
                    || !BlstField.TryRead(values.Slice(index * Kzg.ElementBytes, Kzg.ElementBytes), out BlstFr value)
                    || Blst.DecodeP1(proof, out BlstP1Affine decoded) != BlstError.Success)
                {
                    return false;
                }

                if (!Blst.IsInfinity(decoded))
                {
                    _right[_proofs] = BlstField.ToScalar(power);
                    _left[_proofs] = BlstField.ToScalar(BlstField.Multiply(power, point));
                    _bases[_proofs++] = decoded;
                }

                _values = BlstField.Add(_values, BlstField.Multiply(power, value));
                power = BlstField.Multiply(power, _r);
            }

            _terms = _proofs;
            return true;
        }

        internal bool TryAddCommitments(ReadOnlySpan<byte> commitments)
        {
            BlstFr power = BlstField.Reduce([1]);
            while (!commitments.IsEmpty)
            {
                ReadOnlySpan<byte> current = commitments[..Kzg.CommitmentBytes];
                if (Blst.DecodeP1(current, out BlstP1Affine decoded) != BlstError.Success)
                    return false;
                BlstFr weight = default;
                do
                {
                    weight = BlstField.Add(weight, power);
                    power = BlstField.Multiply(power, _r);
                    commitments = commitments[Kzg.CommitmentBytes..];
                }
                while (commitments.StartsWith(current));

                if (Blst.IsInfinity(decoded))
                    continue;
                _left[_terms] = BlstField.ToScalar(weight);
                _bases[_terms++] = decoded;
            }

            return true;
        }

        internal void Finish(out BlstP1 combined, out BlstP1 proof)
        {
            _left[_terms] = BlstField.ToScalar(BlstField.Subtract(default, _values));
            _bases[_terms++] = BlstG1Sum.Generator;
            combined = BlstG1Sum.Multiply(_bases[.._terms], _left[.._terms]);
            proof = BlstG1Sum.Multiply(_bases[.._proofs], _right[.._proofs]);
        }
    }
}
