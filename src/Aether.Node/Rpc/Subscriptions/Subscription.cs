using System.Text.Json;
using Aether.Node.Rpc.JsonRpc;
using Aether.Node.Telemetry;

namespace Aether.Node.Rpc.Subscriptions;

/// <summary>One subscription: what it tells goes to its session's queue, and ends when there is no room.</summary>
internal sealed class Subscription(
    string id, FrameQueue queue, CancellationToken stop, RpcMetrics? metrics = null)
{
    private ulong _sequence;
    private string? _cursor;

    /// <summary>Its name.</summary>
    public string Id { get; } = id;

    /// <summary>It was ended by its client, or the session ended.</summary>
    public CancellationToken Stop { get; } = stop;

    /// <summary>Where it began, before its first event.</summary>
    public void BeginAt(string? cursor) => _cursor = cursor;

    /// <summary>Waits until the client has read half of what waits for it: for readers of the past.</summary>
    public Task WaitForRoomAsync() => queue.WaitForRoomAsync(Stop);

    /// <summary>Tells an event.</summary>
    /// <returns>False when the client lags too far: it was told where to go on, and nothing more is told.</returns>
    public bool TryTell(string step, string? cursor, Action<Utf8JsonWriter> result)
    {
        byte[] frame = Notification.Create(Id, _sequence + 1, cursor, step, result);
        if (queue.TryPut(frame))
        {
            _sequence++;
            _cursor = cursor ?? _cursor;
            return true;
        }
        metrics?.CountLagged();
        End(new RpcException(
            RpcErrorCode.SubscriptionLagged,
            _cursor is null
                ? "this client reads too slowly; subscribe again"
                : "this client reads too slowly; subscribe again with fromCursor to go on",
            ("cursor", _cursor ?? ""),
            ("dropped", 1L)));
        return false;
    }

    /// <summary>Notes a place that needs no frame: nothing of it is told.</summary>
    public void Pass(string cursor) => _cursor = cursor;

    /// <summary>Tells why it ends.</summary>
    public void End(RpcException reason) => queue.PutLast(Notification.CreateEnd(Id, _sequence + 1, _cursor, reason));
}
