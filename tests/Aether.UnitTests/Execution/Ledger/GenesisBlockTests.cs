using Aether.Core.Codec;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.TestKit.Ledger;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class GenesisBlockTests
{
    [Fact]
    public void Genesis_Golden_RootAndHeaderHashStayTheSame()
    {
        BlockState state = TestLedger.InitialState();
        Header header = GenesisBlock.CreateHeader(TestLedger.Genesis, state.Root);
        Assert.Equal("0xa49f3ba32d9962e1a932a8c0254ad9c6f2e78ffba4a37c216de535f452fe8316", state.Root.ToString());
        Assert.Equal("0x3458b355c78976a7dbe2015a4bf78330ba9a2d1cf85b5a85d560ebfd68ca1851", header.Hash.ToString());
    }

    [Fact]
    public void InitialValues_EqualTheAccounts()
    {
        GenesisAccount[] accounts =
        [
            new(TestLedger.Owners[0], 5, 0), new(TestLedger.Owners[1], 0, 6), new(TestLedger.Owners[2], 7, 8),
            new(TestLedger.Owners[3], 0, 0),
        ];
        Genesis genesis = TestLedger.MakeGenesis(accounts);
        SortedDictionary<Hash256, byte[]?> values = GenesisBlock.InitialValues(genesis);
        SortedDictionary<Hash256, byte[]> spec = new SpecLedger(genesis).Values();
        Assert.Equal(spec, values!);
        // Three accounts; epoch, snapshot, participation, index and four validators.
        Assert.Equal(3 + 4 + 4, values.Count);
        BlockState state = TestLedger.InitialState(genesis);
        Assert.Equal(NaiveTree.Root(new(values!)), state.Root);
        foreach (GenesisAccount account in accounts)
        {
            Assert.Equal(account.Swr, state.GetAccount(account.Address).BalanceOf(AssetId.Swr));
            Assert.Equal(account.Aic, state.GetAccount(account.Address).BalanceOf(AssetId.Aic));
        }
        Assert.False(state.TryGet(StateKey.ForAccount(TestLedger.Owners[3]), out _));
    }

    [Fact]
    public void Supply_AtItsBound_IsRefused()
    {
        UInt128 bound = UInt128.One << 127;
        Assert.True(Fits([bound - 1, 0], []));
        Assert.False(Fits([bound], []));
        Assert.False(Fits([bound - 1, 1], []));
        Assert.False(Fits([UInt128.MaxValue, 1], []));
        Assert.False(Fits([1, UInt128.MaxValue], []));
        Assert.False(Fits([0, 0], [bound - 1, 1]));
        Assert.True(Fits([bound - 2, 1], [1, bound - 2]));
        Assert.Throws<InvariantViolationException>(
            () => TestLedger.MakeGenesis([new GenesisAccount(TestLedger.Owners[0], bound, 0)]));
    }

    [Fact]
    public void Decode_ASupplyBeyondTheBound_IsRefused()
    {
        Genesis genesis = TestLedger.MakeGenesis([new GenesisAccount(TestLedger.Owners[0], 1, 1)]);
        byte[] bytes = Ace.Encode(genesis);
        Assert.True(Ace.TryDecode(bytes, out Genesis _, out DecodeError _));
        // The last number is the account's second amount; its highest byte ends the encoding.
        bytes[^1] = 0x80;
        Assert.False(Ace.TryDecode(bytes, out Genesis _, out DecodeError _));
    }

    private static bool Fits(UInt128[] swr, UInt128[] aic) => Genesis.SupplyFits(
        [.. Enumerable.Range(0, Math.Max(swr.Length, aic.Length)).Select(index => new GenesisAccount(
            TestLedger.Owners[index], swr.ElementAtOrDefault(index), aic.ElementAtOrDefault(index)))]);
}
