using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Ledger;

public sealed class AccountBytesTests
{
    [Fact]
    public void RandomChanges_EqualTheDecodedAccount()
    {
        Random random = new(1);
        AssetId[] assets = [.. Enumerable.Range(0, 6).Select(i => new AssetId(TestLedger.Hash(i)))];
        SortedDictionary<AssetId, UInt128> model = [];
        byte[] account = [];
        byte[] next = new byte[AccountBytes.MaxBytes];
        for (int round = 0; round < 2_000; round++)
        {
            AssetId asset = assets[random.Next(assets.Length)];
            UInt128 amount = (UInt128)random.Next(1, 1_000) << random.Next(100);
            bool found = AccountBytes.TryFind(account, asset, out int offset);
            Assert.Equal(model.ContainsKey(asset), found);
            Assert.Equal(model.GetValueOrDefault(asset), AccountBytes.BalanceOf(account, asset));
            if (found && random.Next(2) == 0)
            {
                account = next[..AccountBytes.Delete(account, offset, next)];
                model.Remove(asset);
            }
            else if (found)
            {
                AccountBytes.SetAmount(account, offset, amount);
                model[asset] = amount;
            }
            else
            {
                account = next[..AccountBytes.Insert(account, offset, asset, amount, next)];
                model[asset] = amount;
            }
            Account expected = new(0, [.. model.Select(pair => new AssetBalance(pair.Key, pair.Value))]);
            Assert.Equal(Ace.Encode(expected), account);
            Assert.Equal(model.Count, AccountBytes.CountOf(account));
        }
    }

    [Fact]
    public void Empty_HasNothing()
    {
        Assert.Equal(0UL, AccountBytes.NonceOf([]));
        Assert.Equal(0, AccountBytes.CountOf([]));
        Assert.Equal(7UL, AccountBytes.NonceOf(Ace.Encode(new Account(7, []))));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(13)]
    [InlineData(59)]
    public void WrongSize_IsACorruptState(int bytes)
    {
        Assert.Throws<StateCorruptException>(() => AccountBytes.NonceOf(new byte[bytes]));
        Assert.Throws<StateCorruptException>(() => AccountBytes.CountOf(new byte[bytes]));
    }
}
