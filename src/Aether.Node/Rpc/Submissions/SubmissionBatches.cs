using System.Buffers;
using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Storage;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Rpc.Methods;
using Aether.Pipeline;

namespace Aether.Node.Rpc.Submissions;

/// <summary>Hands the submissions of a batch of calls to the node as one, and makes answers of the verdicts.</summary>
/// <remarks>
/// <b>Threads</b>: any. <b>Memory</b>: a few buffers are kept, and no more are in use than batches run at once.
/// <b>Cost</b>: one hand-over to the ingress thread and one back for up to <see cref="Limits.Admission.Together"/>.
/// </remarks>
internal sealed class SubmissionBatches(NodeView node, SubmissionDoor door)
{
    private static readonly SearchValues<byte> s_digits = SearchValues.Create("0123456789abcdefABCDEF"u8);

    private readonly ConcurrentBag<SubmissionBatch> _kept = [];

    /// <summary>Sends what the parameters of calls hold.</summary>
    public async Task<RpcVerdict[]> SendAsync(IReadOnlyList<RpcParameters> calls)
    {
        RpcVerdict[] verdicts = new RpcVerdict[calls.Count];
        int[] places = new int[calls.Count];
        SubmissionBatch batch = Rent();
        bool open = door.TryEnter(calls.Count);
        int entered = open ? calls.Count : 0;
        try
        {
            for (int index = 0; index < calls.Count; index++)
            {
                (places[index], verdicts[index]) = Add(batch, calls[index], open, ref entered);
            }
            ulong slot = node.Pipeline.ConsensusStatus.View;
            long receivedMs = node.Stories.NowMs();
            if (batch.Count > 0)
            {
                long submitted = Stopwatch.GetTimestamp();
                node.Pipeline.Submit(batch);
                await batch.WaitAsync().ConfigureAwait(false);
                node.Telemetry.Admission.Record(Stopwatch.GetElapsedTime(submitted).TotalSeconds);
            }
            for (int index = 0; index < calls.Count; index++)
            {
                verdicts[index] = verdicts[index].IsReached ? verdicts[index]
                    : places[index] >= 0 ? Verdict(batch, places[index], slot, receivedMs)
                    : await SendAloneAsync(calls[index], slot, receivedMs).ConfigureAwait(false);
            }
        }
        finally
        {
            door.Leave(entered);
            Return(batch);
        }
        return verdicts;
    }

    /// <summary>The bytes of a call's first parameter.</summary>
    /// <exception cref="RpcException">They are none, or too many.</exception>
    public static byte[] ReadRaw(RpcParameters parameters)
    {
        string text = parameters.Text(0, "raw");
        if (text.Length > (2 * Limits.Transaction.MaxBytes) + 2)
        {
            throw TransactionRefusal.TooLarge();
        }
        return Hex.TryDecode(text, Limits.Transaction.MaxBytes, out byte[] bytes)
            ? bytes
            : throw RpcParameters.Invalid("parameter 0 (raw) is 0x and an even number of hexadecimal digits");
    }

    /// <summary>
    /// Begins the story of what was taken; the error of what was not. What is final already is no error.
    /// </summary>
    public RpcException? Conclude(
        in SubmitResult result, ReadOnlySpan<byte> bytes, ulong slot, long receivedMs)
    {
        if (result.IsAccepted)
        {
            door.Taken.Add(bytes);
            node.Stories.Begin(result.TransactionId, slot, receivedMs, node.Pipeline.ConsensusStatus.View);
            return null;
        }
        bool decoded = Ace.TryDecode(bytes, out Transaction transaction, out DecodeError _);
        return decoded && node.Store.TryLocate(transaction.Id, out TransactionLocation _)
            ? null
            : TransactionRefusal.Of(result, decoded ? transaction : null, node);
    }

    /// <summary>The hash of a transaction whose bytes are canonical.</summary>
    public static Hash256 IdOf(ReadOnlySpan<byte> bytes) =>
        Ace.TryDecode(bytes, out Transaction transaction, out DecodeError _) ? transaction.Id : default;

    // Its place in the batch; -1 when it is refused here, or goes alone since there is no room for it.
    private (int Place, RpcVerdict Verdict) Add(
        SubmissionBatch batch, in RpcParameters call, bool open, ref int entered)
    {
        try
        {
            call.RequireAtMost(1);
            if (open && call.Find(0) is { ValueKind: JsonValueKind.String } item && TryAddDigits(batch, item))
            {
                return (batch.Count - 1, default);
            }
            byte[] bytes = ReadRaw(call);
            if (!open)
            {
                BidVerdict bid = door.EnterAsBid(bytes);
                if (bid != BidVerdict.Leads)
                {
                    return (-1, bid == BidVerdict.Had
                        ? VerdictOf(IdOf(bytes))
                        : new RpcVerdict(null, door.Busy()));
                }
                entered++;
            }
            return (batch.TryAdd(bytes) ? batch.Count - 1 : -1, default);
        }
        catch (RpcException error)
        {
            return (-1, new RpcVerdict(null, error));
        }
    }

    // Straight from the digits of the body; whatever is unusual is left to the reader that says what is wrong.
    private static bool TryAddDigits(SubmissionBatch batch, JsonElement item)
    {
        ReadOnlySpan<byte> quoted = JsonMarshal.GetRawUtf8Value(item);
        ReadOnlySpan<byte> digits = quoted[1..^1];
        bool usual = digits.StartsWith("0x"u8) && digits.Length % 2 == 0 && digits.Length > 2
            && digits.Length <= (2 * Limits.Transaction.MaxBytes) + 2 && !digits[2..].ContainsAnyExcept(s_digits);
        if (!usual)
        {
            return false;
        }
        Span<byte> room = batch.Reserve((digits.Length - 2) / 2);
        return !room.IsEmpty
            && Convert.FromHexString(digits[2..], room, out _, out _) == OperationStatus.Done;
    }

    private RpcVerdict Verdict(SubmissionBatch batch, int place, ulong slot, long receivedMs)
    {
        SubmitResult result = batch.ResultOf(place);
        return Answer(result, batch[place], slot, receivedMs);
    }

    private async Task<RpcVerdict> SendAloneAsync(RpcParameters call, ulong slot, long receivedMs)
    {
        byte[] bytes = ReadRaw(call);
        SubmitResult result = await node.Pipeline.SubmitAsync(bytes).ConfigureAwait(false);
        return Answer(result, bytes, slot, receivedMs);
    }

    private RpcVerdict Answer(in SubmitResult result, ReadOnlySpan<byte> bytes, ulong slot, long receivedMs)
    {
        if (Conclude(result, bytes, slot, receivedMs) is { } error)
        {
            return new RpcVerdict(null, error);
        }
        return VerdictOf(result.IsAccepted ? result.TransactionId : IdOf(bytes));
    }

    private static RpcVerdict VerdictOf(Hash256 id) => new(json => json.WriteStringValue(id.ToString()), null);

    private SubmissionBatch Rent()
    {
        if (!_kept.TryTake(out SubmissionBatch? batch))
        {
            return new SubmissionBatch(Limits.Admission.Together, Limits.Admission.TogetherBytes);
        }
        batch.Clear();
        return batch;
    }

    private void Return(SubmissionBatch batch)
    {
        // One that the node still holds is the node's: it is not used again.
        if (batch.IsAnswered && _kept.Count < Limits.Admission.KeptBatches)
        {
            _kept.Add(batch);
        }
    }
}
