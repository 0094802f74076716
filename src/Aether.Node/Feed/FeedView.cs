using Aether.Core.Types;

namespace Aether.Node.Feed;

/// <summary>The preferred chain at one moment: a final head and the certified blocks above it. Immutable.</summary>
internal sealed class FeedView
{
    private readonly FeedBlock[] _branch;
    private readonly TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>A view; the array is taken over.</summary>
    /// <param name="final">The final head.</param>
    /// <param name="branch">Blocks above it, each the child of the one before.</param>
    public FeedView(Header final, FeedBlock[] branch)
    {
        Final = final;
        _branch = branch;
    }

    /// <summary>The final head.</summary>
    public Header Final { get; }

    /// <summary>The certified blocks above it, ascending.</summary>
    public ReadOnlySpan<FeedBlock> Branch => _branch;

    /// <summary>The last block.</summary>
    public Header Head => _branch.Length > 0 ? _branch[^1].Header : Final;

    /// <summary>Completes once there is a newer view.</summary>
    public Task Changed => _changed.Task;

    /// <summary>The block of a height above the final head; null when there is none yet.</summary>
    public FeedBlock? Find(ulong height) =>
        height > Final.Height && height - Final.Height <= (ulong)_branch.Length
            ? _branch[(int)(height - Final.Height - 1)]
            : null;

    /// <summary>Wakes whoever waits for a newer view.</summary>
    public void Supersede() => _changed.TrySetResult();
}
