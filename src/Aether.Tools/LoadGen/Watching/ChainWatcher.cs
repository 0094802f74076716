using System.Globalization;
using System.Text.Json;
using Aether.Core.Types;
using Aether.Sdk.Client;
using Aether.Tools.LoadGen.Runs;
using Aether.Tools.LoadGen.Schedules;
using Aether.Tools.LoadGen.Sending;

namespace Aether.Tools.LoadGen.Watching;

/// <summary>
/// Follows the blocks of one node by asking for the next one again and again, and tells the tracker what is included
/// and
/// final. It never asks for a transaction: of each final block it asks which of its transactions failed.
/// </summary>
/// <remarks><b>Threads</b>: one task. What it sees is late by at most the interval and the node's answer.</remarks>
internal sealed class ChainWatcher : IDisposable
{
    private const int MaxUnfinished = 4_096;
    private const long NanosPerMilli = 1_000_000;
    private const long StatusEvery = 500 * NanosPerMilli;

    private readonly RpcCaller _caller;
    private readonly TransactionTracker _tracker;
    private readonly RunClock _clock;
    private readonly ChainClock _chain;
    private readonly TimeSpan _interval;
    private readonly SortedDictionary<ulong, (SeenBlock Block, List<SentTransaction> Own)> _unfinished = [];
    private ulong _next;
    private ulong _final;
    private ulong _finalView;
    private long _nextStatus;

    /// <summary>Prepares to watch a node.</summary>
    public ChainWatcher(
        Uri endpoint, TransactionTracker tracker, RunClock clock, ChainClock chain, TimeSpan interval)
    {
        _caller = new RpcCaller(endpoint);
        _tracker = tracker;
        _clock = clock;
        _chain = chain;
        _interval = interval;
    }

    /// <summary>What was seen of the chain.</summary>
    public ChainFacts Facts { get; } = new();

    /// <summary>Finds the head from which on blocks are watched.</summary>
    public async Task StartAsync(CancellationToken cancellation)
    {
        using RpcAnswers answers = await _caller.CallPatientlyAsync(
            [("aeth_getHeader", "\"latest\""), ("aeth_getHeader", "\"finalized\""), ("aeth_getSlotNumber", ""),
                ("aeth_getFeeMarket", "")],
            cancellation).ConfigureAwait(false);
        bool known = BlockReader.TryRead(answers[0] ?? default, out SeenBlock head)
            & BlockReader.TryRead(answers[1] ?? default, out SeenBlock final);
        if (!known)
        {
            throw new EndpointException($"{_caller.Endpoint} does not answer with headers");
        }
        _next = head.Height + 1;
        _final = final.Height;
        _finalView = final.View;
        Facts.StartTimeMs = head.TimestampMs;
        Facts.StartHeight = head.Height;
        ReadStatus(answers[2], answers[3]);
    }

