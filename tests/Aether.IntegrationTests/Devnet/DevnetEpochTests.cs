using System.Text.Json;
using System.Text.Json.Nodes;
using Aether.Consensus.SlashingProtection;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Bls12381;
using Aether.Network.Transport;
using Aether.Node;
using Aether.Node.Devnet;
using Aether.Node.Options;
using Aether.Node.Signing;
using Aether.Pipeline;
using Xunit;

namespace Aether.IntegrationTests.Devnet;

/// <summary>Whole nodes with stores, safety logs and evolving keys on disk.</summary>
public sealed class DevnetEpochTests : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("aether-epochs-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Epochs_GoOnOverARestart_AndAreShownOverRpc()
    {
        await using (TestDevnet devnet = await TestDevnet.StartAsync(_folder, epochSlots: 8))
        {
            await WaitForEpochAsync(devnet, 2);
            await AssertShownAsync(devnet, 1);
        }
        await using TestDevnet restarted = await TestDevnet.StartAsync(_folder);
        uint epoch = restarted.Network.Nodes[0].View.Store.FinalizedHeader.Epoch;
        Assert.True(epoch >= 2);
        await WaitForEpochAsync(restarted, epoch + 1);
        await AssertShownAsync(restarted, 2);
        await restarted.Network.StopAsync();
        DevnetSummary summary = restarted.Meter.Summarise();
        Assert.True(summary.StateRootEqual);
        Assert.True(summary.LastEpoch > summary.FirstEpoch);
        foreach (NodeHost node in restarted.Network.Nodes)
        {
            Assert.Null(node.View.Pipeline.Fault);
            AssertKeysEvolve(node);
        }
    }

    [Fact]
    public async Task Snapshots_AreMadeByEveryValidatorAndHaveTheSameBytes()
    {
        TaskCompletionSource[] made = [.. Enumerable.Range(0, 4).Select(
            _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously))];
        await using (TestDevnet devnet = await TestDevnet.StartAsync(_folder, 8, snapshots: (number, text) =>
        {
            if (text.StartsWith("snapshot ", StringComparison.Ordinal))
            {
                made[number].TrySetResult();
            }
        }))
        {
            await Task.WhenAll(made.Select(task => task.Task)).WaitAsync(s_patience);
        }
        string[] manifests = [.. Directory.GetFiles(_folder, "*-full.manifest", SearchOption.AllDirectories)];
        IGrouping<string, string>[] heights = [.. manifests.GroupBy(path => Path.GetFileName(path))];
        Assert.Contains(heights, height => height.Count() == 4);
        foreach (IGrouping<string, string> height in heights)
        {
            Assert.Single(height.Select(path => Convert.ToHexString(File.ReadAllBytes(path))).Distinct());
        }
    }

    [Fact]
    public async Task ConflictingCommit_IsWrittenDown_AndTheNodeStaysStopped()
    {
        await using TestDevnet devnet = await TestDevnet.StartAsync(_folder);
        NodeHost first = devnet.Network.Nodes[0];
        Header final = await WaitForFinalAsync(first, 1);
        ConsensusMessage forged = ConsensusMessage.OfCommit(ForgeCommit(devnet, final));
        ITransport other = devnet.Network.Nodes[1].View.Pipeline.Parts.Transport;
        ushort peer = first.View.Pipeline.Parts.OwnIndex!.Value;
        Assert.True(other.Send(peer, TransportChannel.Consensus, Ace.Encode(forged)));
        NodeFault fault = await first.Faulted.WaitAsync(s_patience);
        Assert.Equal(ExitCode.Conflict, NodeHost.CodeOf(fault));
        await devnet.Network.StopAsync();

        string path = Path.Combine(devnet.Folder.NodeFolder(0), "conflict.json");
        using JsonDocument report = JsonDocument.Parse(await File.ReadAllBytesAsync(path));
        UInt128 convicted = UInt128.Parse(report.RootElement.GetProperty("convictedStake").GetString()!);
        Assert.True(convicted * 3 > devnet.Genesis.Validators.TotalStake, report.RootElement.ToString());
        Assert.NotEmpty(report.RootElement.GetProperty("evidence").EnumerateArray());
        Assert.NotEmpty(report.RootElement.GetProperty("own").GetProperty("headers").EnumerateArray());
        NodeStartException refused = await Assert.ThrowsAsync<NodeStartException>(
            () => DevnetNetwork.OpenAsync(devnet.Folder, new PipelineOptions()));
        Assert.Equal(ExitCode.Conflict, refused.Code);
        Assert.Contains(path, refused.Message, StringComparison.Ordinal);
    }

    // Three of four validators commit another block in the view of a final one.
    private static QuorumCertificate ForgeCommit(TestDevnet devnet, Header final)
    {
        byte[] bytes = new byte[Hash256.Bytes];
        bytes[0] = 1;
        Hash256 other = new(bytes);
        byte[] message = new byte[SigningMessages.VoteBytes];
        SigningMessages.WriteVote(
            message, devnet.Genesis.Hash, VoteKind.Precommit, final.Epoch, final.View, other);
        byte[] bitmap = new byte[1];
        List<byte[]> signatures = [];
        for (int number = 0; number < 3; number++)
        {
            using ValidatorKeys keys = devnet.Folder.LoadKeys(number);
            byte[] signature = new byte[Bls.SignatureBytes];
            Bls.Sign(keys.BlsSecret, message, signature);
            signatures.Add(signature);
            bitmap[0] |= (byte)(1 << devnet.Genesis.Validators.IndexOf(keys.Address));
        }
        byte[] aggregate = new byte[Bls.SignatureBytes];
        Assert.True(Bls.TryAggregate([.. signatures.SelectMany(item => item)], aggregate));
        return new QuorumCertificate(
            VoteKind.Precommit, final.Epoch, final.View, other, bitmap, new BlsSignature(aggregate));
    }

    private static async Task WaitForEpochAsync(TestDevnet devnet, uint epoch)
    {
        foreach (NodeHost node in devnet.Network.Nodes)
        {
            await WaitAsync(node, header => header.Epoch >= epoch);
        }
    }

    private static async Task<Header> WaitForFinalAsync(NodeHost node, ulong height)
    {
        await WaitAsync(node, header => header.Height >= height);
        Assert.True(node.View.Store.TryGetFinalProposal(height, out Proposal? block));
        return block.Header;
    }

    private static async Task WaitAsync(NodeHost node, Predicate<Header> wanted)
    {
        TaskCompletionSource reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
        node.View.Pipeline.BlockFinalized += block =>
        {
            if (wanted(block.Header))
            {
                reached.TrySetResult();
            }
        };
        if (wanted(node.View.Pipeline.Heads.Finalized.Header))
        {
            reached.TrySetResult();
        }
        await reached.Task.WaitAsync(s_patience);
    }

    private static async Task AssertShownAsync(TestDevnet devnet, uint epoch)
    {
        JsonElement shown = await devnet.Client.CallAsync("aeth_getEpoch", [epoch]);
        JsonElement proof = await devnet.Client.CallAsync("aeth_getEpochProof", [epoch - 1]);
        Assert.Equal(epoch - 1, proof.GetProperty("epoch").GetUInt32());
        Assert.True(Hex.TryDecode(proof.GetProperty("raw").GetString(), 1 << 20, out byte[] raw));
        Assert.True(Ace.TryDecode(raw, out EpochProof opened, out _));
        Assert.Equal(epoch, shown.GetProperty("epoch").GetUInt32());
        Assert.Equal(opened.Closing.Hash.ToString(), shown.GetProperty("rootHash").GetString());
        Assert.Equal(opened.Transition.Randomness.ToString(), shown.GetProperty("randomness").GetString());
        JsonElement validators = await devnet.Client.CallAsync("aeth_getValidators", [epoch]);
        Assert.Equal(4, validators.GetProperty("validators").GetArrayLength());
        Assert.Equal(epoch, validators.GetProperty("epoch").GetUInt32());
        JsonArray far = [1_000_000];
        Assert.Equal(JsonValueKind.Null, (await devnet.Client.CallAsync("aeth_getEpoch", [1_000_000])).ValueKind);
        Assert.Equal(JsonValueKind.Null, (await devnet.Client.CallAsync("aeth_getEpochProof", far)).ValueKind);
        Assert.True((await devnet.Client.GetNodeInfoAsync()).Epoch >= epoch);
    }

    // Each epoch is signed with a period of its own, and the periods before it are gone from the file.
    private static void AssertKeysEvolve(NodeHost node)
    {
        Header head = node.View.Store.FinalizedHeader;
        for (ulong height = 1; height <= head.Height; height++)
        {
            Assert.True(node.View.Store.TryGetFinalProposal(height, out Proposal? block));
            Assert.Equal(block.Header.Epoch, block.SignedHeader.KesPeriod);
        }
    }
}
