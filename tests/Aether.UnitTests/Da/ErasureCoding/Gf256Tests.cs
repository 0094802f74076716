using System.Runtime.CompilerServices;
using System.Text.Json;
using Aether.Da.ErasureCoding;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Da.ErasureCoding;

public sealed class Gf256Tests
{
    private const string VectorFile = "reed-solomon/rs_gf256_vandermonde.json";

    [Fact]
    public void Multiply_AllPairs_EqualsPolynomialProduct()
    {
        for (int left = 0; left < 256; left++)
        {
            for (int right = 0; right < 256; right++)
                Assert.Equal(PolynomialProduct(left, right), Gf256.Multiply((byte)left, (byte)right));
        }
    }

    [Fact]
    public void Inverse_AllElements_GivesOne()
    {
        for (int value = 1; value < 256; value++)
            Assert.Equal(1, Gf256.Multiply((byte)value, Gf256.Inverse((byte)value)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Gf256.Inverse(0));
    }

    [Fact]
    public void Power_SmallExponents_EqualsRepeatedProducts()
    {
        for (int value = 0; value < 256; value++)
        {
            byte product = 1;
            for (int exponent = 0; exponent < 300; exponent++)
            {
                Assert.Equal(product, Gf256.Power((byte)value, exponent));
                product = Gf256.Multiply(product, (byte)value);
            }
        }
    }

    [Fact]
    public void Field_KnownAnswers_Hold()
    {
        JsonElement root = Vectors.ReadJson(VectorFile);
        foreach (JsonElement known in root.GetProperty("known_mul").EnumerateArray())
            Assert.Equal(known[2].GetByte(), Gf256.Multiply(known[0].GetByte(), known[1].GetByte()));
        foreach (JsonElement known in root.GetProperty("known_exp").EnumerateArray())
            Assert.Equal(known[2].GetByte(), Gf256.Power(known[0].GetByte(), known[1].GetInt32()));
    }

    [Fact]
    public void Records_AllElements_HoldProductsAndMatrix()
    {
        for (int element = 0; element < 256; element++)
        {
            ref byte record = ref Unsafe.Add(ref Gf256.Records, element * Gf256.RecordBytes);
            for (int value = 0; value < 256; value++)
            {
                byte product = Gf256.Multiply((byte)element, (byte)value);
                int low = Unsafe.Add(ref record, Gf256.LowProducts + (value & 15));
                int high = Unsafe.Add(ref record, Gf256.HighProducts + (value >> 4));
                Assert.Equal(product, low ^ high);
                Assert.Equal(product, ApplyMatrix(ref Unsafe.Add(ref record, Gf256.BitMatrix), value));
            }
        }
    }

    // The instruction's definition: result bit i is the parity of byte 7 - i of the matrix and the value.
    private static int ApplyMatrix(ref byte rows, int value)
    {
        int result = 0;
        for (int bit = 0; bit < 8; bit++)
            result |= (int.PopCount(Unsafe.Add(ref rows, 7 - bit) & value) & 1) << bit;
        return result;
    }

    private static int PolynomialProduct(int left, int right)
    {
        int product = 0;
        for (int bit = 0; bit < 8; bit++)
            product ^= (right >> bit & 1) == 0 ? 0 : left << bit;
        for (int bit = 14; bit >= 8; bit--)
            product ^= (product >> bit & 1) == 0 ? 0 : Gf256.Polynomial << (bit - 8);
        return product;
    }
}
