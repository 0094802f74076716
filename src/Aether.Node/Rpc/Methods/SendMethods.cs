using System.Diagnostics;
using System.Text.Json;
using Aether.Core;
using Aether.Core.Types;
using Aether.Node.Rpc.Submissions;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Rpc.Stories;
using Aether.Pipeline;

namespace Aether.Node.Rpc.Methods;

/// <summary>Sending transactions, with or without waiting for their block.</summary>
internal sealed class SendMethods(NodeView node, TransactionMethods transactions, SubmissionDoor door)
{
    private readonly SubmissionBatches _batches = new(node, door);

    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(20);

    /// <summary>How aeth_sendRawTransaction refuses unread and answers many calls at once.</summary>
    public RpcTogether Together => new(
        door.IsShut, door.Taken.HasAnyOf, door.Busy, door.Expect, _batches.SendAsync);

    /// <summary>aeth_sendRawTransaction.</summary>
    public async Task<Action<Utf8JsonWriter>> SendRaw(RpcParameters parameters, CancellationToken stop)
    {
        parameters.RequireAtMost(1);
        Hash256 id = await SendAsync(ReadRaw(parameters)).ConfigureAwait(false);
        return json => json.WriteStringValue(id.ToString());
    }

    /// <summary>aeth_sendRawTransactionSync.</summary>
    public async Task<Action<Utf8JsonWriter>> SendRawSync(RpcParameters parameters, CancellationToken stop)
    {
        parameters.RequireAtMost(2);
        (bool included, int timeoutMs) = ReadOptions(parameters.Find(1));
        Hash256 id = await SendAsync(ReadRaw(parameters)).ConfigureAwait(false);
        long deadline = Environment.TickCount64 + timeoutMs;
        while (true)
        {
            TransactionWatch? at = TransactionWatch.Find(node, id);
            bool there = at is { State: StoryState.Finalized or StoryState.Failed }
                || (included && at?.State is StoryState.Included);
            if (there)
            {
                return json => WriteOutcome(json, id, at!);
            }
            if (at is null or { State: StoryState.Expired or StoryState.Dropped }
                || Environment.TickCount64 >= deadline)
            {
                throw NotDone(id, at, timeoutMs);
            }
            await Task.Delay(s_look, node.Time, stop).ConfigureAwait(false);
        }
    }

    private static RpcException NotDone(Hash256 id, TransactionWatch? at, int timeoutMs) => new(
        RpcErrorCode.Timeout,
        at is { State: StoryState.Expired or StoryState.Dropped }
            ? $"the transaction left the mempool: {at.Reason}"
            : $"the transaction was sent, and its block is not there after {timeoutMs} ms",
        ("hash", id),
        ("lastState", TransactionStatusMethods.NameOf(at?.State ?? StoryState.Unknown)),
        ("timeoutMs", (long)timeoutMs));

    private void WriteOutcome(Utf8JsonWriter json, Hash256 id, TransactionWatch at)
    {
        if (!transactions.TryWriteReceipt(json, id))
        {
            TransactionStatusMethods.Write(json, id, at, node.Stories.Read(id));
        }
    }

    private async Task<Hash256> SendAsync(byte[] bytes)
    {
        if (!door.TryEnter(1))
        {
            BidVerdict bid = door.EnterAsBid(bytes);
            if (bid == BidVerdict.Had)
            {
                return SubmissionBatches.IdOf(bytes);
            }
            if (bid == BidVerdict.Behind)
            {
                throw door.Busy();
            }
        }
        try
        {
            ulong slot = node.Pipeline.ConsensusStatus.View;
            long receivedMs = node.Stories.NowMs();
            long submitted = Stopwatch.GetTimestamp();
            SubmitResult result = await node.Pipeline.SubmitAsync(bytes).ConfigureAwait(false);
            node.Telemetry.Admission.Record(Stopwatch.GetElapsedTime(submitted).TotalSeconds);
            return _batches.Conclude(result, bytes, slot, receivedMs) is { } refused
                ? throw refused
                : result.IsAccepted ? result.TransactionId : SubmissionBatches.IdOf(bytes);
        }
        finally
        {
            door.Leave(1);
        }
    }

    private static byte[] ReadRaw(RpcParameters parameters) => SubmissionBatches.ReadRaw(parameters);

    private static (bool Included, int TimeoutMs) ReadOptions(JsonElement? given)
    {
        bool included = false;
        int timeoutMs = Limits.Rpc.DeadlineMs;
        if (given is null)
        {
            return (included, timeoutMs);
        }
        if (given.Value.ValueKind != JsonValueKind.Object)
        {
            throw RpcParameters.Invalid("parameter 1 (options) is an object with until and timeoutMs");
        }
        foreach (JsonProperty member in given.Value.EnumerateObject())
        {
            string? word = member.Value.ValueKind == JsonValueKind.String ? member.Value.GetString() : null;
            if (member.Name == "until" && word is "included" or "finalized")
            {
                included = word == "included";
            }
            else if (member.Name == "timeoutMs" && RpcParameters.TryQuantity(member.Value, out ulong milliseconds))
            {
                timeoutMs = milliseconds <= Limits.Rpc.MaxSyncWaitMs
                    ? (int)milliseconds
                    : throw RpcParameters.OverLimit(
                        $"timeoutMs is at most {Limits.Rpc.MaxSyncWaitMs}", Limits.Rpc.MaxSyncWaitMs, milliseconds);
            }
            else
            {
                throw RpcParameters.Invalid("options have until (\"included\" or \"finalized\") and timeoutMs");
            }
        }
        return (included, timeoutMs);
    }
}
