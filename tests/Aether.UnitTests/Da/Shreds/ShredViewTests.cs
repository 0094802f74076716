using System.Globalization;
using Aether.Core;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Aether.UnitTests.Da.ErasureCoding;
using Xunit;

namespace Aether.UnitTests.Da.Shreds;

public sealed class ShredViewTests
{
    private const int MutantsInSuite = 100_000;

    [Fact]
    public void TryDecode_LongestShred_HasTheLargestSize()
    {
        foreach (ErasureCode code in ShardSets.Codes)
        {
            ShredBlock block = ShredBlock.Encode(code, ShardSets.RandomBytes(30_000, 1));
            Assert.Equal(Limits.Shred.MaxBytes, block.Shred(0, 0).Length);
        }
    }

    [Fact]
    public void TryDecode_EachFieldOutOfItsRange_IsNamed()
    {
        byte[] good = ShredBlock.Encode(ErasureCode.DoubleParity, ShardSets.RandomBytes(30_000, 1)).Shred(1, 2);
        Assert.Equal(ShredError.None, ShredView.TryDecode(good, out _));
        Assert.Equal(ShredError.Variant, With(good, 0, 0x12));
        Assert.Equal(ShredError.Variant, With(good, 0, 0x20));
        Assert.Equal(ShredError.Shape, With(good, 0, 0x11));
        Assert.Equal(ShredError.Proposer, With(good, 14, 0x10));
        Assert.Equal(ShredError.SetIndex, With(good, 16, 0x02));
        Assert.Equal(ShredError.Shard, With(good, 17, 12));
        Assert.Equal(ShredError.Shape, With(good, 18, 11));
        Assert.Equal(ShredError.Shape, With(good, 19, 3));
        Assert.Equal(ShredError.LastSet, With(good, 20, 2));
        Assert.Equal(ShredError.SetBytes, With(good, 21, 0));
        Assert.Equal(ShredError.SetBytes, With(good, 24, 1));
    }

    [Fact]
    public void TryDecode_EveryOtherLength_IsRefused()
    {
        byte[] good = ShredBlock.Encode(ErasureCode.HalfRate, ShardSets.RandomBytes(1_000, 1)).Shred(0, 2);
        byte[] room = new byte[2_000];
        good.CopyTo(room, 0);
        for (int length = 0; length <= room.Length; length++)
        {
            ShredError expected = length == good.Length ? ShredError.None : ShredError.Length;
            Assert.Equal(expected, ShredView.TryDecode(room.AsSpan(0, length), out _));
        }
    }

    [Fact]
    public void TryDecode_EmptySetBehindOthers_IsRefused()
    {
        byte[] good = ShredBlock.Encode(ErasureCode.HalfRate, []).Shred(0, 2);
        Assert.Equal(ShredError.None, ShredView.TryDecode(good, out ShredView view));
        Assert.Equal((0, 1), (view.SetBytes, view.Data.Length));
        Assert.Equal(ShredError.SetBytes, With(good, 15, 1));
        Assert.Equal(ShredError.SetBytes, With(good, 20, 0));
    }

    [Fact]
    public void AcceptAndDecode_Mutants_NeverThrowAndNothingUnverifiedStays()
    {
        byte[][] shreds =
        [
            .. ShredBlock.Encode(ErasureCode.HalfRate, ShardSets.RandomBytes(27_000, 1)).AllShreds(),
            .. ShredBlock.Encode(ErasureCode.DoubleParity, ShardSets.RandomBytes(9_000, 1)).AllShreds(),
        ];
        HashSet<string> honest = [.. shreds.Select(Convert.ToHexString)];
        Random random = new(77);
        long mutants = MutantCount();
        FecSetAssembler assembler = FecSetAssemblerTests.Open(ErasureCode.HalfRate);
        byte[] buffer = new byte[Limits.Shred.MaxBytes + 64];
        long kept = 0;
        for (long count = 0; count < mutants; count++)
        {
            if (count % 1_000 == 0)
                assembler = FecSetAssemblerTests.Open(ErasureCode.HalfRate);
            int length = Mutate(random, shreds, buffer);
            ReadOnlySpan<byte> mutant = buffer.AsSpan(0, length);
            ShredOutcome outcome = assembler.Accept(mutant, random.Next(), count);
            if (outcome > ShredOutcome.SetInvalid)
                continue;
            kept++;
            Assert.Contains(Convert.ToHexString(mutant), honest);
        }

        Assert.True(kept > 0);
    }

    // Most mutants change a byte or a few; some are cut, extended, spliced or left as they are.
    private static int Mutate(Random random, byte[][] shreds, byte[] buffer)
    {
        byte[] source = shreds[random.Next(shreds.Length)];
        source.CopyTo(buffer, 0);
        int length = source.Length;
        switch (random.Next(8))
        {
            case 0:
                return random.Next(buffer.Length + 1);
            case 1:
                byte[] other = shreds[random.Next(shreds.Length)];
                int cut = random.Next(Math.Min(length, other.Length));
                other.AsSpan(cut).CopyTo(buffer.AsSpan(cut));
                return other.Length;
            case 2:
                random.NextBytes(buffer.AsSpan(0, random.Next(ShredLayout.HeaderBytes)));
                return length;
            case 3:
                return length;
            default:
                for (int flips = random.Next(1, 5); flips > 0; flips--)
                    buffer[random.Next(random.Next(2) == 0 ? 25 : length)] = (byte)random.Next(256);
                return length;
        }
    }

    private static long MutantCount() =>
        long.TryParse(
            Environment.GetEnvironmentVariable("AETHER_SHRED_MUTANTS"), CultureInfo.InvariantCulture, out long count)
            ? count
            : MutantsInSuite;

    private static ShredError With(byte[] good, int position, byte value)
    {
        byte[] changed = [.. good];
        changed[position] = value;
        return ShredView.TryDecode(changed, out _);
    }
}
