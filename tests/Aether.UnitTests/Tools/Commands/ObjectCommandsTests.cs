using System.Text.Json.Nodes;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Sdk.Transactions;
using Aether.UnitTests.Sdk.Proofs;
using Xunit;

namespace Aether.UnitTests.Tools.Commands;

/// <summary>`object`: what is sent for each command, what a dry run tells, and what is refused before.</summary>
public sealed class ObjectCommandsTests : IDisposable
{
    private static readonly ObjectId s_id = new(SampleChain.Hash(77));

    private readonly CliHarness _cli = new();
    private readonly string _to = AddressText.Format(new Address(SampleChain.Hash(11)), "taeth");

    private ChainParameters Parameters => _cli.Node.Chain.Genesis.Parameters;

    public void Dispose() => _cli.Dispose();

    [Fact]
    public async Task Create_SendsTheCallAndTellsTheIdentifier()
    {
        string key = await _cli.NewKeyAsync();
        JsonNode data = (await _cli.RunJsonAsync("object", "create", "--from", key, "--text", "hi"))["data"]!;
        Transaction sent = _cli.Node.Sent!;
        ObjectId id = ObjectRecord.DeriveId(sent.Body.FeePayer, 4, ObjectKind.FirstFree);
        Assert.Equal(id.ToString(), data["object"]!.ToString());
        Assert.Equal([id], sent.Body.Writes);
        ProgramCall call = Assert.Single(sent.Body.Calls);
        Assert.Equal(
            Ace.Encode(ObjectCalls.Create(sent.Body.FeePayer, 4, 16, sent.Body.FeePayer, "hi"u8.ToArray())),
            Ace.Encode(call));
        Assert.Equal($"{ObjectCost.Deposit(Parameters, 2)}", data["deposit"]!["amount"]!.ToString());
    }

