namespace Aether.Tools.LoadGen.Schedules;

/// <summary>
/// The intended send times of an open model: they follow from rate, form and seed alone, and wait for nobody.
/// </summary>
/// <remarks><b>Units</b>: nanoseconds since the start of the run. <b>Threads</b>: one.</remarks>
internal sealed class SendSchedule
{
    private const double NanosPerSecond = 1_000_000_000;

    private readonly double _rate;
    private readonly bool _poisson;
    private SeededRandom _random;
    private long _index;
    private double _poissonTime;

    /// <summary>Creates the schedule.</summary>
    /// <param name="rate">Transactions a second.</param>
    /// <param name="poisson">Independent arrivals; else equal gaps.</param>
    /// <param name="seed">Decides the gaps of independent arrivals.</param>
    public SendSchedule(double rate, bool poisson, ulong seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(rate);
        _rate = rate;
        _poisson = poisson;
        _random = SeededRandom.For(seed, purpose: 1);
        Next = poisson ? Gap() : 0;
    }

    /// <summary>Transactions a second.</summary>
    public double Rate => _rate;

    /// <summary>The next intended time.</summary>
    public long Next { get; private set; }

    /// <summary>How many times were taken.</summary>
    public long Taken => _index;

    /// <summary>Takes the next time.</summary>
    public long Take()
    {
        long taken = Next;
        _index++;
        // A product instead of a sum: no error builds up over hours.
        Next = _poisson ? Gap() : (long)(_index * NanosPerSecond / _rate);
        return taken;
    }

    private long Gap()
    {
        _poissonTime += -Math.Log(_random.Unit()) * NanosPerSecond / _rate;
        return (long)_poissonTime;
    }
}
