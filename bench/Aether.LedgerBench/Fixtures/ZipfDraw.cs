namespace Aether.LedgerBench.Fixtures;

/// <summary>Draws ranks from zero with probability proportional to 1 / (rank + 1).</summary>
/// <remarks>
/// The sum of the first n terms is close to ln n + 0.577 + 1/(2n), so a draw inverts the logarithm instead of keeping a
/// table; the first ranks, where that is coarse, come from exact sums.
/// </remarks>
internal sealed class ZipfDraw
{
    private const int Exact = 1_024;
    private const double EulerGamma = 0.5772156649015329;

    private readonly int _count;
    private readonly double _total;
    private readonly double[] _sums = new double[Exact];

    public ZipfDraw(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, Exact);
        _count = count;
        _total = Math.Log(count) + EulerGamma + (0.5 / count);
        double sum = 0;
        for (int rank = 0; rank < Exact; rank++)
        {
            sum += 1.0 / (rank + 1);
            _sums[rank] = sum;
        }
    }

    public int Draw(SeededRandom random)
    {
        double at = random.Fraction() * _total;
        if (at < _sums[^1])
        {
            int found = Array.BinarySearch(_sums, at);
            return found < 0 ? ~found : found;
        }

        int rank = (int)(Math.Exp(at - EulerGamma) - 0.5);
        return Math.Clamp(rank, Exact, _count - 1);
    }
}
