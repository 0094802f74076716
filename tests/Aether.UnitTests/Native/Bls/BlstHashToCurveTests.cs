using System.Text;
using System.Text.Json;
using Aether.Native.Bls;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Native.Bls;

public sealed class BlstHashToCurveTests
{
    private const string EthereumDst = "QUUX-V01-CS02-with-BLS12381G2_XMD:SHA-256_SSWU_RO_";

    public BlstHashToCurveTests() => Assert.SkipUnless(Blst.IsSupported, Blst.NotSupportedReason ?? "");

    [Theory]
    [InlineData("BLS12381G1_XMD_SHA-256_SSWU_RO_")]
    [InlineData("BLS12381G1_XMD_SHA-256_SSWU_NU_")]
    [InlineData("BLS12381G2_XMD_SHA-256_SSWU_RO_")]
    [InlineData("BLS12381G2_XMD_SHA-256_SSWU_NU_")]
    public void Suites_Rfc9380Vectors_Match(string suite)
    {
        JsonElement root = Vectors.ReadJson($"hash-to-curve/{suite}.json");
        byte[] dst = Encoding.ASCII.GetBytes(root.GetProperty("dst").GetString()!);
        int cases = 0;
        foreach (JsonElement vector in root.GetProperty("vectors").EnumerateArray())
        {
            byte[] message = Encoding.ASCII.GetBytes(vector.GetProperty("msg").GetString()!);
            Assert.Equal(Point(vector.GetProperty("P")), Map(suite, message, dst));
            cases++;
        }

        Assert.Equal(5, cases);
    }

    [Fact]
    public void HashToG2_EthereumVectors_Match()
    {
        JsonElement root = Vectors.ReadJson("bls12-381/ethereum-bls12-381-tests/hash_to_G2.json");
        int cases = 0;
        foreach (JsonElement test in root.GetProperty("tests").EnumerateArray())
        {
            byte[] message = Encoding.ASCII.GetBytes(test.GetProperty("input").GetProperty("msg").GetString()!);
            byte[] actual = Map("BLS12381G2_RO_", message, Encoding.ASCII.GetBytes(EthereumDst));
            Assert.Equal(Point(test.GetProperty("output")), actual);
            cases++;
        }

        Assert.Equal(4, cases);
    }

    [Theory]
    [InlineData("expand_message_xmd_SHA256_38")]
    [InlineData("expand_message_xmd_SHA256_256")]
    public void ExpandMessage_Rfc9380Vectors_Match(string file)
    {
        JsonElement root = Vectors.ReadJson($"hash-to-curve/{file}.json");
        byte[] dst = Encoding.ASCII.GetBytes(root.GetProperty("DST").GetString()!);
        foreach (JsonElement test in root.GetProperty("tests").EnumerateArray())
        {
            byte[] expected = HexText.Get(test, "uniform_bytes");
            byte[] actual = new byte[expected.Length];
            BlstHashToCurve.ExpandMessage(Encoding.ASCII.GetBytes(test.GetProperty("msg").GetString()!), dst, actual);
            Assert.Equal(expected, actual);
        }
    }

    private static byte[] Map(string suite, byte[] message, byte[] dst)
    {
        bool isUniform = suite.EndsWith("RO_", StringComparison.Ordinal);
        if (suite.StartsWith("BLS12381G1", StringComparison.Ordinal))
        {
            byte[] bytes = new byte[96];
            Blst.EncodeUncompressed(
                isUniform ? BlstHashToCurve.HashToG1(message, dst) : BlstHashToCurve.EncodeToG1(message, dst), bytes);
            return bytes;
        }

        byte[] wide = new byte[192];
        Blst.EncodeUncompressed(
            isUniform ? BlstHashToCurve.HashToG2(message, dst) : BlstHashToCurve.EncodeToG2(message, dst), wide);
        return wide;
    }

    // The files write an extension element as "real,imaginary"; the encoding puts the imaginary part first.
    private static byte[] Point(JsonElement point) =>
        [.. Coordinate(point, "x"), .. Coordinate(point, "y")];

    private static byte[] Coordinate(JsonElement point, string name) =>
        [.. point.GetProperty(name).GetString()!.Split(',').Reverse().SelectMany(HexText.Decode)];
}
