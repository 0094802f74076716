using System.Text.Json;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Node;
using Aether.Node.Devnet;
using Aether.Node.Options;
using Aether.Pipeline;
using Aether.Sdk.Client;
using Aether.Sdk.Proofs;
using Xunit;

namespace Aether.IntegrationTests.Devnet;

public sealed class DevnetTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("aether-devnet-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Transfer_SentOverRpc_IsFinalEverywhereWithProofsThatVerify()
    {
        await using TestDevnet devnet = await TestDevnet.StartAsync(_folder);
        Transaction transfer = devnet.Sign(await devnet.TransferAsync("alice", "bob", 1_500_000_000), "alice");
        Assert.Equal(transfer.Id, await devnet.Client.SendRawTransactionAsync(transfer.Bytes.ToArray()));
        ReceiptInfo receipt = await devnet.Client.WaitForReceiptAsync(transfer.Id, WaitLevel.Final, s_patience);
        Assert.Equal("Success", receipt.StatusName);

        await AssertReceiptProofAsync(devnet, transfer.Id);
        await AssertAccountProofAsync(devnet, "bob", Start("bob") + 1_500_000_000);
        await AssertAccountProofAsync(devnet, "alice", Start("alice") - 1_500_000_000 - receipt.Fee);
        await AssertFoundAgainAsync(devnet, transfer, receipt);
        await devnet.Network.StopAsync();
        DevnetSummary summary = devnet.Meter.Summarise();
        Assert.True(summary.StateRootEqual);
        Assert.True(summary.CommonHeight >= 1);
        Assert.Equal(0, summary.Equivocations);
        Assert.All(devnet.Network.Nodes, node => Assert.Null(node.View.Pipeline.Fault));
    }

    [Fact]
    public async Task StopAndStart_ContinuesTheSameChain()
    {
        Hash256 first;
        ulong height;
        await using (TestDevnet devnet = await TestDevnet.StartAsync(_folder))
        {
            first = await SendAsync(devnet, 1);
            height = devnet.Network.Nodes[0].View.Store.FinalizedHeader.Height;
        }
        await using TestDevnet restarted = await TestDevnet.StartAsync(_folder);
        ReceiptInfo? old = await restarted.Client.GetReceiptAsync(first);
        Assert.True(old is { Finalized: true });
        Hash256 second = await SendAsync(restarted, 2);
        ReceiptInfo? next = await restarted.Client.GetReceiptAsync(second);
        Assert.True(next!.Height > old!.Height && next.Height >= height);
        AccountInfo alice = await restarted.Client.GetAccountAsync(TestDevnet.AddressOf("alice"), BlockTag.Finalized);
        Assert.Equal(2UL, alice.Nonce);
    }

    [Fact]
    public async Task Faucet_SeveralCallsAtOnce_AllArrive()
    {
        await using TestDevnet devnet = await TestDevnet.StartAsync(_folder);
        Address carol = TestDevnet.AddressOf("carol");
        Hash256[] hashes = await Task.WhenAll(Enumerable.Range(0, 5).Select(
            _ => devnet.Client.RequestFaucetAsync(carol, 7, AssetId.Aic)));
        Assert.Equal(5, hashes.Distinct().Count());
        foreach (Hash256 hash in hashes)
        {
            ReceiptInfo receipt = await devnet.Client.WaitForReceiptAsync(hash, WaitLevel.Final, s_patience);
            Assert.Equal("Success", receipt.StatusName);
        }
        BalanceInfo balance = await devnet.Client.GetBalanceAsync(carol, BlockTag.Finalized);
        Assert.Equal(Start("carol") + (5 * 7), balance.Aic);
    }

    [Fact]
    public async Task Fault_OfOneValidator_IsShownAndDecidesTheExitCode()
    {
        await using TestDevnet devnet = await TestDevnet.StartAsync(_folder);
        NodeHost broken = devnet.Network.Nodes[3];
        broken.View.Store.Dispose();
        NodeFault fault = await broken.Faulted.WaitAsync(s_patience);
        Assert.Contains("the store was closed while its node still ran", fault.Reason, StringComparison.Ordinal);
        DevnetSample sample = devnet.Meter.Sample();
        Assert.Equal(fault.Reason, Assert.Single(sample.Validators, item => item.State != "running").State);
        ExitCode? code = DevnetRunner.ReportFault(devnet.Network);
        Assert.True(code is not null and not ExitCode.Success);
    }

    [Fact]
    public async Task NoFault_IsNotReported()
    {
        await using TestDevnet devnet = await TestDevnet.StartAsync(_folder);
        Assert.Null(DevnetRunner.ReportFault(devnet.Network));
    }

    private static UInt128 Start(string name) =>
        DevnetAccounts.GenesisEntries(1).Single(entry => entry.Address == TestDevnet.AddressOf(name)).Swr;

    private static async Task<Hash256> SendAsync(TestDevnet devnet, UInt128 amount)
    {
        Transaction transfer = devnet.Sign(await devnet.TransferAsync("alice", "bob", amount), "alice");
        await devnet.Client.SendRawTransactionAsync(transfer.Bytes.ToArray());
        await devnet.Client.WaitForReceiptAsync(transfer.Id, WaitLevel.Final, s_patience);
        return transfer.Id;
    }

    private static ProofVerifier Verifier(TestDevnet devnet)
    {
        Assert.True(ProofVerifier.TryCreate(devnet.Genesis, out ProofVerifier? verifier, out string reason), reason);
        return verifier;
    }

    private static ulong NowMs() => (ulong)DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();

    private static async Task AssertReceiptProofAsync(TestDevnet devnet, Hash256 id)
    {
        ReceiptInfo? receipt = await devnet.Client.GetReceiptAsync(id, withProof: true);
        ReceiptProofAnswer proof = receipt!.Proof!;
        ProofFile file = ProofFile.ForReceipt(
            devnet.Genesis.Hash, id, receipt.Raw, proof.Raw, proof.Header, proof.Finality!);
        Assert.Equal(ProofError.None, Verifier(devnet).VerifyReceipt(file, NowMs(), out VerifiedReceipt? verified));
        Assert.Equal(id, verified!.Receipt.TransactionId);
    }

    private static async Task AssertAccountProofAsync(TestDevnet devnet, string name, UInt128 swr)
    {
        Address address = TestDevnet.AddressOf(name);
        StateProofAnswer proof = await devnet.Client.GetProofAsync(StateKey.ForAccount(address), BlockTag.Finalized);
        ProofFile file = ProofFile.ForAccount(
            devnet.Genesis.Hash, address, proof.Value, proof.Proof, proof.Header, proof.Finality!);
        Assert.Equal(ProofError.None, Verifier(devnet).VerifyAccount(file, NowMs(), out VerifiedAccount? verified));
        Assert.Equal(swr, verified!.Account.BalanceOf(AssetId.Swr));
    }

    private static async Task AssertFoundAgainAsync(TestDevnet devnet, Transaction transfer, ReceiptInfo receipt)
    {
        JsonElement found = (await devnet.Client.GetTransactionAsync(transfer.Id))!.Value;
        Assert.Equal(Hex.Encode(transfer.Bytes), found.GetProperty("raw").GetString());
        Assert.True(found.GetProperty("finalized").GetBoolean());
        JsonElement block = (await devnet.Client.GetBlockAsync(BlockTag.WithHash(receipt.BlockHash)))!.Value;
        string?[] ids = [.. block.GetProperty("transactions").EnumerateArray().Select(item => item.GetString())];
        Assert.Equal(transfer.Id.ToString(), ids[(int)receipt.Index]);
        HeaderInfo? header = await devnet.Client.GetHeaderAsync(BlockTag.AtHeight(receipt.Height));
        Assert.Equal(receipt.BlockHash, header!.Hash);
        // What is included already is a success with the same hash.
        Assert.Equal(transfer.Id, await devnet.Client.SendRawTransactionAsync(transfer.Bytes.ToArray()));
    }
}
