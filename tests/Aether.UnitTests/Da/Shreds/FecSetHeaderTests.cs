using Aether.Core.Types;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Xunit;

namespace Aether.UnitTests.Da.Shreds;

public sealed class FecSetHeaderTests
{
    [Fact]
    public void WriteSigned_KnownHeader_GivesTheseBytes()
    {
        FecSetHeader header = new(
            ErasureProfile.HalfRate, 0x01020304, 0x1112131415161718, 0x0A0B, 0x0021, true, 0x00005152,
            ShredBlock.Filled(0xAA), ShredBlock.Filled(0xBB));
        byte[] signed = new byte[FecSetHeader.SignedBytes];
        header.WriteSigned(ShredBlock.Filled(0xCC), signed);
        string expected = Convert.ToHexStringLower("aeth/fec/v1"u8) + Repeat("cc") + "04030201" + "1817161514131211"
            + "0b0a" + "2100" + "20" + "20" + "01" + "52510000" + Repeat("aa") + Repeat("bb");
        Assert.Equal(expected, Convert.ToHexStringLower(signed));
    }

    [Fact]
    public void WriteSigned_AnyFieldChanged_ChangesTheBytes()
    {
        FecSetHeader header = new(
            ErasureProfile.HalfRate, 1, 2, 3, 4, false, 5, ShredBlock.Filled(6), ShredBlock.Filled(7));
        FecSetHeader[] others =
        [
            header with { Profile = ErasureProfile.DoubleParity },
            header with { Epoch = 0 },
            header with { View = 0 },
            header with { Proposer = 0 },
            header with { SetIndex = 0 },
            header with { IsLast = true },
            header with { SetBytes = 0 },
            header with { PreviousRoot = default },
            header with { Root = default },
        ];
        HashSet<string> seen = [Signed(header)];
        Assert.All(others, other => Assert.True(seen.Add(Signed(other))));
    }

    private static string Signed(FecSetHeader header)
    {
        byte[] signed = new byte[FecSetHeader.SignedBytes];
        header.WriteSigned(default, signed);
        return Convert.ToHexString(signed);
    }

    private static string Repeat(string octet) => string.Concat(Enumerable.Repeat(octet, Hash256.Bytes));
}
