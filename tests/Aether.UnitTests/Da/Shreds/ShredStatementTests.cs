using System.Buffers.Binary;
using Aether.Core.Types;
using Aether.Da.ErasureCoding;
using Aether.Da.Shreds;
using Xunit;

namespace Aether.UnitTests.Da.Shreds;

public sealed class ShredStatementTests
{
    private static readonly ShredStatement s_statement = new(
        7, 0x0102030405060708, 9, ErasureProfile.HalfRate, ShredBlock.Filled(0xA1), ShredBlock.Filled(0xB2));

    [Fact]
    public void WriteSigned_KnownStatement_HasTheBytesOfTheDecision()
    {
        byte[] expected = new byte[ShredStatement.SignedBytes];
        "aeth/head/v1"u8.CopyTo(expected);
        ShredBlock.Filled(0xC3).Span.CopyTo(expected.AsSpan(12));
        BinaryPrimitives.WriteUInt32LittleEndian(expected.AsSpan(44), 7);
        BinaryPrimitives.WriteUInt64LittleEndian(expected.AsSpan(48), 0x0102030405060708);
        expected[56] = 9;
        expected[58] = 1;
        expected.AsSpan(59, 32).Fill(0xA1);
        expected.AsSpan(91, 32).Fill(0xB2);
        byte[] written = new byte[ShredStatement.SignedBytes];
        s_statement.WriteSigned(ShredBlock.Filled(0xC3), written);
        Assert.Equal(expected, written);
    }

    [Fact]
    public void Verify_AnyOtherFieldChainOrKey_IsRefused()
    {
        Hash256 genesis = ShredBlock.Filled(0xC3);
        using ShredSigner signer = new(genesis, ShredBlock.Filled(1).Span);
        using ShredSigner other = new(genesis, ShredBlock.Filled(2).Span);
        Signature64 signature = signer.Sign(s_statement);
        Assert.True(s_statement.Verify(genesis, signer.PublicKey, signature));
        Assert.False(s_statement.Verify(genesis, other.PublicKey, signature));
        Assert.False(s_statement.Verify(Hash256.Zero, signer.PublicKey, signature));
        ShredStatement[] changed =
        [
            s_statement with { Epoch = 8 }, s_statement with { View = 1 }, s_statement with { Proposer = 8 },
            s_statement with { Profile = ErasureProfile.DoubleParity }, s_statement with { BlockHash = default },
            s_statement with { Commitment = default },
        ];
        Assert.All(changed, one => Assert.False(one.Verify(genesis, signer.PublicKey, signature)));
    }
}
