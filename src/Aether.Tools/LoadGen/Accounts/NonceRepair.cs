using System.Text.Json;
using Aether.Sdk.Client;
using Aether.Tools.LoadGen.Sending;
using Aether.Tools.LoadGen.Watching;

namespace Aether.Tools.LoadGen.Accounts;

/// <summary>
/// Asks the chain for nonces that nobody knows any more: after a lost answer or an expired transaction.
/// </summary>
internal sealed class NonceRepair(RpcCaller caller, AccountPool accounts)
{
    private const int BatchSize = 100;
    private static readonly TimeSpan s_interval = TimeSpan.FromMilliseconds(200);

    /// <summary>Accounts asked for.</summary>
    public long Asked { get; private set; }

    /// <summary>Requests that the node was too busy for.</summary>
    public long Refused => caller.Refused;

    /// <summary>Repairs until cancelled.</summary>
    public async Task RunAsync(CancellationToken cancellation)
    {
        int[] some = new int[BatchSize];
        while (!cancellation.IsCancellationRequested)
        {
            await Task.Delay(caller.RetryAfter > s_interval ? caller.RetryAfter : s_interval, cancellation)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            int count = accounts.TakeDoubtful(some);
            if (count > 0 && !cancellation.IsCancellationRequested)
            {
                await AskAsync(some.AsMemory(0, count), cancellation).ConfigureAwait(false);
            }
        }
    }

    private async Task AskAsync(ReadOnlyMemory<int> some, CancellationToken cancellation)
    {
        (string, string)[] calls =
        [
            .. some.ToArray().Select(
                account => ("aeth_getAccount", $"\"{accounts.AddressOf(account)}\",\"latest\"")),
        ];
        try
        {
            using RpcAnswers answers = await caller.CallAsync(calls, cancellation).ConfigureAwait(false);
            for (int index = 0; index < some.Length; index++)
            {
                int account = some.Span[index];
                if (answers[index] is { ValueKind: JsonValueKind.Object } json
                    && BlockReader.TryNumber(json, "nonce", out ulong nonce))
                {
                    Asked++;
                    accounts.SetNonce(account, nonce);
                }
                else
                {
                    accounts.KeepDoubtful(account);
                }
            }
        }
        catch (Exception error) when (error is EndpointException or OperationCanceledException)
        {
            foreach (int account in some.Span)
            {
                accounts.KeepDoubtful(account);
            }
        }
    }
}
