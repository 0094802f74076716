using System.Threading.Tasks.Sources;
using Aether.Core.Diagnostics;

namespace Aether.Pipeline;

/// <summary>Transactions that are submitted together, and the verdict on each. Used again and again by its owner.
/// </summary>
/// <remarks>
/// <b>Ownership</b>: from <see cref="NodePipeline.Submit(SubmissionBatch)"/> until <see cref="IsAnswered"/> its bytes
/// are the node's to read and the owner leaves it alone. <b>Threads</b>: one owner; the node answers from its ingress
/// thread. <b>Cost</b>: no allocation after construction, unless a continuation waits.
/// </remarks>
public sealed class SubmissionBatch : IValueTaskSource
{
    private const int Filling = 0;
    private const int Submitted = 1;
    private const int Ended = 2;

    private readonly byte[] _bytes;
    private readonly int[] _ends;
    private readonly SubmitResult[] _results;
    private ManualResetValueTaskSourceCore<bool> _answer = new() { RunContinuationsAsynchronously = true };
    private SubmitRefusal _refusal;
    private int _open;
    private int _state;

    /// <summary>Makes room.</summary>
    /// <param name="maxCount">Most transactions.</param>
    /// <param name="maxBytes">Most bytes of all together.</param>
    public SubmissionBatch(int maxCount, int maxBytes)
    {
        Check.That(maxCount > 0 && maxBytes > 0);
        _bytes = GC.AllocateUninitializedArray<byte>(maxBytes);
        _ends = new int[maxCount];
        _results = new SubmitResult[maxCount];
    }

    /// <summary>Transactions in it.</summary>
    public int Count { get; private set; }

    /// <summary>Every transaction has its verdict; true as well of a batch that was not submitted yet.</summary>
    public bool IsAnswered => Volatile.Read(ref _state) == Filling || HasAnswer;

    /// <summary>The bytes of a transaction.</summary>
    public ReadOnlySpan<byte> this[int index]
    {
        get
        {
            Check.That((uint)index < (uint)Count);
            int start = index == 0 ? 0 : _ends[index - 1];
            return _bytes.AsSpan(start, _ends[index] - start);
        }
    }

    /// <summary>Adds the canonical bytes of a transaction; false when there is no room for it.</summary>
    public bool TryAdd(ReadOnlySpan<byte> transaction)
    {
        Span<byte> room = Reserve(transaction.Length);
        return !room.IsEmpty && transaction.TryCopyTo(room);
    }

    /// <summary>Adds a transaction whose bytes the caller writes into what this returns; empty without room.</summary>
    public Span<byte> Reserve(int length)
    {
        Check.That(_state == Filling);
        int start = Count == 0 ? 0 : _ends[Count - 1];
        if (Count == _ends.Length || length <= 0 || length > _bytes.Length - start)
        {
            return [];
        }
        _ends[Count++] = start + length;
        return _bytes.AsSpan(start, length);
    }

    /// <summary>The verdict on a transaction of an answered batch.</summary>
    public SubmitResult ResultOf(int index)
    {
        Check.That(Volatile.Read(ref _state) == Ended && HasAnswer && (uint)index < (uint)Count);
        return _refusal == SubmitRefusal.None ? _results[index] : SubmitResult.Of(_refusal);
    }

    /// <summary>Completes when every transaction has its verdict.</summary>
    public ValueTask WaitAsync() => new(this, _answer.Version);

    /// <summary>Empties a batch that the node does not hold.</summary>
    public void Clear()
    {
        Check.That(IsAnswered);
        Count = 0;
        _refusal = SubmitRefusal.None;
        _answer.Reset();
        _state = Filling;
    }

    /// <inheritdoc/>
    ValueTaskSourceStatus IValueTaskSource.GetStatus(short token) => _answer.GetStatus(token);

    /// <inheritdoc/>
    void IValueTaskSource.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _answer.OnCompleted(continuation, state, token, flags);

    /// <inheritdoc/>
    void IValueTaskSource.GetResult(short token) => _answer.GetResult(token);

    /// <summary>Hands it to the node: nothing is answered yet.</summary>
    internal void Begin()
    {
        Check.That(_state == Filling && Count > 0);
        _open = Count;
        Volatile.Write(ref _state, Submitted);
    }

    /// <summary>Sets one verdict; the last one answers the batch. The ingress thread alone.</summary>
    internal void Answer(int index, in SubmitResult result)
    {
        _results[index] = result;
        if (--_open == 0)
        {
            End(SubmitRefusal.None);
        }
    }

    /// <summary>Answers the whole batch, unless that was done before. Any thread.</summary>
    internal void Refuse(SubmitRefusal refusal) => End(refusal);

    // The state says so before the answer is set: an owner that starts over then would meet the old answer.
    private bool HasAnswer => _answer.GetStatus(_answer.Version) != ValueTaskSourceStatus.Pending;

    // Whoever stops the node and whoever submits to it may both refuse: the first one counts.
    private void End(SubmitRefusal refusal)
    {
        if (Interlocked.CompareExchange(ref _state, Ended, Submitted) == Submitted)
        {
            _refusal = refusal;
            _answer.SetResult(true);
        }
    }
}