    /// <summary>Watches until cancelled; a node that does not answer is asked again.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (!cancellation.IsCancellationRequested)
        {
            try
            {
                if (await PollAsync(cancellation).ConfigureAwait(false))
                {
                    continue;
                }
            }
            catch (EndpointException)
            {
                Facts.Misses++;
            }
            catch (OperationCanceledException)
            {
                return;
            }
            Facts.Refused = _caller.Refused;
            await Task.Delay(_caller.RetryAfter > _interval ? _caller.RetryAfter : _interval, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _caller.Dispose();

    // True when a block was there: the next one may be too.
    private async Task<bool> PollAsync(CancellationToken cancellation)
    {
        bool status = _clock.Now >= _nextStatus;
        List<(string, string)> calls =
        [
            ("aeth_getBlockByNumber", _next.ToString(CultureInfo.InvariantCulture)),
            ("aeth_getHeader", "\"finalized\""),
        ];
        if (status)
        {
            _nextStatus = _clock.Now + StatusEvery;
            calls.Add(("aeth_getSlotNumber", ""));
            calls.Add(("aeth_getFeeMarket", ""));
            calls.Add(("aeth_mempoolStatus", ""));
        }
        using RpcAnswers answers = await _caller.CallAsync(calls, cancellation).ConfigureAwait(false);
        long now = _clock.Now;
        Facts.Polls++;
        bool found = answers[0] is { } json && BlockReader.TryRead(json, out SeenBlock block) && See(block, now);
        if (answers[1] is { } header && BlockReader.TryRead(header, out SeenBlock final))
        {
            await FinishAsync(final, now, cancellation).ConfigureAwait(false);
        }
        if (status)
        {
            ReadStatus(answers[2], answers[3]);
            Facts.MempoolPeak = Math.Max(Facts.MempoolPeak, MempoolOf(answers[4]));
        }
        return found;
    }

    // False when the block does not follow the last one: that one left the chain and is looked at again.
    private bool See(SeenBlock block, long now)
    {
        if (_unfinished.TryGetValue(_next - 1, out (SeenBlock Block, List<SentTransaction> Own) before)
            && before.Block.Hash != block.Parent)
        {
            _tracker.Undo(before.Own);
            _unfinished.Remove(_next - 1);
            _next--;
            Facts.Undone++;
            return true;
        }
        List<SentTransaction> own = _tracker.Include(block.Transactions, now);
        _unfinished[block.Height] = (block, own);
        _next++;
        Facts.Note(block, own.Count);
        if (_unfinished.Count > MaxUnfinished)
        {
            _unfinished.Remove(_unfinished.First().Key);
        }
        return true;
    }

    private async Task FinishAsync(SeenBlock final, long now, CancellationToken cancellation)
    {
        while (_unfinished.Count > 0)
        {
            (ulong height, (SeenBlock block, List<SentTransaction> own)) = _unfinished.First();
            if (height > final.Height)
            {
                break;
            }
            if (height == final.Height && block.Hash != final.Hash)
            {
                // Another block of this height became final: this one and what follows it are seen again.
                _tracker.Undo(own);
                _unfinished.Remove(height);
                _next = height;
                Facts.Undone++;
                return;
            }
            if (await FindFailedAsync(block, own, cancellation).ConfigureAwait(false) is not { } failed)
            {
                // Nobody knows yet: it is asked again, and nothing counts as final before.
                return;
            }
            _tracker.Finish(own, transaction => failed.GetValueOrDefault(transaction.Id), now);
            _unfinished.Remove(height);
            Facts.NoteFinal(block, own.Count(transaction => transaction.Measured));
        }
        bool caughtUp = _next > final.Height;
        if (final.Height > _final && caughtUp)
        {
            _final = final.Height;
            _finalView = final.View;
            _tracker.Expire(_finalView);
        }
    }

    // The failures of a block in one answer, by transaction; null when the node does not say.
    private async Task<Dictionary<Hash256, string>?> FindFailedAsync(
        SeenBlock block, List<SentTransaction> own, CancellationToken cancellation)
    {
        Dictionary<Hash256, string> failed = [];
        if (own.Count == 0)
        {
            return failed;
        }
        using RpcAnswers answers = await _caller.CallAsync(
            [("aeth_getBlockReceipts", $"\"{block.Hash}\",{{\"failed\":true}}")], cancellation).ConfigureAwait(false);
        if (answers[0] is not { ValueKind: JsonValueKind.Object } json
            || !BlockReader.TryNumber(json, "count", out ulong count) || (int)count != block.Transactions.Count
            || !json.TryGetProperty("receipts", out JsonElement list) || list.ValueKind != JsonValueKind.Array)
        {
            return null;
        }
        Facts.Receipts += (long)count;
        foreach (JsonElement receipt in list.EnumerateArray())
        {
            bool known = BlockReader.TryHash(receipt, "transactionHash", out Hash256 id)
                & BlockReader.TryNumber(receipt, "status", out ulong status);
            if (!known || status == 0)
            {
                return null;
            }
            failed[id] = receipt.TryGetProperty("statusName", out JsonElement name)
                && name.ValueKind == JsonValueKind.String ? $"failed: {name.GetString()}" : "failed";
        }
        return failed;
    }

    private void ReadStatus(JsonElement? slot, JsonElement? market)
    {
        if (slot is { ValueKind: JsonValueKind.Number } number && number.TryGetUInt64(out ulong view))
        {
            _chain.View = view;
        }
        if (market is { ValueKind: JsonValueKind.Object } fees
            && fees.TryGetProperty("block", out JsonElement block) && block.ValueKind == JsonValueKind.String
            && ulong.TryParse(block.GetString(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong price))
        {
            _chain.Price = price;
            Facts.PricePeak = Math.Max(Facts.PricePeak, price);
        }
    }

    private static long MempoolOf(JsonElement? status) =>
        status is { } json && json.ValueKind == JsonValueKind.Object
        && BlockReader.TryNumber(json, "transactions", out ulong count)
            ? (long)count
            : 0;
}
