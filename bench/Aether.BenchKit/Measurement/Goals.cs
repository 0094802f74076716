namespace Aether.BenchKit.Measurement;

/// <summary>What a kernel has to reach, as multiples of the speed of its peer; null where nothing is asked.</summary>
/// <param name="Floor">Below this the kernel has failed.</param>
/// <param name="Target">What it is built for.</param>
/// <param name="Stretch">The best that operation counts allow.</param>
internal sealed record Goals(double? Floor, double? Target, double? Stretch)
{
    public static Goals None { get; } = new(null, null, null);

    /// <summary>The highest goal that a ratio reaches, in one word or two.</summary>
    public string Verdict(double? ratio) => (ratio, this) switch
    {
        (null, _) => "no peer",
        (_, { Floor: null, Target: null }) => "-",
        ({ } r, { Stretch: { } stretch }) when r >= stretch => "stretch",
        ({ } r, { Target: { } target }) when r >= target => "target",
        ({ } r, { Floor: { } floor }) when r >= floor => "floor",
        (_, { Floor: null }) => "below target",
        _ => "below floor",
    };
}
