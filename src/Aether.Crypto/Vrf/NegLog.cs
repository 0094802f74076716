using Aether.Core.Types;

namespace Aether.Crypto.Vrf;

/// <summary>The exact integer logarithm of the leader lottery, and the scores that follow from it.</summary>
/// <remarks>
/// Units: w is a uniform 128-bit value read as w/2^128; logarithms and scores are Q64.64 (64 fractional bits).
/// Consensus: every bit is part of the rule of the chain, including the direction of every rounding.
/// </remarks>
public static class NegLog
{
    private const int FractionBits = 64;
    private const int MantissaBits = 127;

    // floor(ln 2 * 2^64).
    private const ulong Ln2 = 0xB17217F7D1CF79AB;

    /// <summary>-ln(1 - w/2^128) in Q64.64, rounded down, with an error below 101 units of 2^-64.</summary>
    /// <remarks>
    /// x = 2^128 - w = m 2^e with m in [1, 2). Each squaring of m gives one bit of log2 m: the square is 2 or more
    /// exactly when the bit is set, and is then halved. m has 127 fractional bits and every square is cut to them.
    /// The result is floor((128 - e - f) ln 2) with f the 64-bit fraction found.
    /// </remarks>
    public static UInt128 Compute(UInt128 w)
    {
        if (w == 0)
        {
            return 0;
        }

        UInt128 x = unchecked(0 - w);
        int shift = (int)UInt128.LeadingZeroCount(x);
        UInt128 mantissa = x << shift;
        ulong fraction = 0;
        for (int i = 0; i < FractionBits; i++)
        {
            fraction <<= 1;
            if (SquareAndNormalise(ref mantissa))
            {
                fraction |= 1;
            }
        }

        // e = 127 - shift, so 128 - e - f = (shift + 1) - f in Q64.64: below 2^72, times ln 2 below 2^136.
        UInt128 log2 = ((UInt128)(uint)(shift + 1) << FractionBits) - fraction;
        UInt256 product = UInt256.Multiply(log2, Ln2);
        return (UInt128)(product >> FractionBits);
    }

    /// <summary>floor(neglog(w) total / stake); false where the stake is zero.</summary>
    /// <remarks>A lower score ranks first, which makes the winner proportional to stake.</remarks>
    public static bool TryScore(UInt128 w, UInt128 stake, UInt128 total, out UInt256 score) =>
        TryScoreOf(Compute(w), stake, total, out score);

    /// <summary>
    /// The score below which a claim is eligible: neglog(floor(tau 2^128)) for tau = numerator/denominator; false
    /// unless 0 &lt;= tau &lt; 1.
    /// </summary>
    public static bool TryThreshold(ulong numerator, ulong denominator, out UInt128 threshold)
    {
        threshold = 0;
        if (numerator >= denominator)
        {
            return false;
        }

        // Long division of numerator 2^128 by a 64-bit divisor, one 64-bit digit at a time.
        UInt128 first = (UInt128)numerator << 64;
        UInt128 second = (first % denominator) << 64;
        threshold = Compute(((first / denominator) << 64) | (second / denominator));
        return true;
    }

    /// <summary>True where a claim of this score may lead: the score is strictly below the threshold.</summary>
    public static bool IsEligible(UInt256 score, UInt128 threshold) => score < (UInt256)threshold;

    /// <summary>floor(neglog total / stake) of a logarithm already computed; false where the stake is zero.</summary>
    /// <remarks>neglog is below 2^71 and total below 2^128, so the product fits 199 bits.</remarks>
    public static bool TryScoreOf(UInt128 negLog, UInt128 stake, UInt128 total, out UInt256 score)
    {
        score = default;
        if (stake == 0)
        {
            return false;
        }

        score = UInt256.Multiply(negLog, total).DivideBy(stake, out _);
        return true;
    }

    /// <summary>m = m^2, halved where it is 2 or more; true where it was.</summary>
    private static bool SquareAndNormalise(ref UInt128 mantissa)
    {
        // The square has 254 fractional bits; bit 255 is set exactly when it is 2 or more.
        UInt256 square = UInt256.Multiply(mantissa, mantissa);
        bool isTwoOrMore = square.Upper >> MantissaBits != 0;
        mantissa = (UInt128)(square >> (isTwoOrMore ? MantissaBits + 1 : MantissaBits));
        return isTwoOrMore;
    }
}
