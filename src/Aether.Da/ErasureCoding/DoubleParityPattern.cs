using System.Numerics;

namespace Aether.Da.ErasureCoding;

/// <summary>How two lost shards of the 10+2 code follow from the ten others, for each of the 66 pairs.</summary>
/// <remarks>
/// <para>With P = sum d_i and Q = sum 2^i d_i, one lost shard is a weighted sum of the ten survivors, and the other is
/// a plain sum of the survivors without Q, together with the first one where that enters P. So a pair costs ten
/// products per column, as many as the weighted parity of an encode and one.</para>
/// <para>Memory: 12 x 12 patterns of 32 bytes, 4.5 KiB.</para>
/// </remarks>
internal static class DoubleParityPattern
{
    /// <summary>Shards of data.</summary>
    internal const int DataShards = 10;

    /// <summary>Shards of data and parity.</summary>
    internal const int Shards = 12;

    /// <summary>Index of the shard that is the sum.</summary>
    internal const int Sum = 10;

    /// <summary>Index of the shard that is the weighted sum.</summary>
    internal const int Weighted = 11;

    /// <summary>Bytes of a pattern.</summary>
    internal const int Bytes = 32;

    /// <summary>Offset of the ten coefficients; the ten indexes of the survivors lie before them.</summary>
    internal const int Coefficients = 10;

    /// <summary>Offset of the index of the lost shard that is the weighted sum of the survivors.</summary>
    internal const int WeightedLost = 20;

    /// <summary>Offset of the index of the lost shard that is a plain sum.</summary>
    internal const int SummedLost = 21;

    /// <summary>Offset of a flag: 1 when the last survivor is Q, and the plain sum has the first lost shard in its
    /// place.</summary>
    internal const int LastIsWeighted = 22;

    private static readonly byte[] s_patterns = Build();

    /// <summary>The pattern of a mask with exactly two of twelve bits set.</summary>
    internal static ReadOnlySpan<byte> Get(uint lostMask)
    {
        int first = BitOperations.TrailingZeroCount(lostMask);
        int second = BitOperations.Log2(lostMask);
        return s_patterns.AsSpan(((first * Shards) + second) * Bytes, Bytes);
    }

    private static byte[] Build()
    {
        byte[] patterns = new byte[Shards * Shards * Bytes];
        for (int first = 0; first < Shards; first++)
        {
            for (int second = first + 1; second < Shards; second++)
                Fill(first, second, patterns.AsSpan(((first * Shards) + second) * Bytes, Bytes));
        }

        return patterns;
    }

    private static void Fill(int first, int second, Span<byte> pattern)
    {
        int count = 0;
        for (int shard = 0; shard < Shards; shard++)
        {
            if (shard != first && shard != second)
            {
                pattern[count] = (byte)shard;
                pattern[Coefficients + count] = Coefficient(shard, first, second);
                count++;
            }
        }

        bool sumsFirst = second == Weighted;
        pattern[WeightedLost] = (byte)(sumsFirst ? second : first);
        pattern[SummedLost] = (byte)(sumsFirst ? first : second);
        pattern[LastIsWeighted] = (byte)(second == Weighted ? 0 : 1);
    }

    // The weight of a survivor in the lost shard that is the weighted sum.
    private static byte Coefficient(int shard, int first, int second)
    {
        byte weight = shard == Weighted ? (byte)1 : shard == Sum ? (byte)0 : Gf256.Power(2, shard);
        if (first == Sum)
            return weight;
        byte firstWeight = Gf256.Power(2, first);
        if (second == Weighted)
        {
            // Q = sum of 2^i d_i with the lost shard replaced by P and the other data: its weight joins every other.
            return (byte)(weight ^ firstWeight);
        }

        if (second == Sum)
        {
            // Q without the survivors is 2^first d_first.
            return Gf256.Multiply(weight, Gf256.Inverse(firstWeight));
        }

        // With p and q the parities without the survivors: q + 2^second p = (2^first + 2^second) d_first.
        byte secondWeight = Gf256.Power(2, second);
        byte numerator = shard == Weighted ? (byte)1 : (byte)(weight ^ secondWeight);
        return Gf256.Multiply(numerator, Gf256.Inverse((byte)(firstWeight ^ secondWeight)));
    }
}
