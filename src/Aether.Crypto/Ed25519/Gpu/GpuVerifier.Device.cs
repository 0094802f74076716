using Aether.Native.Cuda;

namespace Aether.Crypto.Ed25519.Gpu;

/// <summary>The thread that owns the device.</summary>
public sealed partial class GpuVerifier
{
    // The device wakes the thread; a stream whose work failed does not, so it is asked this often.
    private const int AskMs = 50;

    // Batches whose steps are queued on the device. Used by the thread of the device only.
    private readonly List<GpuBatch> _inFlight;

    private void Run()
    {
        GpuProgram? program = null;
        try
        {
            program = Start();
            Program = program;
            _started.Set();
            if (program is not null)
            {
                Serve(program);
            }
        }
        catch (CudaException failure)
        {
            Fail($"GPU {Device.Ordinal} failed ({failure.Message}); restart the node, and check the device");
            _started.Set();
        }
        finally
        {
            Stop();
            program?.Dispose();
        }
    }

    private GpuProgram? Start()
    {
        _context.Bind();
        if (!GpuProgram.TryLoad(_context, _options, out GpuProgram? program, out string? error))
        {
            Fail($"the GPU kernels do not load ({error}); rebuild gpu/ with ./build.sh setup or update the driver");
            return null;
        }

        try
        {
            for (int i = 0; i < _batches.Length; i++)
            {
                GpuSlot slot = new(_context, _wake, _options.SlotItems, _options.SlotMessageBytes);
                _batches[i] = new GpuBatch(this, slot, i);
                lock (_gate)
                {
                    _free.Push(_batches[i]);
                }
            }

            program.BuildBaseTable(_batches[0].Slot.Stream);
            return program;
        }
        catch
        {
            program.Dispose();
            throw;
        }
    }

    private void Serve(GpuProgram program)
    {
        while (true)
        {
            bool moved = Launch(program);
            moved |= Collect(program);
            if (!moved)
            {
                if (_inFlight.Count == 0 && IsClosed)
                {
                    return;
                }

                if (!_wake.WaitOne(_inFlight.Count == 0 ? Timeout.Infinite : AskMs))
                {
                    AskStreams();
                }
            }
        }
    }

    private bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return _isClosed && _queued.Count == 0;
            }
        }
    }

    private bool Launch(GpuProgram program)
    {
        GpuBatch? batch;
        lock (_gate)
        {
            if (!_queued.TryDequeue(out batch))
            {
                return false;
            }
        }

        _inFlight.Add(batch);
        program.Queue(batch);
        return true;
    }

    /// <summary>Answers the batches that are done; one whose equation failed goes back for its verdicts.</summary>
    private bool Collect(GpuProgram program)
    {
        bool moved = false;
        for (int i = _inFlight.Count - 1; i >= 0; i--)
        {
            GpuBatch batch = _inFlight[i];
            if (!batch.Slot.Done.IsReached)
            {
                continue;
            }

            moved = true;
            if (program.TryFinish(batch))
            {
                _inFlight.RemoveAt(i);
                batch.Answer(succeeded: true);
            }
        }

        return moved;
    }

    /// <summary>Throws where work failed, so that the marker behind it will never be reached.</summary>
    private void AskStreams()
    {
        foreach (GpuBatch batch in _inFlight)
        {
            _ = batch.Slot.Stream.IsIdle;
        }
    }

    private void Fail(string reason)
    {
        lock (_gate)
        {
            Volatile.Write(ref _failureReason, reason);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Answers what is left after a failure.</summary>
    private void Stop()
    {
        lock (_gate)
        {
            while (_queued.TryDequeue(out GpuBatch? batch))
            {
                _inFlight.Add(batch);
            }
        }

        foreach (GpuBatch batch in _inFlight)
        {
            batch.Answer(succeeded: false);
        }

        _inFlight.Clear();
    }
}
