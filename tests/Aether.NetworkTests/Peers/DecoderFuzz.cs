using System.Diagnostics;
using System.Globalization;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.NetworkTests.Peers;

/// <summary>Feeds mutants of valid bytes to a decoder.</summary>
/// <remarks>
/// <c>AETHER_NETWORK_FUZZ</c> says how many, 100,000 else. <c>AETHER_NETWORK_FUZZ_REPORT</c> names a file to which each
/// decoder adds a line: its name, how many mutants it saw and took, and for how many seconds.
/// </remarks>
internal static class DecoderFuzz
{
    private const long InSuite = 100_000;

    private static readonly Lock s_report = new();

    public delegate byte[]? Reencode(ReadOnlySpan<byte> bytes);

    /// <summary>Mutants for each decoder.</summary>
    public static long Count => Environment.GetEnvironmentVariable("AETHER_NETWORK_FUZZ") is { } setting
        ? long.Parse(setting, CultureInfo.InvariantCulture)
        : InSuite;

    /// <summary>How many mutants were refused and taken.</summary>
    public readonly record struct Result(long Refused, long Taken);

    public static Result Run(string name, ulong seed, byte[][] sources, Reencode decode)
    {
        long count = Count;
        long start = Stopwatch.GetTimestamp();
        SeededRandom random = new(seed);
        byte[] mutant = new byte[(2 * sources.Max(source => source.Length)) + 64];
        long taken = 0;
        for (long run = 0; run < count; run++)
        {
            byte[] source = sources[random.Below(sources.Length)];
            byte[] other = sources[random.Below(sources.Length)];
            int length = ByteMutator.Mutate(random, source, other, mutant);
            byte[]? again = decode(mutant.AsSpan(0, length));
            if (again is not null)
            {
                taken++;
                Assert.True(mutant.AsSpan(0, length).SequenceEqual(again), $"{name}, seed {seed}, run {run}");
            }
        }
        Report(name, count, taken, Stopwatch.GetElapsedTime(start));
        return new Result(count - taken, taken);
    }

    /// <summary>Adds a line to the report, when one is asked for.</summary>
    public static void Report(string name, long inputs, long taken, TimeSpan time)
    {
        if (Environment.GetEnvironmentVariable("AETHER_NETWORK_FUZZ_REPORT") is { } path)
        {
            lock (s_report)
            {
                File.AppendAllText(path, string.Create(
                    CultureInfo.InvariantCulture, $"{name},{inputs},{taken},{time.TotalSeconds:F1}\n"));
            }
        }
    }
}
