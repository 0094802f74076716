using System.Security.Cryptography;
using System.Threading.Tasks.Sources;
using Aether.Core.Diagnostics;
using Aether.Crypto.Ed25519.Batch;

namespace Aether.Crypto.Ed25519.Gpu;

/// <summary>A batch of signatures in page-locked memory: filled by any threads, verified by the device.</summary>
/// <remarks>
/// States: rented (<see cref="TryAdd"/>), submitted (<see cref="SubmitAsync"/>, or <see cref="Submit"/> and
/// <see cref="Wait"/>), answered (<see cref="CopyVerdicts"/>), returned (<see cref="Return"/>).
/// <para>Ownership: the renter returns it once, also after a failure. Between submission and answer the memory is the
/// device's. Threads: <see cref="TryAdd"/> from any number; the rest from one, after every adder has returned.</para>
/// <para>Cost: no allocation after the first use of each kind.</para>
/// </remarks>
public sealed class GpuBatch : IValueTaskSource<bool>, IThreadPoolWorkItem
{
    private const int Free = 0;
    private const int Rented = 1;
    private const int Submitted = 2;
    private const int Answered = 3;

    private readonly GpuVerifier _verifier;

    // Index of the item, as added, at each position of the device's input.
    private readonly int[] _order;

    // Message bytes in the high half, items in the low half: one compare-exchange reserves both.
    private long _reserved;
    private ManualResetValueTaskSourceCore<bool> _completion;
    private int _state;
    private bool _awaited;
    private bool _succeeded;

    // The input was written in block order, by Fill.
    private bool _inOrder;

    // The input had to be copied into block order.
    private bool _reordered;

    internal GpuBatch(GpuVerifier verifier, GpuSlot slot, int index)
    {
        _verifier = verifier;
        _order = new int[slot.MaxItems];
        Slot = slot;
        Index = index;
    }

    /// <summary>Signatures added.</summary>
    public int Count => (int)(uint)Volatile.Read(ref _reserved);

    /// <summary>Most signatures.</summary>
    public int Capacity => Slot.MaxItems;

    internal GpuSlot Slot { get; }

    /// <summary>Place of the batch among those of its verifier.</summary>
    internal int Index { get; }

    /// <summary>The way the submitter asked for.</summary>
    internal GpuMode Mode { get; private set; }

    /// <summary>The kernels the submitter asked for.</summary>
    internal GpuBranch Branch { get; private set; }

    /// <summary>The batch equation is queued and its outcome not yet known. Set on the thread of the device.</summary>
    internal bool AwaitsOutcome { get; set; }

    /// <summary>Gets the times of the steps, where a measurement asks for them.</summary>
    internal GpuTimeline? Timeline { get; set; }

    /// <summary>Input of the device, in its order.</summary>
    internal GpuHostArea Input => _reordered ? Slot.Reordered : Slot.Filled;

    internal int MessageBytes => (int)(Volatile.Read(ref _reserved) >> 32);

    /// <summary>
    /// Copies one signature in; false when the batch is full, the message does not fit any more or a length is wrong.
    /// </summary>
    /// <remarks>Errors: false as well for a batch that is not rented.</remarks>
    public bool TryAdd(ReadOnlySpan<byte> publicKey, ReadOnlySpan<byte> message, ReadOnlySpan<byte> signature)
    {
        if (publicKey.Length != Ed25519.PublicKeyBytes || signature.Length != Ed25519.SignatureBytes
            || Volatile.Read(ref _state) != Rented)
        {
            return false;
        }

        long seen = Volatile.Read(ref _reserved);
        while (true)
        {
            int position = (int)(uint)seen;
            long messageStart = seen >> 32;
            if (position >= Slot.MaxItems || messageStart + message.Length > Slot.MaxMessageBytes)
            {
                return false;
            }

            long next = seen + ((long)message.Length << 32) + 1;
            long actual = Interlocked.CompareExchange(ref _reserved, next, seen);
            if (actual == seen)
            {
                Slot.Filled.Write(position, (int)messageStart, publicKey, signature, message);
                return true;
            }

            seen = actual;
        }
    }

    /// <summary>Hands the batch to the device; the result is that of <see cref="Wait"/>.</summary>
    /// <remarks>The continuation runs on the thread pool.</remarks>
    public ValueTask<bool> SubmitAsync(GpuMode mode)
    {
        _completion.Reset();
        _awaited = true;
        short version = _completion.Version;
        SubmitCore(mode, _verifier.Branch);
        return new ValueTask<bool>(this, version);
    }

    /// <summary>Hands the batch to the device; <see cref="Wait"/> must follow.</summary>
    public void Submit(GpuMode mode) => Submit(mode, _verifier.Branch);

    /// <summary>Waits for the answer: true when the verdicts are there, false when the device failed.</summary>
    public bool Wait()
    {
        Check.That(!_awaited && Volatile.Read(ref _state) is Submitted or Answered);
        Slot.Answered.WaitOne();
        return _succeeded;
    }

    /// <summary>Writes the verdicts in the order of adding; valid only after an answer of true.</summary>
    public void CopyVerdicts(Span<bool> valid)
    {
        Check.That(Volatile.Read(ref _state) == Answered && _succeeded && valid.Length >= Count);
        ReadOnlySpan<byte> verdicts = Slot.HostVerdicts.Span[..Count];
        for (int position = 0; position < verdicts.Length; position++)
        {
            valid[_order[position]] = verdicts[position] == GpuProgram.Accepted;
        }
    }

