using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Pipeline.BlockImport;

/// <summary>The final, the safe and the latest executed block with their states, for readers on any thread.</summary>
/// <remarks>
/// <b>Threads</b>: the execution thread writes, anyone reads. A state stays readable until a later block is
/// committed; readers take the newest one and try again (<see cref="ReadFinalized"/>).
/// </remarks>
public sealed class ChainHeads
{
    // SpinOnce yields, then sleeps a millisecond: seconds in all, many times what publishing takes.
    private const int MaxRetries = 5_000;

    private volatile HeadView _finalized;
    private volatile HeadView _safe;
    private volatile HeadView _latest;

    /// <summary>Starts with everything at the final head.</summary>
    public ChainHeads(HeadView finalized)
    {
        _finalized = finalized;
        _safe = finalized;
        _latest = finalized;
    }

    /// <summary>The last final block.</summary>
    public HeadView Finalized => _finalized;

    /// <summary>The highest executed block with a quorum certificate.</summary>
    public HeadView Safe => _safe;

    /// <summary>The executed block of the highest view.</summary>
    public HeadView Latest => _latest;

    /// <summary>
    /// Reads the finalised state; when a block is committed meanwhile, reads again from the newer one.
    /// </summary>
    public TResult ReadFinalized<TArgument, TResult>(TArgument argument, Func<BlockState, TArgument, TResult> read)
    {
        SpinWait wait = default;
        while (true)
        {
            try
            {
                return read(_finalized.State, argument);
            }
            catch (StateMovedException) when (wait.Count < MaxRetries)
            {
                // The block that moved the store is published a moment after it was committed.
                wait.SpinOnce();
            }
        }
    }

    internal void SetFinalized(HeadView head)
    {
        _finalized = head;
        _safe = DescendsFrom(_safe, head) ? _safe : head;
        _latest = DescendsFrom(_latest, head) ? _latest : head;
    }

    internal void SetSafe(HeadView head) => _safe = head;

    internal void SetLatest(HeadView head) => _latest = head;

    // The state of a branch that lost reads through to a store that no longer holds its base.
    private static bool DescendsFrom(HeadView head, HeadView final)
    {
        HeadView? at = head;
        while (at is not null && at.Header.Height > final.Header.Height)
        {
            at = at.Parent;
        }
        return ReferenceEquals(at, final);
    }
}
