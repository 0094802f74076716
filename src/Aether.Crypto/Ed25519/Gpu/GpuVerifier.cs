using System.Diagnostics.CodeAnalysis;
using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Crypto.Ed25519.Batch;
using Aether.Native.Cuda;

namespace Aether.Crypto.Ed25519.Gpu;

/// <summary>Ed25519 verification (ZIP-215) on a CUDA device, from a bounded set of batches.</summary>
/// <remarks>
/// One thread owns the device. It queues the steps of every submitted batch at once, each batch on its own stream, so
/// that copies and kernels of different batches overlap, and sleeps until a batch is done or another one comes.
/// <para>When full: <see cref="TryRent"/> answers false. When the device fails: everything submitted is answered with
/// false, <see cref="FailureReason"/> says why, and the verifier takes nothing more.</para>
/// <para>Threads: any. Ownership: dispose of it to free the device; batches out at that time are freed when
/// returned. Cost: no managed allocation for a batch after warm-up.</para>
/// </remarks>
public sealed partial class GpuVerifier : IDisposable
{
    private readonly GpuVerifierOptions _options;
    private readonly CudaContext _context;
    private readonly GpuBatch[] _batches;
    private readonly AutoResetEvent _wake = new(initialState: false);
    private readonly Thread _thread;
    private readonly ManualResetEventSlim _started = new();

    // Guards _free and _queued and every change of _isClosed; waiters of Rent are pulsed on a return.
    private readonly object _gate = new();
    private readonly Stack<GpuBatch> _free;
    private readonly Queue<GpuBatch> _queued;
    private bool _isClosed;
    private string? _failureReason;

    private GpuVerifier(GpuVerifierOptions options, CudaContext context)
    {
        _options = options;
        _context = context;
        _batches = new GpuBatch[options.SlotCount];
        _free = new Stack<GpuBatch>(options.SlotCount);
        _queued = new Queue<GpuBatch>(options.SlotCount);
        _inFlight = new List<GpuBatch>(options.SlotCount);
        _thread = new Thread(Run) { IsBackground = true, Name = "aether-gpu" };
    }

    /// <summary>The device.</summary>
    public CudaDeviceInfo Device => _context.Device;

    /// <summary>Null while the device works; otherwise one sentence.</summary>
    public string? FailureReason => Volatile.Read(ref _failureReason);

    /// <summary>Kernels of a batch whose submitter does not choose.</summary>
    public GpuBranch Branch => _options.Branch;

    /// <summary>The device's context, for measurements beside the verifier.</summary>
    internal CudaContext Context => _context;

    /// <summary>The loaded kernels, for measurements while no batch is in work.</summary>
    internal GpuProgram? Program { get; private set; }

    /// <summary>Most signatures of one batch.</summary>
    public int SlotItems => _options.SlotItems;

    /// <summary>Batches that exist.</summary>
    public int BatchCount => _batches.Length;

    /// <summary>Batches rented and not returned.</summary>
    public int Outstanding
    {
        get
        {
            lock (_gate)
            {
                return _batches.Length - _free.Count;
            }
        }
    }

    /// <summary>Opens a device, compiles the kernels for it and allocates the batches.</summary>
    /// <returns>False with one sentence, the cause and the fix, where the device cannot be used.</returns>
    public static bool TryCreate(
        GpuVerifierOptions options,
        [NotNullWhen(true)] out GpuVerifier? verifier,
        [NotNullWhen(false)] out string? reason)
    {
        ArgumentNullException.ThrowIfNull(options);
        Check.That(options.SlotCount is > 0 and <= Limits.Gpu.MaxSlots && options.SlotItems > 0);
        Check.That(options.SlotItems <= Limits.Gpu.MaxSlotItems && options.SlotMessageBytes > 0);
        verifier = null;
        if (!GpuPtx.TryRead(options.Ptx, out ReadOnlyMemory<byte> ptx, out reason)
            || !CudaContext.TryOpen(options.DeviceOrdinal, out CudaContext? context, out reason))
        {
            return false;
        }

        GpuVerifier created = new(options with { Ptx = ptx }, context);
        created._thread.Start();
        created._started.Wait();
        reason = created.FailureReason;
        if (reason is not null)
        {
            created.Dispose();
            return false;
        }

        verifier = created;
        return true;
    }

    /// <summary>Rents an empty batch; false when all are out or the device has failed.</summary>
    public bool TryRent([NotNullWhen(true)] out GpuBatch? batch) => TryRent(mayWait: false, out batch);

