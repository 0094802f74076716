using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Aether.Crypto.Vrf;
using Aether.TestKit;
using Xunit;

namespace Aether.UnitTests.Crypto.Vrf;

public sealed class ExpandMessageTests
{
    [Fact]
    public void Xmd_Rfc9380Vectors_MatchAll()
    {
        JsonElement root = Vectors.ReadJson("hash-to-curve/expand_message_xmd_SHA512_38.json");
        byte[] tag = Encoding.ASCII.GetBytes(root.GetProperty("DST").GetString()!);
        int count = 0;
        foreach (JsonElement test in root.GetProperty("tests").EnumerateArray())
        {
            string length = test.GetProperty("len_in_bytes").GetString()![2..];
            byte[] actual = new byte[int.Parse(length, NumberStyles.HexNumber, CultureInfo.InvariantCulture)];
            ExpandMessage.Xmd(Encoding.ASCII.GetBytes(test.GetProperty("msg").GetString()!), tag, actual);
            Assert.Equal(HexText.Get(test, "uniform_bytes"), actual);
            count++;
        }

        Assert.True(count >= 10);
    }

    [Fact]
    public void Xmd_TagLongerThan255Bytes_EqualsTheHashedTag()
    {
        byte[] tag = Enumerable.Repeat((byte)'t', 256).ToArray();
        byte[] hashed = SHA512.HashData([.. "H2C-OVERSIZE-DST-"u8, .. tag]);
        byte[] expected = new byte[96];
        byte[] actual = new byte[96];
        ExpandMessage.Xmd("m"u8, hashed, expected);
        ExpandMessage.Xmd("m"u8, tag, actual);
        Assert.Equal(expected, actual);
        ExpandMessage.Xmd("m"u8, tag.AsSpan(1), actual);
        Assert.NotEqual(expected, actual);
    }
}
