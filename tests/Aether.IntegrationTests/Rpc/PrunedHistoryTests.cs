using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Storage;
using Aether.IntegrationTests.Devnet;
using Aether.Node.Storage;
using Aether.Sdk.Client;
using Xunit;

namespace Aether.IntegrationTests.Rpc;

/// <summary>The past over JSON-RPC: on an archive node, and on the same chain when it was pruned.</summary>
public sealed class PrunedHistoryTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    private readonly string _folder = Directory.CreateTempSubdirectory("aether-pruned-").FullName;
    private readonly string _alice = AddressText.Format(TestDevnet.AddressOf("alice"), AddressText.TestPrefix);

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Archive_AnswersEveryHeight_AndMinimalNamesTheOldestItHas()
    {
        Genesis genesis;
        Hash256 sent;
        string folder;
        await using (TestDevnet archive = await TestDevnet.StartAsync(_folder, 8, Retention.Archive))
        {
            genesis = archive.Genesis;
            folder = archive.Folder.NodeFolder(0);
            Transaction transfer = archive.Sign(await archive.TransferAsync("alice", "bob", 1_000), "alice");
            sent = await archive.Client.SendRawTransactionAsync(Ace.Encode(transfer));
            await WaitForEpochAsync(archive, 3);
            await CheckEveryHeightAsync(archive, sent);
        }
        ulong oldest = Prune(folder, genesis);
        await using TestDevnet minimal = await TestDevnet.StartAsync(_folder, retention: Retention.Minimal);
        await CheckPrunedAsync(minimal, oldest, sent);
    }

    // Balances of each height are those before or after the transfer, and proven under its root.
    private async Task CheckEveryHeightAsync(TestDevnet devnet, Hash256 sent)
    {
        JsonElement receipt = await CallAsync(devnet, "aeth_getTransactionReceipt", sent.ToString());
        ulong included = receipt.GetProperty("height").GetUInt64();
        ulong head = devnet.Network.Nodes[0].View.Store.FinalizedHeader.Height;
        Assert.InRange(included, 1UL, head);
        for (ulong height = 0; height <= head; height++)
        {
            JsonElement account = await CallAsync(devnet, "aeth_getAccount", _alice, height);
            Assert.Equal(height, account.GetProperty("height").GetUInt64());
            Assert.Equal(height < included ? 0 : 1, account.GetProperty("nonce").GetInt32());
            JsonElement proof = await CallAsync(devnet, "aeth_getProof", _alice, height);
            Header header = Read<Header>(proof, "header");
            Assert.Equal(height, header.Height);
            Assert.True(Hex.TryDecode(proof.GetProperty("value").GetString(), 1 << 16, out byte[] value));
            Assert.True(SparseMerkle.VerifyInclusion(
                header.StateRoot,
                StateKey.ForAccount(TestDevnet.AddressOf("alice")),
                value,
                Read<SparseMerkleProof>(proof, "proof")));
        }
    }

    private async Task CheckPrunedAsync(TestDevnet devnet, ulong oldest, Hash256 sent)
    {
        Assert.True(oldest > 1);
        await RefusedAsync(devnet, "block", oldest, "aeth_getBlockByNumber", oldest - 1);
        JsonElement header = await CallAsync(devnet, "aeth_getHeader", oldest - 1);
        await RefusedAsync(devnet, "block", oldest, "aeth_getBlockByHash", header.GetProperty("hash").GetString()!);
        await RefusedAsync(devnet, "block", oldest, "aeth_getTransactionReceipt", sent.ToString());
        await RefusedAsync(devnet, "block", oldest, "aeth_getTransactionByHash", sent.ToString());
        await RefusedAsync(devnet, "state", null, "aeth_getAccount", _alice, oldest);
        await RefusedAsync(devnet, "state", null, "aeth_getBalance", _alice, 0);
        await RefusedAsync(devnet, "state", null, "aeth_getProof", _alice, 0);
        JsonElement block = await CallAsync(devnet, "aeth_getBlockByNumber", oldest);
        Assert.Equal(oldest, block.GetProperty("height").GetUInt64());
        JsonElement earliest = await CallAsync(devnet, "aeth_getBlockByNumber", "earliest");
        Assert.True(earliest.GetProperty("height").GetUInt64() >= oldest);
        JsonElement info = await CallAsync(devnet, "aeth_nodeInfo");
        Assert.Equal("minimal", info.GetProperty("pruning").GetString());
        Assert.True(info.GetProperty("oldestBlock").GetUInt64() >= oldest);
    }

    private static async Task RefusedAsync(
        TestDevnet devnet, string what, ulong? oldest, string method, params JsonNode?[] parameters)
    {
        RpcErrorException error = await Assert.ThrowsAsync<RpcErrorException>(
            () => CallAsync(devnet, method, parameters));
        Assert.Equal(-32011, error.Code);
        JsonElement data = error.Details!.Value;
        Assert.Equal(what, data.GetProperty("what").GetString());
        Assert.Equal("minimal", data.GetProperty("profile").GetString());
        ulong named = data.GetProperty("oldest").GetUInt64();
        Assert.True(oldest is null ? named > 0 : named >= oldest);
        Assert.Contains("--pruning archive", error.Message, StringComparison.Ordinal);
    }

    // What the node does behind its next checkpoint.
    private static ulong Prune(string folder, Genesis genesis)
    {
        using ChainStore chain = NodeStore.Open(folder, genesis, Retention.Minimal);
        chain.CheckpointNow();
        return chain.Kept.OldestBlock;
    }

    private static async Task WaitForEpochAsync(TestDevnet devnet, uint epoch)
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        devnet.Network.Nodes[0].View.Pipeline.BlockFinalized += block =>
        {
            if (block.Header.Epoch >= epoch)
            {
                reached.TrySetResult();
            }
        };
        await reached.Task.WaitAsync(s_patience);
    }

    private static Task<JsonElement> CallAsync(TestDevnet devnet, string method, params JsonNode?[] parameters) =>
        devnet.Client.CallAsync(method, new JsonArray(parameters));

    private static T Read<T>(JsonElement item, string name)
        where T : IAceValue<T>
    {
        Assert.True(Hex.TryDecode(item.GetProperty(name).GetString(), 1 << 20, out byte[] bytes));
        Assert.True(Ace.TryDecode(bytes, out T value, out _));
        return value;
    }
}
