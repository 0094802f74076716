namespace Aether.BenchKit.Measurement;

/// <summary>
/// One line of the table: a kernel in one variant on prepared inputs, its peer on the same inputs, and the goals.
/// </summary>
/// <remarks>
/// The loops over calls are inside the row, so that a kernel of fifty nanoseconds is not timed through a virtual call.
/// Threads: a row is used by one thread at a time.
/// </remarks>
internal abstract class KernelRow
{
    /// <summary>Stable name of what is measured; the key of <c>bench/allocations.json</c>.</summary>
    public abstract string Kernel { get; }

    /// <summary>Which implementation runs: <c>auto</c> is what the dispatch picks on this machine.</summary>
    public virtual string Variant => "auto";

    /// <summary>Cores the kernel's side uses.</summary>
    public virtual int Cores => 1;

    /// <summary>What one operation is, in the singular; medians are nanoseconds for each of these.</summary>
    public abstract string Operation { get; }

    /// <summary>Operations in one call of the kernel, on all its cores together.</summary>
    public virtual int OperationsPerCall => 1;

    /// <summary>Bytes of data an operation works through, where a rate says more than a time; otherwise zero.</summary>
    public virtual int BytesPerOperation => 0;

    /// <summary>The peer as the table names it; null for a row without one.</summary>
    public virtual string? Peer => null;

    /// <summary>Operations in one call of the peer.</summary>
    public virtual int PeerOperationsPerCall => 1;

    /// <summary>Multiples of the peer's speed.</summary>
    public virtual Goals Goals => Goals.None;

    /// <summary>Operations a second, asked for apart from any peer.</summary>
    public virtual Goals RateGoals => Goals.None;

    /// <summary>True where waiting for a disk or other threads counts: then the wall clock does.</summary>
    public virtual bool IsTimedByWall => false;

    /// <summary>Null, or one sentence why this machine cannot run the kernel in this variant.</summary>
    public virtual string? NotSupportedReason => null;

    /// <summary>Null, or one sentence with the package that brings the peer.</summary>
    public virtual string? PeerMissingReason => null;

    /// <summary>Makes the inputs and checks kernel and peer on them once.</summary>
    /// <exception cref="InvalidOperationException">A result is wrong: nothing may be timed.</exception>
    public abstract void Prepare();

    /// <summary>Runs the kernel the given number of times.</summary>
    public abstract void RunKernel(int calls);

    /// <summary>Runs the peer the given number of times.</summary>
    public virtual void RunPeer(int calls) => throw new NotSupportedException("this row has no peer");

    /// <summary>Nanoseconds of the given number of calls of the kernel: of the thread's time on one core, of wall time
    /// on several and where waiting counts.</summary>
    /// <remarks>A thread hands its pinning down to those it starts: kernels on several cores run unpinned.</remarks>
    public virtual long TimeKernel(int calls)
    {
        if (Cores == 1 && !IsTimedByWall)
        {
            long threadStart = ThreadClock.Nanoseconds;
            RunKernel(calls);
            return ThreadClock.Nanoseconds - threadStart;
        }

        return TimeByWall(RunKernel, calls);
    }

    /// <summary>The same of the peer, which runs on one core unless waiting counts.</summary>
    public virtual long TimePeer(int calls)
    {
        if (IsTimedByWall)
            return TimeByWall(RunPeer, calls);
        long start = ThreadClock.Nanoseconds;
        RunPeer(calls);
        return ThreadClock.Nanoseconds - start;
    }

    /// <summary>True when both sides can be timed.</summary>
    public bool HasPeer => Peer is not null && PeerMissingReason is null;

    /// <summary>Fails the preparation when a result that must hold does not.</summary>
    protected void Require(bool holds, string what)
    {
        if (!holds)
            throw new InvalidOperationException($"{Kernel} ({Variant}): {what}");
    }
    /// <summary>Wall nanoseconds of an unpinned run.</summary>
    protected static long TimeByWall(Action<int> run, int calls)
    {
        CpuPinning.Release();
        long start = ThreadClock.WallNanoseconds;
        run(calls);
        long nanoseconds = ThreadClock.WallNanoseconds - start;
        CpuPinning.PinToMeasuringCore();
        return nanoseconds;
    }

    /// <summary>One line for each row or peer that cannot run here, without repetition.</summary>
    public static IEnumerable<string> Missing(IEnumerable<KernelRow> rows) =>
        rows.SelectMany(row => new[]
        {
            row.NotSupportedReason is { } reason ? $"not measured: {row.Kernel} ({row.Variant}): {reason}" : null,
            row.NotSupportedReason is null && row.Peer is not null && row.PeerMissingReason is { } missing
                ? $"no peer: {missing}" : null,
        }).OfType<string>().Distinct();
}
