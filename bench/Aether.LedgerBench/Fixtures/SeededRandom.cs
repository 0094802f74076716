namespace Aether.LedgerBench.Fixtures;

/// <summary>A small generator with a seed: every run measures the same blocks.</summary>
internal sealed class SeededRandom(ulong seed)
{
    private ulong _state = seed;

    public ulong Next()
    {
        _state += 0x9e3779b97f4a7c15;
        ulong mixed = (_state ^ (_state >> 30)) * 0xbf58476d1ce4e5b9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94d049bb133111eb;
        return mixed ^ (mixed >> 31);
    }

    /// <summary>A number from zero to below the bound.</summary>
    public int Below(int bound) => (int)Math.BigMul(Next(), (ulong)bound, out _);

    /// <summary>A fraction from zero to below one.</summary>
    public double Fraction() => (Next() >> 11) * (1.0 / (1UL << 53));
}
