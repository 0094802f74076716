using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Aether.Core.Types;
using Aether.Crypto.KeyFiles;
using Aether.Sdk.Client;
using Aether.Sdk.Transactions;

namespace Aether.NetBench.Fill;

/// <summary>Keeps the mempool of a devnet full of the longest transactions, so that its blocks are full.</summary>
/// <remarks>
/// Each calls a program that does not exist with two arguments of noise: it costs its sender a fee, every node its
/// signature, and a block nothing but bytes. Accounts are those that a devnet funds.
/// </remarks>
internal sealed class FillCommand : IDisposable
{
    private const int Calls = 2;
    private const int ArgumentBytes = 31 * 1024;
    private const ulong ValidViews = 600;
    private static readonly string[] s_names = ["alice", "bob", "carol", "dave"];
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(50);

    private readonly HttpClient _http;
    private readonly AetherClient _client;
    private readonly Genesis _genesis;
    private readonly int _waiting;
    private long _sent;
    private long _bytes;
    private long _refused;
    private string _lastRefusal = "";

    private FillCommand(AetherClient client, HttpClient http, Genesis genesis, int waiting)
    {
        _client = client;
        _http = http;
        _genesis = genesis;
        _waiting = waiting;
    }

    /// <summary>Runs; returns the exit code.</summary>
    public static async Task<int> RunAsync(FillOptions options, TextWriter output)
    {
        HttpClient http = new();
        AetherClient client = new(http, options.Rpc!);
        Genesis genesis = await client.GetGenesisAsync().ConfigureAwait(false);
        using FillCommand fill = new(client, http, genesis, options.Waiting);
        using CancellationTokenSource end = new(TimeSpan.FromSeconds(options.Seconds));
        await Task.WhenAll(s_names.Select(name => fill.KeepFullAsync(options.Seed, name, end.Token)))
            .ConfigureAwait(false);
        output.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{fill._sent} transactions, {fill._bytes} bytes, {fill._refused} refused {fill._lastRefusal}"));
        return fill._sent > 0 ? 0 : 1;
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task KeepFullAsync(ulong seed, string name, CancellationToken end)
    {
        byte[] secret = SHA256.HashData(
            [.. "aeth/dev-account/v1"u8, .. BitConverter.GetBytes(seed), .. Encoding.ASCII.GetBytes(name)]);
        using SigningSeed key = SigningSeed.FromSeed(secret);
        ulong next = 0;
        while (!end.IsCancellationRequested)
        {
            AccountInfo account = await _client.GetAccountAsync(key.Address, BlockTag.Latest, CancellationToken.None)
                .ConfigureAwait(false);
            next = Math.Max(next, account.Nonce);
            bool isRefused = false;
            while (!isRefused && next < account.Nonce + (ulong)_waiting && !end.IsCancellationRequested)
            {
                isRefused = !await TrySendAsync(key, next, account.View + ValidViews).ConfigureAwait(false);
                next += isRefused ? 0UL : 1;
            }

            if (isRefused)
                next = account.Nonce;
            await Task.Delay(s_pause, CancellationToken.None).ConfigureAwait(false);
        }
    }

    private async Task<bool> TrySendAsync(SigningSeed key, ulong nonce, ulong validUntil)
    {
        ProgramCall[] calls = new ProgramCall[Calls];
        for (int call = 0; call < Calls; call++)
            calls[call] = new ProgramCall(default, 0, RandomNumberGenerator.GetBytes(ArgumentBytes), 1_000);
        TransactionBody body = new()
        {
            ChainTag = _genesis.ChainTag,
            FeePayer = key.Address,
            Nonce = nonce,
            ValidUntil = validUntil,
            Calls = calls,
            GasLimit = 100_000,
            MemoryLimit = 1,
            MaxFee = 10_000_000,
        };
        byte[] bytes = TransactionSigner.Sign(body, _genesis.Hash, key).Bytes.ToArray();
        try
        {
            await _client.SendRawTransactionAsync(bytes).ConfigureAwait(false);
            Interlocked.Increment(ref _sent);
            Interlocked.Add(ref _bytes, bytes.Length);
            return true;
        }
        catch (Exception error) when (error is RpcErrorException or EndpointException)
        {
            Interlocked.Increment(ref _refused);
            _lastRefusal = error.Message;
            return false;
        }
    }
}
