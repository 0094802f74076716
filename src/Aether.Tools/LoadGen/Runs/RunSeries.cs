using Aether.Core;
using Aether.Tools.LoadGen.Histograms;

namespace Aether.Tools.LoadGen.Runs;

/// <summary>What happened in each second, in bounded memory: neighbours are merged when there are too many.</summary>
/// <remarks><b>Threads</b>: one at a time, under the tracker's lock.</remarks>
internal sealed class RunSeries
{
    private readonly List<SeriesPoint> _points = [];
    private readonly HdrHistogram _admit = new();
    private readonly HdrHistogram _include = new();
    private readonly HdrHistogram _final = new();
    private long _offered;
    private long _accepted;
    private long _included;
    private long _finals;
    private long _failed;
    private double _start;

    /// <summary>The intervals so far.</summary>
    public IReadOnlyList<SeriesPoint> Points => _points;

    /// <summary>Counts sends that came due.</summary>
    public void Offer(long count = 1) => _offered += count;

    /// <summary>Counts an answer that took it.</summary>
    public void Accept() => _accepted++;

    /// <summary>Notes how long any answer took.</summary>
    public void Answer(long microseconds) => _admit.Record(microseconds);

    /// <summary>Counts a transaction in a block.</summary>
    public void Include(long microseconds)
    {
        _included++;
        _include.Record(microseconds);
    }

    /// <summary>Counts a final transaction.</summary>
    public void Final(long microseconds)
    {
        _finals++;
        _final.Record(microseconds);
    }

    /// <summary>Counts failures.</summary>
    public void Fail(long count = 1) => _failed += count;

    /// <summary>Ends the interval at a time, seconds since the start of the run.</summary>
    public void Roll(double second, long backlog)
    {
        if (second <= _start)
        {
            return;
        }
        _points.Add(new SeriesPoint
        {
            Second = _start,
            Length = second - _start,
            Offered = _offered,
            Accepted = _accepted,
            Included = _included,
            Final = _finals,
            Failed = _failed,
            Backlog = backlog,
            AdmitP95 = Milliseconds(_admit, 95),
            IncludeP95 = Milliseconds(_include, 95),
            FinalP50 = Milliseconds(_final, 50),
            FinalP95 = Milliseconds(_final, 95),
            FinalMax = Milliseconds(_final, 100),
        });
        _start = second;
        _offered = _accepted = _included = _finals = _failed = 0;
        _admit.Clear();
        _include.Clear();
        _final.Clear();
        if (_points.Count >= Limits.LoadGen.MaxSeriesPoints)
        {
            Halve();
        }
    }

    private void Halve()
    {
        for (int index = 0; index < _points.Count / 2; index++)
        {
            _points[index] = SeriesPoint.Merge(_points[2 * index], _points[(2 * index) + 1]);
        }
        _points.RemoveRange(_points.Count / 2, _points.Count - (_points.Count / 2));
    }

    private static double Milliseconds(HdrHistogram histogram, double percentile) =>
        histogram.Percentile(percentile) / 1000.0;
}
