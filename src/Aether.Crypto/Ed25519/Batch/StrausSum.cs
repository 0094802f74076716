namespace Aether.Crypto.Ed25519.Batch;

/// <summary>A multi-scalar sum for few terms: width-5 non-adjacent forms with a table of multiples per term.</summary>
/// <remarks>
/// Source: Straus 1964, one chain of doublings shared by all terms. Cost: 1.5 KiB a term, allocated once.
/// </remarks>
internal sealed class StrausSum(int capacity) : IMultiScalarSum
{
    private readonly OddMultiples[] _tables = new OddMultiples[capacity];

    // One row of digits per position, so that a step of the chain reads neighbours: index = position * capacity + term.
    private readonly sbyte[] _digits = new sbyte[capacity * ScalarRecoding.NafDigits];

    private int _count;
    private int _length;

    public void Clear()
    {
        _count = 0;
        _length = 0;
        Array.Clear(_digits);
    }

    public void Add(in Scalar scalar, in EdwardsPoint point)
    {
        Span<sbyte> naf = stackalloc sbyte[ScalarRecoding.NafDigits];
        int length = ScalarRecoding.WriteNaf(in scalar, OddMultiples.Width, naf);
        for (int i = 0; i < length; i++)
        {
            _digits[(i * capacity) + _count] = naf[i];
        }

        OddMultiples.Fill(ref _tables[_count], in point);
        _length = Math.Max(_length, length);
        _count++;
    }

    public void Compute(in Scalar baseScalar, out EdwardsPoint result)
    {
        Span<sbyte> baseDigits = stackalloc sbyte[ScalarRecoding.NafDigits];
        int length = Math.Max(_length, ScalarRecoding.WriteNaf(in baseScalar, BasePoint.NafWidth, baseDigits));
        EdwardsPoint sum = EdwardsPoint.Identity;
        for (int i = length - 1; i >= 0; i--)
        {
            EdwardsPoint.Double(ref sum, withT: true);
            AddRow(ref sum, _digits.AsSpan(i * capacity, _count));
            if (baseDigits[i] != 0)
            {
                BasePoint.AddDigit(ref sum, baseDigits[i]);
            }
        }

        result = sum;
    }

    private void AddRow(ref EdwardsPoint sum, ReadOnlySpan<sbyte> digits)
    {
        for (int term = 0; term < digits.Length; term++)
        {
            if (digits[term] != 0)
            {
                OddMultiples.AddDigit(ref sum, ref _tables[term], digits[term]);
            }
        }
    }
}
