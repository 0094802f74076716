using Aether.Core.Types;
using Aether.Pipeline.BlockProduction;
using Xunit;

namespace Aether.UnitTests.Pipeline.BlockProduction;

public sealed class LeaderClaimTests
{
    private static readonly VrfProof s_proof = new(
        [.. Enumerable.Range(0, VrfProof.Bytes).Select(index => (byte)index)]);

    private static readonly LeaderClaim s_claim = new(7, 0x0102030405060708, 513, s_proof);

    [Fact]
    public void Encode_ReadsBackTheSame()
    {
        byte[] bytes = s_claim.Encode();
        Assert.Equal(1 + 4 + 8 + 2 + VrfProof.Bytes, bytes.Length);
        Assert.Equal(LeaderClaim.Tag, bytes[0]);
        Assert.True(LeaderClaim.TryDecode(bytes, out LeaderClaim? read));
        Assert.Equal(s_claim, read);
    }

    [Fact]
    public void TryDecode_AnyOtherLengthOrTag_IsRefused()
    {
        byte[] bytes = s_claim.Encode();
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(LeaderClaim.TryDecode(bytes.AsSpan(0, length), out LeaderClaim? _));
        }
        Assert.False(LeaderClaim.TryDecode([.. bytes, 0], out LeaderClaim? _));
        bytes[0] = 0;
        Assert.False(LeaderClaim.TryDecode(bytes, out LeaderClaim? _));
    }
}
