using System.Text;
using System.Text.Json;
using Aether.Core;
using Aether.Core.Types;
using Aether.Node.Rpc;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Rpc.Methods;
using Aether.Node.Rpc.Submissions;
using Aether.Pipeline;
using Xunit;

namespace Aether.NodeTests.Rpc.Submissions;

/// <summary>What was sent is sent again while the node takes nothing new: its sender gets the hash.</summary>
public sealed class ResendTests(RpcTestNode node)
{
    private readonly ManualTime _time = new();
    private int _pending;

    [Fact]
    public async Task SendRaw_ShutDoor_AnswersAResendAndRefusesTheRest()
    {
        Transaction final = await node.TransferAsync("ivan", "alice", 3);
        await node.SendAsync(final);
        Transaction fresh = await node.TransferAsync("ivan", "bob", 4);
        SubmissionDoor door = ShutDoor();
        SendMethods sends = Methods(door);
        // It was taken by another door: one of the bids is looked at.
        Assert.Equal(final.Id.ToString(), await SendAsync(sends, final));
        door.Taken.Add(final.Bytes);
        UseUpBids(door);
        Assert.True(door.IsShut());
        Assert.Equal(final.Id.ToString(), await SendAsync(sends, final));
        RpcException busy = await Assert.ThrowsAsync<RpcException>(() => SendAsync(sends, fresh));
        Assert.Equal(RpcErrorCode.LimitExceeded, busy.Code);
        RpcVerdict[] verdicts = await SendAllAsync(sends, [fresh, final, fresh]);
        Assert.Equal([true, false, true], verdicts.Select(verdict => verdict.Error is not null));
        Assert.Equal($"\"{final.Id}\"", Written(verdicts[1]));
        Assert.True(sends.Together.IsResent(Encoding.UTF8.GetBytes(Parameters(final))));
        Assert.False(sends.Together.IsResent(Encoding.UTF8.GetBytes(Parameters(fresh))));
        // All places are free again.
        _pending = 0;
        _time.Advance(TimeSpan.FromMilliseconds(Limits.Admission.LookMs));
        Assert.True(door.TryEnter(1));
        Assert.True(door.TryEnter((int)door.Limit - 1));
        Assert.False(door.TryEnter(1));
    }

    [Fact]
    public async Task SendRaw_OpenDoor_RemembersWhatWasTaken()
    {
        Transaction fresh = await node.TransferAsync("frank", "bob", 4);
        SubmissionDoor door = Door();
        SendMethods sends = Methods(door);
        Assert.Equal(fresh.Id.ToString(), await SendAsync(sends, fresh));
        Assert.True(door.Taken.Has(fresh.Bytes));
        _pending = 50_000;
        UseUp(door);
        UseUpBids(door);
        // Pending or final by now: it is the node's either way.
        Assert.Equal(fresh.Id.ToString(), await SendAsync(sends, fresh));
        Assert.Equal($"\"{fresh.Id}\"", Written((await SendAllAsync(sends, [fresh]))[0]));
    }

    private static async Task<string> SendAsync(SendMethods sends, Transaction transaction)
    {
        using JsonDocument parameters = JsonDocument.Parse(Parameters(transaction));
        Action<Utf8JsonWriter> write = await sends.SendRaw(
            new RpcParameters(parameters.RootElement), TestContext.Current.CancellationToken);
        return Written(new RpcVerdict(write, null)).Trim('"');
    }

    private static async Task<RpcVerdict[]> SendAllAsync(SendMethods sends, Transaction[] transactions)
    {
        JsonDocument[] parameters = [.. transactions.Select(item => JsonDocument.Parse(Parameters(item)))];
        RpcVerdict[] verdicts = await sends.Together.BeginAll(
            [.. parameters.Select(item => new RpcParameters(item.RootElement))]);
        Array.ForEach(parameters, item => item.Dispose());
        return verdicts;
    }

    private static string Parameters(Transaction transaction) => $"[\"{Hex.Encode(transaction.Bytes)}\"]";

    private static string Written(RpcVerdict verdict)
    {
        using MemoryStream text = new();
        using (Utf8JsonWriter json = new(text))
        {
            verdict.Write!(json);
        }
        return Encoding.UTF8.GetString(text.ToArray());
    }

    private SendMethods Methods(SubmissionDoor door) =>
        new(node.View, new TransactionMethods(node.View, new BlockLookup(node.View)), door);

    // The door of this chain, over a number of pending ones that the test says.
    private SubmissionDoor Door() => new(
        _time,
        node.Genesis.Parameters,
        () => (_pending, _pending, _pending * 400L),
        bytes => SubmissionDoor.LookAt(node.View, bytes));

    private SubmissionDoor ShutDoor()
    {
        _pending = 50_000;
        SubmissionDoor door = Door();
        UseUp(door);
        return door;
    }

    private void UseUp(SubmissionDoor door)
    {
        _time.Advance(TimeSpan.FromMilliseconds(Limits.Admission.LookMs));
        while (door.TryEnter(1))
        {
            door.NoteTaken();
            door.Leave(1);
        }
    }

    private static void UseUpBids(SubmissionDoor door)
    {
        while (!door.IsShut())
        {
            Assert.Equal(BidVerdict.Behind, door.EnterAsBid([1, 2, 3]));
        }
    }
}
