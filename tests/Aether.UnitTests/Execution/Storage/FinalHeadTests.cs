using Aether.Core.Codec;
using Aether.Execution.Ledger;
using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

public sealed class FinalHeadTests
{
    [Fact]
    public void RoundTrip_GivesTheSameHead()
    {
        FinalHead head = new(GenesisBlock.CreateHeader(TestLedger.Genesis, TestLedger.Hash(1)), 12);
        byte[] bytes = Ace.Encode(head);
        Assert.True(Ace.TryDecode(bytes, out FinalHead decoded, out DecodeError _));
        Assert.Equal(head.Header.Hash, decoded.Header.Hash);
        Assert.Equal(12UL, decoded.Sequence);
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(Ace.TryDecode(bytes.AsSpan(0, length), out FinalHead _, out DecodeError _));
        }
    }
}
