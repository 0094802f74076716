using Aether.Core.Codec;
using Aether.Execution.Storage;
using Xunit;

namespace Aether.UnitTests.Execution.Storage;

public sealed class TransactionLocationTests
{
    [Fact]
    public void RoundTrip_GivesTheSameLocation()
    {
        byte[] bytes = Ace.Encode(new TransactionLocation(ulong.MaxValue, 3));
        Assert.True(Ace.TryDecode(bytes, out TransactionLocation decoded, out DecodeError _));
        Assert.Equal(new TransactionLocation(ulong.MaxValue, 3), decoded);
        Assert.False(Ace.TryDecode(bytes.AsSpan(1), out TransactionLocation _, out DecodeError _));
    }
}
