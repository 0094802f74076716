using System.Runtime.CompilerServices;

namespace Aether.Crypto.Ed25519;

/// <summary>P, 3P, 5P, ... 15P: the table of a width-5 non-adjacent form.</summary>
[InlineArray(Count)]
internal struct OddMultiples
{
    internal const int Count = 8;

    /// <summary>The form's width: digits are odd with absolute value at most 2 Count - 1.</summary>
    internal const int Width = 5;

    private CachedPoint _first;

    internal static void Fill(ref OddMultiples table, in EdwardsPoint point)
    {
        EdwardsPoint multiple = point;
        EdwardsPoint.Double(ref multiple, withT: true);
        CachedPoint.From(out CachedPoint two, in multiple);
        multiple = point;
        CachedPoint.From(out table[0], in multiple);
        for (int i = 1; i < Count; i++)
        {
            EdwardsPoint.Add(ref multiple, in two);
            CachedPoint.From(out table[i], in multiple);
        }
    }

    /// <summary>p = p + digit P for an odd digit in range.</summary>
    internal static void AddDigit(ref EdwardsPoint p, ref OddMultiples table, int digit)
    {
        if (digit > 0)
        {
            EdwardsPoint.Add(ref p, in table[digit >> 1]);
        }
        else
        {
            EdwardsPoint.Subtract(ref p, in table[-digit >> 1]);
        }
    }
}
