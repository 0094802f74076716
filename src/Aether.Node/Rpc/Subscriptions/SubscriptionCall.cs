namespace Aether.Node.Rpc.Subscriptions;

/// <summary>A call over WebSocket, and the subscriptions that it began.</summary>
/// <param name="session">Of its client.</param>
internal sealed class SubscriptionCall(SubscriptionSession session)
{
    private static readonly AsyncLocal<SubscriptionCall?> s_current = new();

    private readonly TaskCompletionSource _answered = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>The call that runs; null for calls of other kinds, as with HTTP.</summary>
    public static SubscriptionCall? Current
    {
        get => s_current.Value;
        set => s_current.Value = value;
    }

    /// <summary>The session.</summary>
    public SubscriptionSession Session { get; } = session;

    /// <summary>Completes when the answer is in the queue: what a subscription tells comes after its name.</summary>
    public Task Answered => _answered.Task;

    /// <summary>The answer stands in the queue.</summary>
    public void NoteAnswered() => _answered.TrySetResult();
}
