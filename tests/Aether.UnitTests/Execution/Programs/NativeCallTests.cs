using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Programs;
using Aether.TestKit.Ledger;
using Xunit;

namespace Aether.UnitTests.Execution.Programs;

public sealed class NativeCallTests
{
    private static readonly Address s_actor = TestLedger.Owners[0];
    private static readonly Address s_other = TestLedger.Owners[1];
    private static readonly ObjectId s_id = new(TestLedger.Hash(9));
    private static readonly AssetId s_asset = new(TestLedger.Hash(9));
    private static readonly ObjectRecord s_record = new(16, s_actor, s_other, 1, 2, 3, 4, [5, 6]);

    /// <summary>A call of every method.</summary>
    public static readonly ProgramCall[] All =
    [
        ObjectCalls.Create(s_actor, 7, 16, s_other, [1, 2, 3]),
        ObjectCalls.Update(s_actor, s_id, [4, 5]),
        ObjectCalls.Transfer(s_actor, s_id, s_other),
        ObjectCalls.Delete(s_actor, s_id),
        ObjectCalls.Restore(s_actor, s_id, s_record),
        AssetCalls.Create(s_actor, 8, s_other, 9, [65, 66]),
        AssetCalls.Mint(s_actor, s_asset, s_other, 10),
        AssetCalls.Burn(s_actor, s_asset, 11),
    ];

    [Fact]
    public void TryParse_EveryMethod_GivesItsParts()
    {
        foreach (ProgramCall call in All)
        {
            Assert.True(NativeCall.TryParse(call, out NativeCall parsed));
            Assert.Equal(s_actor, parsed.Actor);
            Assert.Equal(call.Gas, NativeCall.GasOf(call));
            Assert.True(parsed.IsCreate || parsed.Id == s_id);
        }
        Assert.True(NativeCall.TryParse(All[0], out NativeCall made));
        made.DeriveId();
        Assert.Equal(ObjectRecord.DeriveId(s_actor, 7, 16), made.Id);
        Assert.Equal([1, 2, 3], made.Data.ToArray());
        Assert.True(NativeCall.TryParse(All[5], out NativeCall asset));
        asset.DeriveId();
        Assert.Equal(AssetCalls.DeriveId(s_actor, 8).Value, asset.Id.Value);
        Assert.Equal((9, ObjectKind.Asset, s_other), (asset.Decimals, asset.Kind, asset.Other));
        Assert.True(NativeCall.TryParse(All[6], out NativeCall mint));
        Assert.Equal((UInt128)10, mint.Amount);
    }

    [Fact]
    public void TryParse_TruncatedOrProlonged_IsRefused()
    {
        foreach (ProgramCall call in All)
        {
            for (int length = 0; length < call.Arguments.Length; length++)
            {
                Assert.False(NativeCall.TryParse(call with { Arguments = call.Arguments[..length] }, out _));
            }
            Assert.False(NativeCall.TryParse(call with { Arguments = [.. call.Arguments, 0] }, out _));
        }
    }

    [Theory]
    [InlineData(Limits.Ledger.MaxObjectBytes, true)]
    [InlineData(Limits.Ledger.MaxObjectBytes + 1, false)]
    public void TryParse_LargestData_IsTheLimit(int bytes, bool valid)
    {
        Assert.Equal(valid, NativeCall.TryParse(ObjectCalls.Update(s_actor, s_id, new byte[bytes]), out _));
        Assert.Equal(valid, NativeCall.TryParse(ObjectCalls.Create(s_actor, 1, 16, s_actor, new byte[bytes]), out _));
        Assert.Equal(
            valid,
            NativeCall.TryParse(ObjectCalls.Restore(s_actor, s_id, s_record with { Data = new byte[bytes] }), out _));
    }

    [Fact]
    public void TryParse_LimitsOfAssets_AreKept()
    {
        Assert.False(NativeCall.TryParse(AssetCalls.Create(s_actor, 1, s_actor, 39, []), out _));
        Assert.False(NativeCall.TryParse(AssetCalls.Create(s_actor, 1, s_actor, 0, new byte[17]), out _));
        Assert.False(NativeCall.TryParse(AssetCalls.Mint(s_actor, s_asset, s_other, 0), out _));
        Assert.False(NativeCall.TryParse(AssetCalls.Burn(s_actor, s_asset, 0), out _));
    }

    /// <summary>What is a call, and who must sign for it, is the same for any bytes as in the naive ledger.</summary>
    [Fact]
    public void TryParse_MutatedBytes_EqualsTheNaiveParser()
    {
        Random random = new(17);
        int accepted = 0;
        for (int round = 0; round < 200_000; round++)
        {
            ProgramCall call = All[random.Next(All.Length)];
            byte[] bytes = [.. call.Arguments];
            for (int flips = random.Next(3); flips > 0 && bytes.Length > 0; flips--)
            {
                bytes[random.Next(bytes.Length)] = random.Next(2) == 0 ? (byte)random.Next(4) : (byte)random.Next(256);
            }
            bytes = random.Next(6) == 0 ? bytes[..random.Next(bytes.Length + 1)] : bytes;
            call = call with
            {
                Arguments = bytes,
                Method = random.Next(4) == 0 ? (ushort)random.Next(7) : call.Method,
                Program = random.Next(8) == 0 ? All[random.Next(All.Length)].Program : call.Program,
            };
            bool valid = NativeCall.TryParse(call, out NativeCall parsed);
            Assert.Equal(SpecPrograms.Actor(call), valid ? parsed.Actor : null);
            accepted += valid ? 1 : 0;
        }
        Assert.InRange(accepted, 50_000, 190_000);
    }
}
