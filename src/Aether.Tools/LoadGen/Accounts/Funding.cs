using System.Globalization;
using System.Text.Json;
using Aether.Core;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Sdk.Client;
using Aether.Sdk.Transactions;
using Aether.Tools.Cli;
using Aether.Tools.LoadGen.Sending;
using Aether.Tools.LoadGen.Watching;

namespace Aether.Tools.LoadGen.Accounts;

/// <summary>
/// Brings every account of a pool to a balance, out of one key, and learns all nonces. Accounts that hold enough from
/// an
/// earlier run of the same seed get nothing.
/// </summary>
internal sealed class Funding(AetherClient client, RpcCaller caller, Genesis genesis, Action<string> note)
{
    private const int BatchSize = 100;

    // Pending transactions of one sender that every node takes.
    private const int MaxPending = Limits.Mempool.MaxPerSender - 16;
    private const int SliceAccounts = MaxPending * Limits.Transaction.MaxCalls;

    // Units of a transaction with sixteen transfers, rounded up; the price it offers may rise once more by as much.
    private const ulong UnitsPerPayment = 80_000;
    private const ulong PriceFactor = 4;
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(90);

    /// <summary>Funds the pool and makes its accounts ready.</summary>
    /// <param name="pool">The accounts.</param>
    /// <param name="seed">Seed of the pool.</param>
    /// <param name="funder">Pays; with the faucet behind it when <paramref name="useFaucet"/>.</param>
    /// <param name="useFaucet">Ask the development chain's faucet for what the funder lacks.</param>
    /// <param name="balance">What each account must hold, base units of SWR.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task RunAsync(
        AccountPool pool,
        ulong seed,
        SigningSeed funder,
        bool useFaucet,
        UInt128 balance,
        CancellationToken cancellation)
    {
        List<int> poor = await RefreshAsync(pool, balance, cancellation).ConfigureAwait(false);
        if (poor.Count > 0)
        {
            note(string.Create(
                CultureInfo.InvariantCulture,
                $"funding {poor.Count} accounts with {AmountText.Format(balance, AssetId.Swr)} each"));
            await SpreadAsync(pool, seed, funder, useFaucet, balance, poor, cancellation).ConfigureAwait(false);
            poor = await RefreshAsync(pool, balance, cancellation).ConfigureAwait(false);
        }
        if (poor.Count > 0)
        {
            throw new CliException(
                ExitCode.TimedOut, ErrorCode.TimedOut, $"{poor.Count} accounts still hold too little",
                "their funding was sent but did not become final", "look at the chain, then try again");
        }
    }

    /// <summary>Learns nonce and balance of each account and makes those ready that hold enough.</summary>
    /// <returns>The accounts that hold too little.</returns>
    public async Task<List<int>> RefreshAsync(AccountPool pool, UInt128 balance, CancellationToken cancellation)
    {
        pool.Reset();
        List<int> poor = [];
        foreach (int[] part in Enumerable.Range(0, pool.Count).Chunk(BatchSize))
        {
            (string, string)[] calls =
                [.. part.Select(account => ("aeth_getAccount", $"\"{pool.AddressOf(account)}\",\"latest\""))];
            using RpcAnswers answers = await caller.CallPatientlyAsync(calls, cancellation).ConfigureAwait(false);
            for (int index = 0; index < part.Length; index++)
            {
                if (answers[index] is not { ValueKind: JsonValueKind.Object } json
                    || !BlockReader.TryNumber(json, "nonce", out ulong nonce))
                {
                    throw new EndpointException($"{caller.Endpoint} does not answer with accounts");
                }
                if (SwrOf(json) < balance)
                {
                    poor.Add(part[index]);
                }
                else
                {
                    pool.SetNonce(part[index], nonce);
                }
            }
        }
        return poor;
    }

    // Above one slice, the first accounts of the poor ones each fund a slice: many senders instead of one.
    private async Task SpreadAsync(
        AccountPool pool,
        ulong seed,
        SigningSeed funder,
        bool useFaucet,
        UInt128 balance,
        List<int> poor,
        CancellationToken cancellation)
    {
        UInt128 each = balance * 2;
        FeeMarketInfo market = await client.GetFeeMarketAsync([], cancellation).ConfigureAwait(false);
        UInt128 fee = (market.Price * PriceFactor * PriceFactor * UnitsPerPayment) >> 32;
        UInt128 total = Needed(each, fee, poor.Count) + Needed(each, fee, poor.Count / SliceAccounts)
            + (fee * (uint)(poor.Count / Limits.Transaction.MaxCalls));
        if (useFaucet)
        {
            await AskFaucetAsync(funder.Address, total, cancellation).ConfigureAwait(false);
        }
        if (poor.Count <= SliceAccounts)
        {
            await PayAsync(funder, [.. poor.Select(account => (pool.AddressOf(account), each))], cancellation)
                .ConfigureAwait(false);
            return;
        }
        int[][] slices = [.. poor.Chunk(SliceAccounts)];
        (Address, UInt128)[] heads =
            [.. slices.Select(slice => (pool.AddressOf(slice[0]), Needed(each, fee, slice.Length)))];
        await PayAsync(funder, heads, cancellation).ConfigureAwait(false);
        await Parallel.ForEachAsync(slices, cancellation, async (slice, stop) =>
        {
            using SigningSeed key = KeyOf(seed, slice[0]);
            using RpcCaller own = new(caller.Endpoint);
            Funding part = new(client, own, genesis, note);
            await part.PayAsync(key, [.. slice.Skip(1).Select(account => (pool.AddressOf(account), each))], stop)
                .ConfigureAwait(false);
        }).ConfigureAwait(false);
    }

    // Fees included, with something left for the one that pays them.
    private static UInt128 Needed(UInt128 each, UInt128 fee, int accounts) =>
        (each * (uint)(accounts + 1)) + (fee * (uint)((accounts / Limits.Transaction.MaxCalls) + 2));

    private static SigningSeed KeyOf(ulong seed, int account)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Bytes];
        AccountPool.SeedOf(seed, account, bytes);
        return SigningSeed.FromSeed(bytes);
    }

    /// <summary>Has the faucet bring an address to a balance; returns when that is final.</summary>
    public async Task AskFaucetAsync(Address to, UInt128 amount, CancellationToken cancellation)
    {
        AccountInfo account = await client.GetAccountAsync(to, BlockTag.Latest, cancellation).ConfigureAwait(false);
        UInt128 held = account.Balances.FirstOrDefault(item => item.Asset == AssetId.Swr)?.Amount ?? 0;
        if (held >= amount)
        {
            return;
        }
        Hash256 hash = await client.RequestFaucetAsync(to, amount - held, AssetId.Swr, cancellation)
            .ConfigureAwait(false);
        await client.WaitForReceiptAsync(hash, WaitLevel.Final, s_patience, cancellation).ConfigureAwait(false);
    }

    // Sixteen transfers a transaction, a bounded number of them pending, until all are final.
    private async Task PayAsync(
        SigningSeed from, IReadOnlyList<(Address To, UInt128 Amount)> targets, CancellationToken cancellation)
    {
        AccountInfo account = await client.GetAccountAsync(from.Address, BlockTag.Latest, cancellation)
            .ConfigureAwait(false);
        ulong nonce = account.Nonce;
        foreach ((Address To, UInt128 Amount)[] wave in targets.Chunk(SliceAccounts))
        {
            ulong view = await client.GetSlotNumberAsync(cancellation).ConfigureAwait(false);
            FeeMarketInfo market = await client.GetFeeMarketAsync([], cancellation).ConfigureAwait(false);
            List<(string, string)> calls = [];
            foreach ((Address To, UInt128 Amount)[] part in wave.Chunk(Limits.Transaction.MaxCalls))
            {
                TransactionBuilder builder = new(genesis);
                foreach ((Address to, UInt128 amount) in part)
                {
                    builder.Transfer(from.Address, to, AssetId.Swr, amount);
                }
                TransactionBody body = builder.Build(from.Address, nonce++, view, market.Price * PriceFactor);
                byte[] raw = TransactionSigner.Sign(body, genesis.Hash, from).Bytes.ToArray();
                calls.Add(("aeth_sendRawTransaction", $"\"{Hex.Encode(raw)}\""));
            }
            await SubmitAsync(calls, cancellation).ConfigureAwait(false);
            await WaitAsync(from.Address, nonce, cancellation).ConfigureAwait(false);
        }
    }

    // What a node was too busy for is sent again as it is, and in its order.
    private async Task SubmitAsync(List<(string Method, string Parameters)> calls, CancellationToken cancellation)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (calls.Count > 0)
        {
            using RpcAnswers answers = await caller.CallAsync(calls, cancellation).ConfigureAwait(false);
            List<(string Method, string Parameters)> again = [];
            for (int index = 0; index < calls.Count; index++)
            {
                SendOutcome outcome = new(SendKind.Refused, answers.CodeOf(index));
                if (answers[index] is null)
                {
                    bool waits = Refusals.IsBusy(outcome) && TimeProvider.System.GetElapsedTime(start) < s_patience;
                    again.Add(waits ? calls[index] : throw Refused(outcome.Code));
                }
            }
            calls = again;
            if (calls.Count > 0)
            {
                TimeSpan pause = caller.RetryAfter > s_poll ? caller.RetryAfter : s_poll;
                await Task.Delay(pause, cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task WaitAsync(Address sender, ulong nonce, CancellationToken cancellation)
    {
        long start = TimeProvider.System.GetTimestamp();
        while (TimeProvider.System.GetElapsedTime(start) < s_patience)
        {
            AccountInfo account = await client.GetAccountAsync(sender, BlockTag.Finalized, cancellation)
                .ConfigureAwait(false);
            if (account.Nonce >= nonce)
            {
                return;
            }
            await Task.Delay(s_poll, cancellation).ConfigureAwait(false);
        }
        throw new CliException(
            ExitCode.TimedOut, ErrorCode.TimedOut, "the funding did not become final",
            "the chain may be slow or stopped", "look at `aetherctl status`, then try again");
    }

    private static CliException Refused(int code) => new(
        ExitCode.Refused, ErrorCode.ForRefusal(code), $"a funding transaction was refused: {Refusals.NameOf(code)}",
        "the accounts of the pool cannot be funded",
        "see `aetherctl balance` of the funding key, or use fewer --accounts");

    private static UInt128 SwrOf(JsonElement account)
    {
        UInt128 held = 0;
        if (account.TryGetProperty("balances", out JsonElement list) && list.ValueKind == JsonValueKind.Array)
        {
            foreach (JsonElement item in list.EnumerateArray())
            {
                bool swr = item.ValueKind == JsonValueKind.Object
                    && item.TryGetProperty("asset", out JsonElement asset) && asset.ValueEquals("SWR"u8)
                    && item.TryGetProperty("amount", out JsonElement amount)
                    && UInt128.TryParse(amount.GetString(), CultureInfo.InvariantCulture, out held);
                if (swr)
                {
                    return held;
                }
            }
        }
        return 0;
    }
}