    /// <summary>Gives the batch back for the next renter.</summary>
    public void Return()
    {
        Check.That(Interlocked.Exchange(ref _state, Free) is Rented or Answered);
        _verifier.Return(this);
    }

    /// <inheritdoc/>
    bool IValueTaskSource<bool>.GetResult(short token) => _completion.GetResult(token);

    /// <inheritdoc/>
    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _completion.GetStatus(token);

    /// <inheritdoc/>
    void IValueTaskSource<bool>.OnCompleted(
        Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _completion.OnCompleted(continuation, state, token, flags);

    /// <inheritdoc/>
    void IThreadPoolWorkItem.Execute() => _completion.SetResult(_succeeded);

    internal void Submit(GpuMode mode, GpuBranch branch)
    {
        _awaited = false;
        SubmitCore(mode, branch);
    }

    internal void Rent()
    {
        Check.That(Interlocked.Exchange(ref _state, Rented) == Free);
        Timeline = null;
        _inOrder = false;
        _reordered = false;
        Volatile.Write(ref _reserved, 0);
    }

    /// <summary>
    /// Copies items from <paramref name="start"/> on in block order, as many as fit; returns the index after the last
    /// one that is dealt with. An item whose message range is not whole is invalid; one whose message no batch holds
    /// is verified at once by the processor.
    /// </summary>
    /// <remarks><see cref="CopyVerdicts"/> then writes to the places the items have among all.</remarks>
    internal int Fill(SignatureItems items, int start, int end, Span<bool> valid)
    {
        BlockOrder order = new(stackalloc int[2 * BlockOrder.Bins]);
        int count = 0;
        long bytes = 0;
        int last = start;
        for (; last < end && count < Slot.MaxItems; last++)
        {
            if (!TryGetMessage(items, last, out ReadOnlySpan<byte> message))
            {
                continue;
            }

            if (bytes + message.Length > Slot.MaxMessageBytes)
            {
                break;
            }

            order.Count(message.Length);
            bytes += message.Length;
            count++;
        }

        order.Start();
        for (int i = start; i < last; i++)
        {
            if (TryGetMessage(items, i, out ReadOnlySpan<byte> message))
            {
                int position = order.Take(message.Length, out int messageStart);
                Slot.Filled.Write(position, messageStart, items.PublicKey(i), items.Signature(i), message);
                _order[position] = i;
            }
            else
            {
                valid[i] = items.TryGetMessage(i, out message)
                    && Ed25519.Verify(items.PublicKey(i), message, items.Signature(i));
            }
        }

        _reserved = (bytes << 32) + count;
        _inOrder = true;
        return last;
    }

    /// <summary>The answer, on the thread of the device.</summary>
    internal void Answer(bool succeeded)
    {
        _succeeded = succeeded;
        Volatile.Write(ref _state, Answered);
        if (_awaited)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
        else
        {
            Slot.Answered.Set();
        }
    }

    /// <summary>Frees the memory; the batch is with no renter and not with the device.</summary>
    internal void Release() => Slot.Dispose();

    private bool TryGetMessage(SignatureItems items, int index, out ReadOnlySpan<byte> message) =>
        items.TryGetMessage(index, out message) && message.Length <= Slot.MaxMessageBytes;

    private void SubmitCore(GpuMode mode, GpuBranch branch)
    {
        Check.That(Interlocked.CompareExchange(ref _state, Submitted, Rented) == Rented);
        Mode = mode;
        Branch = branch;
        Slot.Answered.Reset();
        if (!_inOrder)
        {
            Reorder();
        }

        if (mode == GpuMode.Batch)
        {
            // Fresh and unpredictable, or a forger could choose signatures whose errors cancel.
            RandomNumberGenerator.Fill(Slot.HostCoefficients.Span[..(Count * GpuLayout.CoefficientBytes)]);
        }

        if (Count == 0)
        {
            Answer(succeeded: true);
        }
        else if (!_verifier.TryQueue(this))
        {
            Answer(succeeded: false);
        }
    }

    /// <summary>Sorts what was added one by one; costs a second copy only where block counts differ.</summary>
    private void Reorder()
    {
        BlockOrder order = new(stackalloc int[2 * BlockOrder.Bins]);
        int count = Count;
        bool isUniform = true;
        int firstBlocks = 0;
        for (int i = 0; i < count; i++)
        {
            int length = Slot.Filled.Message(i).Length;
            int blocks = BlockOrder.BlocksOf(length);
            firstBlocks = i == 0 ? blocks : firstBlocks;
            isUniform &= blocks == firstBlocks;
            order.Count(length);
            _order[i] = i;
        }

        _reordered = !isUniform;
        if (isUniform)
        {
            return;
        }

        order.Start();
        for (int i = 0; i < count; i++)
        {
            ReadOnlySpan<byte> item = Slot.Filled.Item(i);
            ReadOnlySpan<byte> message = Slot.Filled.Message(i);
            int position = order.Take(message.Length, out int messageStart);
            Slot.Reordered.Write(
                position,
                messageStart,
                item[..Ed25519.PublicKeyBytes],
                item[Ed25519.PublicKeyBytes..],
                message);
            _order[position] = i;
        }
    }
}
