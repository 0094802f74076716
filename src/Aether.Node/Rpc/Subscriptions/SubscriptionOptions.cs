using Aether.Core;

namespace Aether.Node.Rpc.Subscriptions;

/// <summary>Bounds of one WebSocket.</summary>
/// <param name="MaxFrames">Frames that may wait for the client.</param>
/// <param name="MaxBytes">Bytes of those.</param>
internal sealed record SubscriptionOptions(
    int MaxFrames = Limits.Rpc.MaxWaitingFrames, long MaxBytes = Limits.Rpc.MaxWaitingFrameBytes);
