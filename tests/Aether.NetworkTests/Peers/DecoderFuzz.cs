using System.Globalization;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.NetworkTests.Peers;

/// <summary>Feeds mutants of valid bytes to a decoder.</summary>
internal static class DecoderFuzz
{
    public delegate byte[]? Reencode(ReadOnlySpan<byte> bytes);

    /// <summary>How many mutants were refused and taken.</summary>
    public readonly record struct Result(long Refused, long Taken);

    public static Result Run(ulong seed, byte[][] sources, Reencode decode)
    {
        string? setting = Environment.GetEnvironmentVariable("AETHER_NETWORK_FUZZ");
        long count = setting is null ? 100_000 : long.Parse(setting, CultureInfo.InvariantCulture);
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
                Assert.True(mutant.AsSpan(0, length).SequenceEqual(again), $"seed {seed}, run {run}");
            }
        }
        return new Result(count - taken, taken);
    }
}
