using System.Globalization;
using System.Text.Json;
using Aether.Core;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Telemetry;

namespace Aether.Node.Rpc.Subscriptions;

/// <summary>The subscriptions of one client, and the frames that wait for it.</summary>
/// <remarks><b>Threads</b>: any. Each subscription is a task that holds a place on the chain, and no queue of its own.
/// </remarks>
internal sealed class SubscriptionSession : IAsyncDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (CancellationTokenSource Stop, Task Run)> _running = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly RpcMetrics? _metrics;
    private ulong _last;

    /// <summary>A session without subscriptions.</summary>
    /// <param name="options">Room for its frames.</param>
    /// <param name="held">Counts the bytes of all sessions.</param>
    /// <param name="metrics">Counts subscriptions; null for nobody.</param>
    public SubscriptionSession(SubscriptionOptions options, HeldBytes held, RpcMetrics? metrics)
    {
        Queue = new FrameQueue(options.MaxFrames, options.MaxBytes, held);
        _metrics = metrics;
    }

    /// <summary>Frames for the client.</summary>
    public FrameQueue Queue { get; }

    /// <summary>Begins a subscription.</summary>
    /// <param name="topic">Of what.</param>
    /// <param name="run">Tells events until its end.</param>
    /// <param name="answered">Completes when its client was told its name.</param>
    /// <returns>Its name.</returns>
    /// <exception cref="RpcException">There are too many.</exception>
    public string Begin(string topic, Func<Subscription, Task> run, Task answered)
    {
        lock (_lock)
        {
            if (_running.Count >= Limits.Rpc.MaxSubscriptions)
            {
                throw RpcParameters.OverLimit(
                    $"a connection has at most {Limits.Rpc.MaxSubscriptions} subscriptions",
                    Limits.Rpc.MaxSubscriptions,
                    (ulong)_running.Count + 1);
            }
            string id = "0x" + (++_last).ToString("x", CultureInfo.InvariantCulture);
            CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            Subscription subscription = new(id, Queue, stop.Token, _metrics);
            _metrics?.ChangeSubscriptions(topic, 1);
            Task task = Task.Run(() => RunAsync(topic, subscription, run, answered), CancellationToken.None)
                .ContinueWith(_ => stop.Dispose(), TaskScheduler.Default);
            _running.Add(id, (stop, task));
            return id;
        }
    }

    /// <summary>Ends a subscription; false when there is none of this name.</summary>
    public bool End(string id)
    {
        lock (_lock)
        {
            if (!_running.Remove(id, out (CancellationTokenSource Stop, Task Run) found))
            {
                return false;
            }
            // It may have ended by itself a moment ago; its end has the lock to wait for before the source is gone.
            found.Stop.Cancel();
            return true;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        Queue.Close();
        Task[] tasks;
        lock (_lock)
        {
            tasks = [.. _running.Values.Select(item => item.Run)];
        }
        await Task.WhenAll(tasks).ConfigureAwait(false);
        _stop.Dispose();
    }

    private async Task RunAsync(
        string topic, Subscription subscription, Func<Subscription, Task> run, Task answered)
    {
        try
        {
            await answered.WaitAsync(subscription.Stop).ConfigureAwait(false);
            await run(subscription).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // Ended by the client.
        }
        catch (RpcException error)
        {
            subscription.End(error);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            subscription.End(new RpcException(RpcErrorCode.InternalError, "the subscription failed in the node"));
        }
        // Before nobody waits for it any more: who closes the session finds it counted or gone.
        _metrics?.ChangeSubscriptions(topic, -1);
        lock (_lock)
        {
            _running.Remove(subscription.Id);
        }
    }
}
