using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Fees;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Fees;

public sealed class FeeMarketsTests
{
    private const ulong One = FeeController.Unit;
    private const ulong BlockGas = 64_000;
    private static readonly ObjectId[] s_items =
        [.. Enumerable.Range(0, 1_200).Select(index => new ObjectId(TestLedger.Hash(index))).Order()];

    [Fact]
    public void Next_HotObject_PaysAndOthersDoNot()
    {
        FeeMarkets markets = FeeMarkets.Initial;
        for (int block = 0; block < 5; block++)
        {
            markets = markets.Next(BlockGas, 16_000, [new(s_items[3], 16_000), new(s_items[7], 2_000)]);
        }
        Assert.Equal(One, markets.Block);
        Assert.Equal(s_items[3], Assert.Single(markets.Locals.ToArray()).Item);
        Assert.Equal(One, markets.LocalOf(s_items[7]));
        Assert.Equal(One, markets.MultiplierOf(Writing(s_items[7])));
        Assert.Equal((UInt128)markets.LocalOf(s_items[3]), markets.MultiplierOf(Writing(s_items[3], s_items[7])));
        Assert.True(markets.LocalOf(s_items[3]) > 20 * One);
        Assert.Equal((UInt128)markets.LocalOf(s_items[3]), markets.PriceOf([s_items[7], s_items[3]]));
        Assert.Equal(One, markets.PriceOf([s_items[7]]));
        Assert.Equal(One, markets.PriceOf([]));
    }

    [Fact]
    public void Next_QuietObject_IsForgotten()
    {
        FeeMarkets markets = FeeMarkets.Initial.Next(BlockGas, 4_000, [new(s_items[3], 4_000)]);
        Assert.Equal(One + (One / 8), markets.LocalOf(s_items[3]));
        markets = markets.Next(BlockGas, 0, []);
        Assert.True(markets.IsInitial);
        Assert.Same(FeeMarkets.Initial, markets);
    }

    [Fact]
    public void Next_MoreHotObjectsThanKept_KeepsTheDearest()
    {
        ObjectGas[] writers = [.. s_items.Select((item, index) => new ObjectGas(item, 2_001 + (ulong)index))];
        FeeMarkets markets = FeeMarkets.Initial.Next(BlockGas, 64_000, writers);
        Assert.Equal(Limits.Fees.MaxLocalMarkets, markets.Locals.Length);
        Assert.Equal(s_items[^Limits.Fees.MaxLocalMarkets..], markets.Locals.ToArray().Select(local => local.Item));
        Assert.True(Ace.Encode(markets).Length < 64 * 1024);
    }

    [Fact]
    public void Write_AndOf_GiveTheSamePrices()
    {
        WriteSet state = new(TestLedger.InitialState());
        Assert.Same(FeeMarkets.Initial, FeeMarkets.Of(state));
        FeeMarkets markets = TwoHot();
        markets.Write(state, FeeMarkets.Initial);
        FeeMarkets read = FeeMarkets.Of(state);
        Assert.Equal(markets.Block, read.Block);
        Assert.Equal(markets.Locals.ToArray(), read.Locals.ToArray());
        FeeMarkets.Initial.Write(state, markets);
        Assert.False(state.TryGet(FeeMarkets.Key, out _));
    }

    [Fact]
    public void Decode_HostileBytes_AreRefused()
    {
        byte[] good = Ace.Encode(TwoHot());
        Assert.True(Ace.TryDecode(good, out FeeMarkets _, out _));
        for (int length = 0; length < good.Length; length++)
        {
            Assert.False(Ace.TryDecode(good.AsSpan(0, length), out FeeMarkets _, out _));
        }
        byte[] swapped = [.. good[..12], .. good[52..92], .. good[12..52]];
        Assert.False(Ace.TryDecode(swapped, out FeeMarkets _, out DecodeError error));
        Assert.Equal(DecodeError.NotSorted, error);
        byte[] cheap = [.. good];
        BitConverter.TryWriteBytes(cheap.AsSpan(44), One);
        Assert.False(Ace.TryDecode(cheap, out FeeMarkets _, out _));
        BitConverter.TryWriteBytes(cheap.AsSpan(0), Limits.Fees.MaxMultiplier + 1);
        Assert.False(Ace.TryDecode(cheap, out FeeMarkets _, out _));
    }

    private static FeeMarkets TwoHot() =>
        FeeMarkets.Initial.Next(BlockGas, 64_000, [new(s_items[1], 9_000), new(s_items[2], 9_001)]);

    private static TransactionBody Writing(params ObjectId[] items) => TestLedger.Body(0, 0) with { Writes = items };
}
