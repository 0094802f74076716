namespace Aether.Node.Devnet.Control;

/// <summary>Somebody wants the chain back at a snapshot: whoever runs the node does it and says so here.</summary>
/// <param name="Snapshot">Where to.</param>
internal sealed record DevRevert(DevSnapshot Snapshot)
{
    private readonly TaskCompletionSource _done = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Completes when the node serves the chain from there, or with the reason why it does not.</summary>
    public Task Done => _done.Task;

    /// <summary>It is done.</summary>
    public void Finish() => _done.TrySetResult();

    /// <summary>It will not be done.</summary>
    public void Refuse(Exception reason) => _done.TrySetException(reason);
}
