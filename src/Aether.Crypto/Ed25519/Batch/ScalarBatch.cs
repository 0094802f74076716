using System.Security.Cryptography;

namespace Aether.Crypto.Ed25519.Batch;

/// <summary>The batch equation in scalar arithmetic: the definition that the lanes are tested against.</summary>
internal static class ScalarBatch
{
    /// <summary>Signatures per equation by <see cref="StrausSum"/>: past this its tables leave the caches.</summary>
    internal const int SmallGroup = 64;

    /// <summary>Signatures per equation by <see cref="BucketSum"/>.</summary>
    internal const int LargeGroup = 1024;

    /// <summary>From here the bucket method is faster: 16.3 us a signature against 18.7 us, measured.</summary>
    internal const int MinLargeGroup = 256;

    private const int CoefficientBytes = 16;

    [ThreadStatic]
    private static StrausSum? t_smallSum;

    [ThreadStatic]
    private static BucketSum? t_largeSum;

    [ThreadStatic]
    private static byte[]? t_random;

    /// <summary>Verdicts of all items by the batch equation.</summary>
    /// <remarks>
    /// A large group whose equation fails is split into small ones, and the items of a small one that fails are
    /// verified one by one.
    /// </remarks>
    internal static void Verify(SignatureItems items, Span<bool> valid)
    {
        int count = valid.Length;
        for (int start = 0; start < count; start += LargeGroup)
        {
            int end = Math.Min(start + LargeGroup, count);
            if (end - start < MinLargeGroup
                || !TryEquation(t_largeSum ??= new(2 * LargeGroup), items, start, end, valid))
            {
                VerifySmallGroups(items, start, end, valid);
            }
        }
    }

    /// <summary>Verdicts of items start to end, one by one.</summary>
    internal static void VerifyEach(SignatureItems items, int start, int end, Span<bool> valid)
    {
        for (int i = start; i < end; i++)
        {
            valid[i] = items.TryGetMessage(i, out ReadOnlySpan<byte> message)
                && Ed25519.Verify(items.PublicKey(i), message, items.Signature(i));
        }
    }

    private static void VerifySmallGroups(SignatureItems items, int start, int end, Span<bool> valid)
    {
        for (int first = start; first < end; first += SmallGroup)
        {
            int last = Math.Min(first + SmallGroup, end);
            if (last - first == 1 || !TryEquation(t_smallSum ??= new(2 * SmallGroup), items, first, last, valid))
            {
                VerifyEach(items, first, last, valid);
            }
        }
    }

    /// <summary>
    /// Marks the items that decode and tests the equation of these; the marks are verdicts only where it holds.
    /// </summary>
    private static bool TryEquation(
        IMultiScalarSum sum, SignatureItems items, int start, int end, Span<bool> valid)
    {
        sum.Clear();
        Scalar baseCoefficient = default;
        byte[] random = t_random ??= new byte[LargeGroup * CoefficientBytes];
        RandomNumberGenerator.Fill(random.AsSpan(0, (end - start) * CoefficientBytes));
        for (int i = start; i < end; i++)
        {
            Scalar z = Scalar.FromShortBytes(random.AsSpan((i - start) * CoefficientBytes, CoefficientBytes));
            valid[i] = TryAddItem(items, i, in z, sum, ref baseCoefficient);
        }

        baseCoefficient = Scalar.Negate(in baseCoefficient);
        sum.Compute(in baseCoefficient, out EdwardsPoint total);
        return total.IsSmallOrder;
    }

    /// <summary>Adds z R and (z k) A to the sum and z S to the coefficient of B; false for a bad item.</summary>
    private static bool TryAddItem(
        SignatureItems items, int index, in Scalar z, IMultiScalarSum sum, ref Scalar baseCoefficient)
    {
        ReadOnlySpan<byte> publicKey = items.PublicKey(index);
        ReadOnlySpan<byte> signature = items.Signature(index);
        if (!items.TryGetMessage(index, out ReadOnlySpan<byte> message)
            || !Ed25519.TryDecode(publicKey, signature, out EdwardsPoint a, out EdwardsPoint r, out Scalar s))
        {
            return false;
        }

        Scalar zero = default;
        Scalar k = Ed25519.Challenge(publicKey, message, signature);
        Scalar zk = Scalar.MultiplyAdd(in z, in k, in zero);
        sum.Add(in z, in r);
        sum.Add(in zk, in a);
        baseCoefficient = Scalar.MultiplyAdd(in z, in s, in baseCoefficient);
        return true;
    }
}
