using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Programs;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution.Programs;

public sealed class AssetProgramTests
{
    private static readonly Address s_alice = TestLedger.Owners[0];
    private static readonly Address s_bob = TestLedger.Owners[1];
    private static readonly AssetId s_gold = AssetCalls.DeriveId(s_alice, 1);
    private static readonly ObjectId s_id = new(s_gold.Value);
    private readonly ObjectFixture _ledger = new();

    public AssetProgramTests() =>
        Expect(ReceiptStatus.Success, _ledger.Run(0, AssetCalls.Create(s_alice, 1, s_alice, 6, "GOLD"u8.ToArray())));

    [Fact]
    public void Run_MintMoveBurn_KeepsTheSupply()
    {
        Assert.Equal(new AssetData(0, 6, "GOLD"u8.ToArray()).Symbol, Data().Symbol);
        Receipt minted = _ledger.Run(0, AssetCalls.Mint(s_alice, s_gold, s_bob, 100));
        Expect(ReceiptStatus.Success, minted);
        LedgerEvent report = Assert.Single(minted.Events);
        Assert.Equal([s_gold.Value, s_alice.Value, s_bob.Value], report.Topics);
        Assert.Equal(34, report.Data.Length);
        Assert.Equal((UInt128)100, Held(s_bob));
        Expect(ReceiptStatus.Success, _ledger.Run(1, BankProgram.Transfer(s_bob, s_alice, s_gold, 40)));
        Expect(ReceiptStatus.InsufficientBalance, _ledger.Run(0, AssetCalls.Burn(s_alice, s_gold, 41)));
        Expect(ReceiptStatus.Success, _ledger.Run(0, AssetCalls.Burn(s_alice, s_gold, 40)));
        Assert.Equal((60, 60, 0), ((int)Data().Supply, (int)Held(s_bob), (int)Held(s_alice)));
    }

    [Fact]
    public void Run_NotTheAuthority_IsRefused()
    {
        Expect(ReceiptStatus.Unauthorized, _ledger.Run(1, AssetCalls.Mint(s_bob, s_gold, s_bob, 1)));
        Expect(ReceiptStatus.Unauthorized, _ledger.Run(1, AssetCalls.Burn(s_bob, s_gold, 1)));
        Expect(ReceiptStatus.Success, _ledger.Run(0, ObjectCalls.Transfer(s_alice, s_id, s_bob)));
        Expect(ReceiptStatus.Success, _ledger.Run(1, AssetCalls.Mint(s_bob, s_gold, s_bob, 1)));
        Expect(ReceiptStatus.Unauthorized, _ledger.Run(0, AssetCalls.Mint(s_alice, s_gold, s_alice, 1)));
    }

    [Fact]
    public void Run_NativeAsset_IsNobodys()
    {
        Expect(ReceiptStatus.ObjectMissing, _ledger.Run(0, AssetCalls.Mint(s_alice, AssetId.Swr, s_alice, 1)));
        Expect(ReceiptStatus.ObjectMissing, _ledger.Run(0, AssetCalls.Burn(s_alice, AssetId.Swr, 1)));
    }

    [Fact]
    public void Run_SupplyAbove128Bits_IsRefused()
    {
        Expect(ReceiptStatus.Success, _ledger.Run(0, AssetCalls.Mint(s_alice, s_gold, s_bob, UInt128.MaxValue)));
        Expect(ReceiptStatus.Overflow, _ledger.Run(0, AssetCalls.Mint(s_alice, s_gold, s_alice, 1)));
        Assert.Equal(UInt128.MaxValue, Data().Supply);
    }

    [Fact]
    public void Run_ObjectOfAnAsset_IsChangedByItsProgramOnly()
    {
        Expect(ReceiptStatus.WrongKind, _ledger.Run(0, ObjectCalls.Update(s_alice, s_id, new byte[21])));
        Expect(ReceiptStatus.Success, _ledger.Run(0, AssetCalls.Mint(s_alice, s_gold, s_alice, 1)));
        Expect(ReceiptStatus.SupplyNotZero, _ledger.Run(0, ObjectCalls.Delete(s_alice, s_id)));
        Expect(ReceiptStatus.Success, _ledger.Run(0, AssetCalls.Burn(s_alice, s_gold, 1)));
        Expect(ReceiptStatus.Success, _ledger.Run(0, ObjectCalls.Delete(s_alice, s_id)));
        Expect(ReceiptStatus.Success, _ledger.Run(0, ObjectCalls.Create(s_alice, 1, 16, s_alice, new byte[21])));
        ObjectId plain = ObjectRecord.DeriveId(s_alice, 1, 16);
        AssetId none = new(plain.Value);
        Expect(ReceiptStatus.WrongKind, _ledger.Run(0, AssetCalls.Mint(s_alice, none, s_alice, 1)));
    }

    /// <summary>An account that is full of assets takes no other; nothing is minted then.</summary>
    [Fact]
    public void Run_FullAccount_IsRefused()
    {
        for (ulong nonce = 10; nonce < 72; nonce++)
        {
            AssetId asset = AssetCalls.DeriveId(s_alice, nonce);
            Expect(ReceiptStatus.Success, _ledger.Run(
                0, AssetCalls.Create(s_alice, nonce, s_alice, 0, []), AssetCalls.Mint(s_alice, asset, s_bob, 1)));
        }
        // With AIC these are 63, and the last place is kept for SWR.
        Expect(ReceiptStatus.TooManyAssets, _ledger.Run(0, AssetCalls.Mint(s_alice, s_gold, s_bob, 1)));
        Assert.Equal(UInt128.Zero, Data().Supply);
    }

    private static void Expect(ReceiptStatus status, Receipt receipt) => Assert.Equal(status, receipt.Status);

    private AssetData Data()
    {
        Assert.True(Ace.TryDecode(_ledger.Find(s_id)!.Data, out AssetData data, out _));
        return data;
    }

    private UInt128 Held(Address owner) => _ledger.State.GetAccount(owner).BalanceOf(s_gold);
}