    /// <summary>
    /// Sets <c>valid[i]</c> to the verdict of <see cref="Ed25519.Verify"/> on item i, with shapes and errors as in
    /// <see cref="Ed25519Batch.Verify"/>. False, with nothing valid, where the device failed.
    /// </summary>
    /// <remarks>Blocks; uses as many batches at once as it can get. Cost: no allocation after warm-up.</remarks>
    public bool TryVerify(
        ReadOnlySpan<byte> publicKeys,
        ReadOnlySpan<byte> signatures,
        ReadOnlySpan<byte> messages,
        ReadOnlySpan<int> messageEnds,
        Span<bool> valid,
        GpuMode mode) =>
        TryVerify(publicKeys, signatures, messages, messageEnds, valid, mode, Branch);

    /// <summary>As the other overload, by the kernels of a branch.</summary>
    internal bool TryVerify(
        ReadOnlySpan<byte> publicKeys,
        ReadOnlySpan<byte> signatures,
        ReadOnlySpan<byte> messages,
        ReadOnlySpan<int> messageEnds,
        Span<bool> valid,
        GpuMode mode,
        GpuBranch branch)
    {
        valid.Clear();
        int count = valid.Length;
        if (publicKeys.Length != (long)count * Ed25519.PublicKeyBytes
            || signatures.Length != (long)count * Ed25519.SignatureBytes
            || messageEnds.Length != count)
        {
            return true;
        }

        SignatureItems items = new(publicKeys, signatures, messages, messageEnds);
        // Indices of the batches in work, oldest first.
        Span<int> pending = stackalloc int[Limits.Gpu.MaxSlots];
        int first = 0;
        int next = 0;
        int dealtWith = 0;
        bool works = true;
        while ((works && dealtWith < count) || first < next)
        {
            if (works && dealtWith < count && TryRent(mayWait: first == next, out GpuBatch? batch))
            {
                dealtWith = batch.Fill(items, dealtWith, count, valid);
                batch.Submit(mode, branch);
                pending[next++ % Limits.Gpu.MaxSlots] = batch.Index;
            }
            else if (first < next)
            {
                batch = _batches[pending[first++ % Limits.Gpu.MaxSlots]];
                works &= Collect(batch, valid);
            }
            else
            {
                works = false;
            }
        }

        if (!works)
        {
            valid.Clear();
        }

        return works;
    }

    /// <summary>Stops the thread and frees the device.</summary>
    public void Dispose()
    {
        lock (_gate)
        {
            if (_isClosed)
            {
                return;
            }

            _isClosed = true;
            Monitor.PulseAll(_gate);
        }

        _wake.Set();
        _thread.Join();
        lock (_gate)
        {
            while (_free.TryPop(out GpuBatch? batch))
            {
                batch.Release();
            }
        }

        _context.Dispose();
        _started.Dispose();
    }

    /// <summary>Takes a batch back; after disposal its memory is freed here.</summary>
    internal void Return(GpuBatch batch)
    {
        lock (_gate)
        {
            if (!_isClosed)
            {
                _free.Push(batch);
                Monitor.Pulse(_gate);
                return;
            }
        }

        batch.Release();
    }

    /// <summary>Queues a batch for the thread of the device; false where that takes nothing more.</summary>
    internal bool TryQueue(GpuBatch batch)
    {
        lock (_gate)
        {
            if (_isClosed || _failureReason is not null)
            {
                return false;
            }

            _queued.Enqueue(batch);
        }

        _wake.Set();
        return true;
    }

    private static bool Collect(GpuBatch batch, Span<bool> valid)
    {
        bool succeeded = batch.Wait();
        if (succeeded)
        {
            batch.CopyVerdicts(valid);
        }

        batch.Return();
        return succeeded;
    }

    /// <summary>Rents a batch; a caller that holds none may wait, so callers never wait for each other.</summary>
    private bool TryRent(bool mayWait, [NotNullWhen(true)] out GpuBatch? batch)
    {
        // One lock from the wait to the taking: between two, another caller could take what this one was woken for.
        lock (_gate)
        {
            while (mayWait && !_isClosed && _failureReason is null && _free.Count == 0)
            {
                Monitor.Wait(_gate);
            }

            if (_isClosed || _failureReason is not null || !_free.TryPop(out batch))
            {
                batch = null;
                return false;
            }
        }

        batch.Rent();
        return true;
    }
}
