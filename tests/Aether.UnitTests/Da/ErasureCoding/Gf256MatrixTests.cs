using System.Text.Json;
using Aether.Da.ErasureCoding;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Da.ErasureCoding;

public sealed class Gf256MatrixTests
{
    [Fact]
    public void TryInvert_KnownMatrix_GivesKnownInverse()
    {
        JsonElement known = Vectors.ReadJson("reed-solomon/rs_gf256_vandermonde.json").GetProperty("known_inverse");
        Assert.True(Gf256Matrix.TryInvert(Flatten(known.GetProperty("matrix")), 3, out byte[] inverse));
        Assert.Equal(Flatten(known.GetProperty("inverse")), inverse);
    }

    [Fact]
    public void TryInvert_ZeroOnTheDiagonal_SwapsRows()
    {
        byte[] matrix = [0, 1, 2, 3];
        Assert.True(Gf256Matrix.TryInvert(matrix, 2, out byte[] inverse));
        Assert.Equal(new byte[] { 1, 0, 0, 1 }, Gf256Matrix.Multiply(matrix, inverse, 2, 2));
    }

    [Fact]
    public void TryInvert_DependentRows_ReturnsFalse()
    {
        byte[] matrix = [1, 2, 3, 2, 4, 6, 7, 8, 9];
        Assert.False(Gf256Matrix.TryInvert(matrix, 3, out _));
    }

    private static byte[] Flatten(JsonElement rows) =>
        [.. rows.EnumerateArray().SelectMany(row => row.EnumerateArray()).Select(value => value.GetByte())];
}
