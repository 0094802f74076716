using Aether.Execution.Wasm.Binary;
using Xunit;

namespace Aether.WasmTests.Binary;

public sealed class WasmReaderTests
{
    [Theory]
    [InlineData("00", 0u, null)]
    [InlineData("FF7F", 16_383u, null)]
    [InlineData("8000", 0u, null)]
    [InlineData("FFFFFFFF0F", uint.MaxValue, null)]
    [InlineData("8080808000", 0u, null)]
    [InlineData("FFFFFFFF1F", 0u, "integer too large")]
    [InlineData("808080808000", 0u, "integer representation too long")]
    [InlineData("80", 0u, "unexpected end")]
    public void ReadU32_Encodings_ReadsOrRefuses(string hex, uint expected, string? message)
    {
        byte[] bytes = Convert.FromHexString(hex);
        var reader = new WasmReader(bytes, 0, bytes.Length);
        uint value = reader.ReadU32();
        Assert.Equal(message, reader.Failed ? reader.Error.Message : null);
        Assert.Equal(expected, reader.Failed ? 0 : value);
    }

    [Theory]
    [InlineData("7F", -1, null)]
    [InlineData("3F", 63, null)]
    [InlineData("FFFFFFFF07", int.MaxValue, null)]
    [InlineData("8080808078", int.MinValue, null)]
    [InlineData("8080808008", 0, "integer too large")]
    [InlineData("8080808070", 0, "integer too large")]
    [InlineData("FFFFFFFFFF7F", 0, "integer representation too long")]
    public void ReadS32_Encodings_ReadsOrRefuses(string hex, int expected, string? message)
    {
        byte[] bytes = Convert.FromHexString(hex);
        var reader = new WasmReader(bytes, 0, bytes.Length);
        Assert.Equal(expected, reader.ReadS32());
        Assert.Equal(message, reader.Failed ? reader.Error.Message : null);
    }

    [Theory]
    [InlineData("80808080808080808001", 0L, "integer too large")]
    [InlineData("8080808080808080807F", long.MinValue, null)]
    [InlineData("FFFFFFFFFFFFFFFFFF00", long.MaxValue, null)]
    [InlineData("808080808080808080807F", 0L, "integer representation too long")]
    public void ReadS64_Encodings_ReadsOrRefuses(string hex, long expected, string? message)
    {
        byte[] bytes = Convert.FromHexString(hex);
        var reader = new WasmReader(bytes, 0, bytes.Length);
        Assert.Equal(expected, reader.ReadS64());
        Assert.Equal(message, reader.Failed ? reader.Error.Message : null);
    }

    [Fact]
    public void ReadCount_MoreThanTheBytesLeft_RefusesBeforeAnyoneAllocates()
    {
        byte[] bytes = [0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 1, 2, 3];
        var reader = new WasmReader(bytes, 0, bytes.Length);
        Assert.Equal(0, reader.ReadCount(1, uint.MaxValue, "things"));
        Assert.Equal(WasmErrorKind.Malformed, reader.Error.Kind);
    }

    [Fact]
    public void ReadCount_OverTheLimit_SaysSo()
    {
        byte[] bytes = [3, 1, 2, 3];
        var reader = new WasmReader(bytes, 0, bytes.Length);
        Assert.Equal(0, reader.ReadCount(1, 2, "things"));
        Assert.Equal(new WasmError(WasmErrorKind.LimitExceeded, 0, -1, "more than 2 things"), reader.Error);
    }

    [Theory]
    [InlineData("0161", true)]
    [InlineData("03EFBBBF", true)]
    [InlineData("02C0AF", false)]
    [InlineData("03EDA080", false)]
    [InlineData("04F4908080", false)]
    [InlineData("01FF", false)]
    public void ReadName_Utf8_IsStrict(string hex, bool valid)
    {
        byte[] bytes = Convert.FromHexString(hex);
        var reader = new WasmReader(bytes, 0, bytes.Length);
        reader.ReadName(100);
        Assert.Equal(!valid, reader.Failed);
    }

    [Fact]
    public void Narrow_ContentLeft_IsAMismatch()
    {
        byte[] bytes = [1, 2, 3, 4];
        var reader = new WasmReader(bytes, 0, bytes.Length);
        int outer = reader.Narrow(2);
        reader.ReadByte();
        Assert.Equal(1, reader.Remaining);
        reader.Widen(outer, "section size mismatch");
        Assert.Equal("section size mismatch", reader.Error.Message);
        Assert.Equal(0, reader.ReadByte());
    }

    [Fact]
    public void Fail_Twice_KeepsTheFirst()
    {
        var reader = new WasmReader([], 0, 0);
        reader.Invalid("one");
        reader.Malformed("two");
        reader.OverLimit("three");
        Assert.Equal("one", reader.Error.Message);
    }
}
