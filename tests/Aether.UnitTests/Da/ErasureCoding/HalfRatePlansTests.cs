using System.Numerics;
using Aether.Da.ErasureCoding;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Da.ErasureCoding;

public sealed class HalfRatePlansTests
{
    [Fact]
    public void Get_MoreMasksThanPlaces_GivesEachItsCoefficients()
    {
        VandermondeCode definition = new(32, 32);
        HalfRatePlans plans = new();
        Random random = new(3);
        ulong[] masks = new ulong[2 * HalfRatePlans.Capacity];
        for (int index = 0; index < masks.Length; index++)
        {
            masks[index] = ulong.MaxValue;
            while (BitOperations.PopCount(masks[index]) > 64 - 1 - (index % 32))
                masks[index] &= ~(1ul << random.Next(64));
        }

        for (int round = 0; round < 200; round++)
        {
            ulong mask = masks[random.Next(masks.Length)];
            Check(definition, mask, plans.Get(mask));
        }
    }

    [Fact]
    public void Get_MissesAndHits_AllocateNothing()
    {
        HalfRatePlans plans = new();
        ulong mask = 0;
        Allocations.AssertNone(() =>
        {
            plans.Get(ulong.MaxValue << 1);
            plans.Get(ulong.MaxValue >> (int)(1 + (mask++ % 32)));
        });
    }

    // Every lost row over the survivors' rows must give the lost shard's own row of the definition.
    private static void Check(VandermondeCode definition, ulong mask, ReadOnlySpan<byte> plan)
    {
        ReadOnlySpan<byte> row = plan[32..];
        for (ulong lost = ~mask; lost != 0; lost &= lost - 1)
        {
            byte[] sum = new byte[32];
            for (int index = 0; index < 32; index++)
            {
                Assert.NotEqual(0ul, mask >> plan[index] & 1);
                Gf256Matrix.AddScaled(definition.Row(plan[index]), row[index], sum);
            }

            Assert.Equal(definition.Row(BitOperations.TrailingZeroCount(lost)).ToArray(), sum);
            row = row[32..];
        }
    }
}
