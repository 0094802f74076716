using Aether.Da.Turbine;
using Aether.UnitTests.Da.Shreds;
using Xunit;

namespace Aether.UnitTests.Da.Turbine;

public sealed class RepairRequestTests
{
    [Fact]
    public void Encode_KnownRequest_GivesTheseBytes()
    {
        RepairRequest request = new(ShredBlock.Filled(0xAB), 0x0102, 0x1112131415161718);
        byte[] bytes = new byte[RepairRequest.EncodedBytes];
        request.Encode(bytes);
        Assert.Equal(
            string.Concat(Enumerable.Repeat("ab", 32)) + "0201" + "1817161514131211",
            Convert.ToHexStringLower(bytes));
        Assert.True(RepairRequest.TryDecode(bytes, out RepairRequest decoded));
        Assert.Equal(request, decoded);
    }

    [Fact]
    public void TryDecode_MutatedBytes_NeverThrowsAndEncodesBack()
    {
        Random random = new(3);
        byte[] buffer = new byte[RepairRequest.EncodedBytes + 8];
        for (int count = 0; count < 100_000; count++)
        {
            random.NextBytes(buffer);
            if (random.Next(4) == 0)
                buffer.AsSpan(34, 8).Clear();
            int length = random.Next(3) == 0 ? random.Next(buffer.Length + 1) : RepairRequest.EncodedBytes;
            bool isDecoded = RepairRequest.TryDecode(buffer.AsSpan(0, length), out RepairRequest request);
            bool isValid = length == RepairRequest.EncodedBytes && buffer.AsSpan(34, 8).ContainsAnyExcept((byte)0);
            Assert.Equal(isValid, isDecoded);
            if (!isDecoded)
                continue;
            byte[] again = new byte[RepairRequest.EncodedBytes];
            request.Encode(again);
            Assert.Equal(buffer[..length], again);
        }
    }
}
