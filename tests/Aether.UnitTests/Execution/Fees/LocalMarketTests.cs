using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Fees;
using Xunit;

namespace Aether.UnitTests.Execution.Fees;

public sealed class LocalMarketTests
{
    [Theory]
    [InlineData(FeeController.Unit, false)]
    [InlineData(FeeController.Unit + 1, true)]
    [InlineData(Limits.Fees.MaxMultiplier, true)]
    [InlineData(Limits.Fees.MaxMultiplier + 1, false)]
    public void Decode_Multiplier_MustBeAboveOneAndWithinTheLimit(ulong multiplier, bool valid)
    {
        LocalMarket market = new(new ObjectId(TestLedger.Hash(4)), multiplier);
        Assert.Equal(valid, Ace.TryDecode(Ace.Encode(market), out LocalMarket decoded, out _));
        Assert.True(!valid || decoded == market);
    }
}
