using System.Globalization;
using Aether.Core.Codec;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.UnitTests.Core.Codec;

/// <summary>A million mutated inputs for every decoder: total, canonical and bounded in what it allocates.</summary>
public sealed class CodecMutationTests(ITestOutputHelper output)
{
    private const int Inputs = 1_000_000;

    private const int Bases = 128;

    // What a decoder may allocate for an input of n bytes: AllocationFactor * n + AllocationFloor.
    private const int AllocationFactor = 4;

    private const int AllocationFloor = 1_024;

    [Fact]
    public void MutatedInputNeverThrowsNorDecodesToADifferentEncodingNorAllocatesBeyondTheBound()
    {
        string[] reports = new string[CodecCases.All.Length];
        Parallel.For(
            0,
            reports.Length,
            new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount },
            index => reports[index] = Attack(CodecCases.All[index], (ulong)index));
        foreach (string report in reports)
        {
            output.WriteLine(report);
        }
    }

    private static string Attack(CodecCase codec, ulong seed)
    {
        SeededRandom random = new(0xACE0 + seed);
        byte[][] bases = random.Array(Bases, r => codec.Generate(r, 1 + r.Below(3)));
        byte[] target = new byte[(2 * bases.Max(item => item.Length)) + 64];
        AceWriter again = new(2 * target.Length);
        int accepted = 0;
        long worst = 0;
        for (int input = 0; input < Inputs; input++)
        {
            byte[] source = bases[random.Below(Bases)];
            int length = ByteMutator.Mutate(random, source, bases[random.Below(Bases)], target);
            ReadOnlySpan<byte> bytes = target.AsSpan(0, length);
            CodecOutcome outcome = codec.Decode(bytes, again);
            // A decoder allocates the same for the same input; the runtime may add its own once, so ask again.
            for (int ask = 0; ask < 3 && outcome.Allocated > Allowed(length); ask++)
            {
                outcome = codec.Decode(bytes, again);
            }
            worst = Math.Max(worst, outcome.Allocated - ((long)AllocationFactor * length));
            if (outcome.Accepted)
            {
                accepted++;
                Require(again.WrittenSpan.SequenceEqual(bytes), codec, "encodes differently", bytes);
            }
            Require(outcome.Allocated <= Allowed(length), codec, $"allocates {outcome.Allocated} bytes", bytes);
        }
        Require(accepted is > Inputs / 1_000 and < Inputs, codec, $"accepts {accepted}", []);
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{codec.Name}: {accepted} of {Inputs} accepted, at most {worst} bytes over {AllocationFactor} x input");
    }

    private static long Allowed(int inputBytes) => ((long)AllocationFactor * inputBytes) + AllocationFloor;

    private static void Require(bool condition, CodecCase codec, string what, ReadOnlySpan<byte> bytes)
    {
        if (!condition)
        {
            Assert.Fail($"{codec.Name} {what}: {Convert.ToHexString(bytes)}");
        }
    }
}
