using Aether.Native.Bls;
using Aether.Native.Kzg;
using Aether.UnitTests.Crypto.Kzg;
using Xunit;

namespace Aether.UnitTests.Native.Kzg;

public sealed class FixedBaseTableTests
{
    private const string NeedsIfma = "this processor or mode has no AVX-512 IFMA";

    public FixedBaseTableTests() => KzgVectors.SkipWithoutLibrary();

    [Fact]
    public void TryBuild_OnePoint_BuildsWhereSupportedAndThrowsElsewhere()
    {
        if (!FixedBaseTable.IsSupported)
        {
            Assert.Throws<PlatformNotSupportedException>(() => FixedBaseTable.TryBuild(Points(1), out _));
            return;
        }

        Assert.True(FixedBaseTable.TryBuild(Points(1), out FixedBaseTable? table));
        using FixedBaseTable owned = table;
        Assert.Equal(1, table.Count);
        Assert.Equal(20 * 128, table.Bytes);
    }

    [Fact]
    public void TryBuild_WrongLength_ReturnsFalse()
    {
        Assert.SkipUnless(FixedBaseTable.IsSupported, NeedsIfma);
        foreach (int length in new[] { 0, 1, 95, 97, 4097 * 96 })
            Assert.False(FixedBaseTable.TryBuild(new byte[length], out _));
    }

    [Fact]
    public void Sum_TablesOfEverySmallSize_EqualPippenger()
    {
        Assert.SkipUnless(FixedBaseTable.IsSupported, NeedsIfma);
        for (int count = 1; count <= 20; count++)
        {
            Assert.True(FixedBaseTable.TryBuild(Points(count), out FixedBaseTable? table));
            using FixedBaseTable owned = table;
            byte[] scalars = KzgVectors.RandomElements(count, count);
            byte[] sum = new byte[96];
            Assert.Equal(FixedBaseStatus.Ok, table.Sum(scalars, sum));
            Assert.Equal(Expected(scalars), sum);
        }
    }

    [Fact]
    public void Sum_BadArguments_AreRefused()
    {
        Assert.SkipUnless(FixedBaseTable.IsSupported, NeedsIfma);
        Assert.True(FixedBaseTable.TryBuild(Points(3), out FixedBaseTable? table));
        using FixedBaseTable owned = table;
        byte[] sum = [.. Enumerable.Repeat((byte)9, 96)];
        Assert.Equal(FixedBaseStatus.Infinity, table.Sum(new byte[96], sum));
        Assert.Equal(new byte[96], sum);
        Assert.Equal(FixedBaseStatus.BadArgument, table.Sum([], sum));
        Assert.Equal(FixedBaseStatus.BadArgument, table.Sum(new byte[31], sum));
        Assert.Equal(FixedBaseStatus.BadArgument, table.Sum(new byte[4 * 32], sum));
        Assert.Equal(FixedBaseStatus.BadArgument, table.Sum(new byte[32], new byte[95]));
        byte[] highest = [.. Enumerable.Repeat((byte)0xFF, 32)];
        Assert.Equal(FixedBaseStatus.BadScalar, table.Sum(highest, sum));
    }

    [Fact]
    public void Sum_RelatedPoints_SaysSoInsteadOfAWrongSum()
    {
        Assert.SkipUnless(FixedBaseTable.IsSupported, NeedsIfma);
        byte[] twice = [.. Points(1), .. Points(1)];
        Assert.True(FixedBaseTable.TryBuild(twice, out FixedBaseTable? table));
        using FixedBaseTable owned = table;
        byte[] scalar = KzgVectors.RandomElements(1, 1);
        byte[] sum = new byte[96];
        Assert.Equal(FixedBaseStatus.Exceptional, table.Sum([.. scalar, .. scalar], sum));
        Assert.Equal(new byte[96], sum);
        Assert.Equal(FixedBaseStatus.Ok, table.Sum(scalar, sum));
        Assert.Equal(Expected(scalar), sum);
    }

    private static byte[] Points(int count)
    {
        byte[] points = new byte[count * 96];
        for (int index = 0; index < count; index++)
            Blst.EncodeUncompressed(Lagrange()[index], points.AsSpan(index * 96, 96));
        return points;
    }

    private static byte[] Expected(byte[] scalars)
    {
        int count = scalars.Length / 32;
        BlstScalar[] values = new BlstScalar[count];
        for (int index = 0; index < count; index++)
        {
            Assert.True(BlstField.TryRead(scalars.AsSpan(index * 32, 32), out BlstFr value));
            values[index] = BlstField.ToScalar(value);
        }

        byte[] sum = new byte[96];
        BlstP1 total = BlstG1Sum.Multiply(Lagrange().AsSpan(0, count), values);
        Blst.EncodeUncompressed(BlstG1Sum.ToAffine(total), sum);
        return sum;
    }

    private static BlstP1Affine[] Lagrange() => KzgVectors.Setup().Lagrange;
}
