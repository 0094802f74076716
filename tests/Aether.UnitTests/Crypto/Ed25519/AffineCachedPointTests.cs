using Aether.Crypto.Ed25519;
using Xunit;
using Reference = Aether.UnitTests.Crypto.Ed25519.EdwardsReference;

namespace Aether.UnitTests.Crypto.Ed25519;

public sealed class AffineCachedPointTests
{
    [Theory]
    [InlineData(0UL, 4)]
    [InlineData(ulong.MaxValue, 2)]
    public void ConditionalNegate_Mask_AddsOrSubtracts(ulong mask, int expected)
    {
        AffineCachedPoint cached = CachedMultiple(1);
        AffineCachedPoint.ConditionalNegate(ref cached, mask);
        EdwardsPoint sum = Reference.ToPoint(Reference.Multiply(3, Reference.Base));
        EdwardsPoint.Add(ref sum, in cached);
        Assert.Equal(Reference.Encode(Reference.Multiply(expected, Reference.Base)), Reference.Encode(in sum));
    }

    [Theory]
    [InlineData(0UL, 4)]
    [InlineData(ulong.MaxValue, 5)]
    public void ConditionalAssign_Mask_SelectsTheWholePoint(ulong mask, int expected)
    {
        AffineCachedPoint cached = CachedMultiple(1);
        AffineCachedPoint.ConditionalAssign(ref cached, CachedMultiple(2), mask);
        EdwardsPoint sum = Reference.ToPoint(Reference.Multiply(3, Reference.Base));
        EdwardsPoint.Add(ref sum, in cached);
        Assert.Equal(Reference.Encode(Reference.Multiply(expected, Reference.Base)), Reference.Encode(in sum));
    }

    [Fact]
    public void Identity_Added_ChangesNothing()
    {
        EdwardsPoint sum = BasePoint.Value;
        EdwardsPoint.Add(ref sum, AffineCachedPoint.Identity);
        Assert.True(EdwardsPoint.AreEqual(in sum, in BasePoint.Value));
    }

    private static AffineCachedPoint CachedMultiple(int multiple)
    {
        EdwardsPoint point = Reference.ToPoint(Reference.Multiply(multiple, Reference.Base));
        AffineCachedPoint.FromAffine(out AffineCachedPoint cached, in point);
        return cached;
    }
}