    [Fact]
    public async Task DryRun_TellsCostsAndSendsNothing()
    {
        string key = await _cli.NewKeyAsync();
        string file = _cli.Write("data", new byte[100]);
        string[] line =
        [
            "object", "create", "--from", key, "--data-file", file, "--owner", _to, "--kind", "99", "--number", "7",
            "--dry-run",
        ];
        JsonNode data = (await _cli.RunJsonAsync(line))["data"]!;
        Assert.Null(_cli.Node.Sent);
        Assert.True(data["dryRun"]!.GetValue<bool>());
        UInt128 deposit = ObjectCost.Deposit(Parameters, 100);
        Assert.Equal($"{deposit}", data["deposits"]!["amount"]!.ToString());
        Assert.Equal($"{deposit}", data["spent"]!["amount"]!.ToString());
        Hex.TryDecode(data["body"]!.ToString(), 1 << 16, out byte[] bytes);
        Assert.True(Ace.TryDecode(bytes, out TransactionBody body, out _));
        Assert.Equal(new Transaction(body, []).Id.ToString(), data["transactionHash"]!.ToString());
        Assert.Equal(ObjectRecord.DeriveId(body.FeePayer, 7, 99), Assert.Single(body.Writes));
        Assert.Equal(body.MaxFee.ToString(), data["maxFee"]!["amount"]!.ToString());
        Assert.Single(data["signers"]!.AsArray());
        Assert.Equal(0, await _cli.RunAsync(line));
        Assert.Contains("nothing was signed or sent", _cli.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task DryRun_OfALockedKey_AsksForNoPassword()
    {
        string password = _cli.Write("password", "secret\n");
        string key = _cli.PathOf("locked.json");
        Assert.Equal(0, await _cli.RunAsync("keys", "new", "--out", key, "--password-file", password));
        Assert.Equal(0, await _cli.RunAsync("object", "create", "--from", key, "--text", "x", "--dry-run"));
        Assert.Equal(2, await _cli.RunAsync("object", "create", "--from", key, "--text", "x"));
        Assert.Null(_cli.Node.Sent);
    }

    [Fact]
    public async Task UpdateTransferDelete_OfAnOwnObject_AreSent()
    {
        (string key, Address owner) = await OwnAsync();
        Assert.Equal(0, await _cli.RunAsync("object", "update", $"{s_id}", "--from", key, "--data", "0x0102"));
        Assert.Equal(Ace.Encode(ObjectCalls.Update(owner, s_id, [1, 2])), SentCall());
        Assert.Equal(0, await _cli.RunAsync("object", "transfer", $"{s_id}", "--from", key, "--to", _to));
        Assert.Equal(Ace.Encode(ObjectCalls.Transfer(owner, s_id, new Address(SampleChain.Hash(11)))), SentCall());
        JsonNode data = (await _cli.RunJsonAsync("object", "delete", $"{s_id}", "--from", key))["data"]!;
        Assert.Equal(Ace.Encode(ObjectCalls.Delete(owner, s_id)), SentCall());
        // The node is in epoch 30, the record is paid for until 20.
        UInt128 owed = ObjectCost.Deposit(Parameters, 3) / Parameters.RentHorizonEpochs * 10;
        Assert.Equal($"{owed}", data["rent"]!["amount"]!.ToString());
        Assert.Equal($"{ObjectCost.Deposit(Parameters, 3) - owed}", data["returned"]!["amount"]!.ToString());
    }

    [Fact]
    public async Task Update_ChargesGrowthAndRent()
    {
        (string key, Address _) = await OwnAsync();
        string file = _cli.Write("big", new byte[1_000]);
        JsonNode data = (await _cli.RunJsonAsync(
            "object", "update", $"{s_id}", "--from", key, "--data-file", file, "--dry-run"))["data"]!;
        UInt128 owed = ObjectCost.Deposit(Parameters, 3) / Parameters.RentHorizonEpochs * 10;
        UInt128 growth = ObjectCost.Deposit(Parameters, 1_000) - ObjectCost.Deposit(Parameters, 3);
        Assert.Equal($"{owed + growth}", data["spent"]!["amount"]!.ToString());
    }

    [Fact]
    public async Task Restore_NeedsTheArchivedRecord()
    {
        (string key, Address owner) = await OwnAsync();
        ObjectRecord last = Record(owner, 16, [1, 2, 3]);
        string file = _cli.Write("last.hex", Hex.Encode(Ace.Encode(last)) + "\n");
        string[] line = ["object", "restore", $"{s_id}", "--record", file, "--from", key];
        Assert.Equal(2, await _cli.RunAsync(line));
        Assert.Contains("lives", _cli.Error, StringComparison.Ordinal);
        Archive(ObjectRecord.ArchiveHash([1]));
        Assert.Equal(2, await _cli.RunAsync(line));
        Assert.Contains("not the record", _cli.Error, StringComparison.Ordinal);
        Assert.Null(_cli.Node.Sent);
        Archive(ObjectRecord.ArchiveHash(Ace.Encode(last)));
        Assert.Equal(0, await _cli.RunAsync(line));
        Assert.Equal(Ace.Encode(ObjectCalls.Restore(owner, s_id, last)), SentCall());
        Assert.Equal(2, await _cli.RunAsync(
            "object", "restore", $"{s_id}", "--record", _cli.Write("bad", "0x01"), "--from", key));
        Assert.StartsWith("error AE-2005", _cli.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Change_OfWhatIsNotThere_ExitsBeforeSending()
    {
        (string key, Address owner) = await OwnAsync();
        string[] delete = ["object", "delete", $"{s_id}", "--from", key];
        _cli.Node.Objects.Clear();
        Assert.Equal(6, await _cli.RunAsync(delete));
        Assert.StartsWith("error AE-6001", _cli.Error, StringComparison.Ordinal);
        Archive(SampleChain.Hash(3));
        Assert.Equal(6, await _cli.RunAsync(delete));
        Assert.StartsWith("error AE-6003", _cli.Error, StringComparison.Ordinal);
        Put(Record(new Address(SampleChain.Hash(2)), 16, []));
        Assert.Equal(8, await _cli.RunAsync(delete));
        Assert.StartsWith("error AE-8004", _cli.Error, StringComparison.Ordinal);
        Put(Record(owner, ObjectKind.Asset, Ace.Encode(new AssetData(5, 1, "X"u8.ToArray()))));
        Assert.Equal(2, await _cli.RunAsync(delete));
        Assert.Contains("asset burn", _cli.Error, StringComparison.Ordinal);
        Assert.Equal(2, await _cli.RunAsync("object", "update", $"{s_id}", "--from", key, "--text", "x"));
        Assert.Null(_cli.Node.Sent);
    }

    [Fact]
    public async Task Create_DepositOverTheBalance_Exits4BeforeSending()
    {
        string key = await _cli.NewKeyAsync();
        JsonObject account = new()
        {
            ["address"] = SampleChain.Hash(1).ToString(),
            ["nonce"] = 4,
            ["balances"] = new JsonArray(new JsonObject { ["asset"] = "SWR", ["amount"] = "50000" }),
            ["height"] = 7,
            ["view"] = 9,
            ["blockHash"] = SampleChain.Hash(1).ToString(),
        };
        _cli.Node.Answer("aeth_getAccount", _ => account.DeepClone());
        string file = _cli.Write("big", new byte[10_000]);
        Assert.Equal(4, await _cli.RunAsync("object", "create", "--from", key, "--data-file", file));
        Assert.StartsWith("error AE-4013", _cli.Error, StringComparison.Ordinal);
        Assert.Contains("are deposits", _cli.Error, StringComparison.Ordinal);
        Assert.Null(_cli.Node.Sent);
    }

    [Theory]
    [InlineData("--kind", "15", "AE-2010")]
    [InlineData("--data", "0x0", "AE-2001")]
    [InlineData("--data", "zz", "AE-2001")]
    [InlineData("--text", "two contents", "AE-2001")]
    [InlineData("--owner", "nobody", "AE-2003")]
    public async Task Create_BadValue_Exits2(string option, string value, string code)
    {
        string key = await _cli.NewKeyAsync();
        string[] content = option == "--data" ? [] : ["--data", "0x00"];
        Assert.Equal(2, await _cli.RunAsync(["object", "create", "--from", key, option, value, .. content]));
        Assert.StartsWith($"error {code}", _cli.Error, StringComparison.Ordinal);
        Assert.Null(_cli.Node.Sent);
    }

    [Fact]
    public async Task Show_LiveAndArchived()
    {
        Put(Record(new Address(SampleChain.Hash(11)), 16, [1, 2, 3]));
        JsonNode data = (await _cli.RunJsonAsync("object", "show", $"{s_id}"))["data"]!;
        Assert.Equal(_to, data["owner"]!.ToString());
        Assert.Equal("0x010203", data["data"]!.ToString());
        Assert.Equal(20 + Parameters.RentHorizonEpochs, data["expiryEpoch"]!.GetValue<uint>());
        Assert.Equal(Hex.Encode(_cli.Node.Objects[s_id.ToString()]), data["raw"]!.ToString());
        Assert.Equal("finalized", _cli.Node.Parameters["aeth_getObject"][1]!.ToString());
        Archive(SampleChain.Hash(3));
        data = (await _cli.RunJsonAsync("object", "show", $"{s_id}"))["data"]!;
        Assert.True(data["archived"]!.GetValue<bool>());
        Assert.Equal(6, await _cli.RunAsync("object", "show", $"{SampleChain.Hash(5)}"));
    }

    private async Task<(string Key, Address Owner)> OwnAsync()
    {
        string key = await _cli.NewKeyAsync();
        Assert.Equal(0, await _cli.RunAsync("keys", "show", key, "--field", "address"));
        Assert.True(AddressText.TryParse(_cli.Output.Trim(), out Address owner));
        Put(Record(owner, 16, [1, 2, 3]));
        return (key, owner);
    }

    private ObjectRecord Record(Address owner, ushort kind, byte[] data) => new(
        kind, owner, owner, 2, ObjectCost.Deposit(Parameters, data.Length), 20, 32, data);

    private void Put(ObjectRecord record) => _cli.Node.Objects[s_id.ToString()] = Ace.Encode(record);

    private void Archive(Hash256 hash) =>
        _cli.Node.Objects[s_id.ToString()] = Ace.Encode(new ObjectTombstone(hash, 28));

    private byte[] SentCall() => Ace.Encode(Assert.Single(_cli.Node.Sent!.Body.Calls));
}
