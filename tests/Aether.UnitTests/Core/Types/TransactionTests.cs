using System.Security.Cryptography;
using System.Text;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.UnitTests.Pipeline.Mempool;
using Xunit;

namespace Aether.UnitTests.Core.Types;

public sealed class TransactionTests
{
    [Fact]
    public void TryDecode_WithAnotherSha256_GivesTheSameIdentifiers()
    {
        for (int outputs = 0; outputs < 12; outputs++)
        {
            Transaction made = MempoolTransactions.Create(outputs, 7, 5_000, outputs: outputs);
            Assert.True(Transaction.TryDecode(
                made.Bytes, Sha256Message.HashTwo, out Transaction decoded, out DecodeError _));
            Assert.Equal(made.Bytes, decoded.Bytes);
            Assert.Equal(Tagged("aeth/tx/v1", made.BodyBytes), decoded.Id);
            Assert.Equal(Tagged("aeth/wtx/v1", made.Bytes), decoded.WitnessId);
            Assert.Equal((made.Id, made.WitnessId), (decoded.Id, decoded.WitnessId));
        }
    }

    [Fact]
    public void TryDecode_AnythingDamaged_IsJudgedAsByTheCodecAndNeverHashed()
    {
        byte[] bytes = MempoolTransactions.Create(1, 0, 5_000, outputs: 2).Bytes.ToArray();
        AssertAgree([.. bytes, 0]);
        for (int at = 0; at < bytes.Length; at++)
        {
            byte[] damaged = (byte[])bytes.Clone();
            damaged[at] ^= (byte)(1 << (at % 8));
            AssertAgree(damaged);
            AssertAgree(bytes.AsSpan(0, at));
        }
    }

    private static void AssertAgree(ReadOnlySpan<byte> bytes)
    {
        int hashed = 0;
        bool expected = Ace.TryDecode(bytes, out Transaction plain, out DecodeError why);
        bool decoded = Transaction.TryDecode(bytes, Count, out Transaction other, out DecodeError error);
        Assert.Equal((expected, why), (decoded, error));
        Assert.Equal((plain.Id, plain.WitnessId), (other.Id, other.WitnessId));
        Assert.True(decoded || hashed == 0 || error == DecodeError.TrailingBytes);

        void Count(
            ReadOnlySpan<byte> firstTag,
            ReadOnlySpan<byte> first,
            ReadOnlySpan<byte> secondTag,
            ReadOnlySpan<byte> second,
            Span<byte> digests)
        {
            hashed++;
            Sha256Message.HashTwo(firstTag, first, secondTag, second, digests);
        }
    }

    private static Hash256 Tagged(string tag, ReadOnlySpan<byte> bytes) =>
        new(SHA256.HashData([.. Encoding.ASCII.GetBytes(tag), .. bytes]));
}
