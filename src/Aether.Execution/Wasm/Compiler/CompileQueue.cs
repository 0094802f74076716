using System.Collections.Concurrent;
using Aether.Core;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>Compiles modules one after another on a thread of its own.</summary>
/// <remarks>
/// <b>Threads</b>: any may add. A full queue refuses: the module stays interpreted and its next use offers it again.
/// A module that the runtime refuses to compile stays interpreted for good and is counted.
/// </remarks>
public sealed class CompileQueue : IDisposable
{
    private readonly BlockingCollection<CachedModule> _waiting = new(Limits.Wasm.MaxWaitingModules);
    private readonly CompileLimits _limits;
    private readonly Lock _starting = new();
    private Thread? _thread;
    private bool _closed;
    private long _compiled;
    private long _refused;

    /// <summary>Makes a queue, whose thread starts with the first module.</summary>
    public CompileQueue()
        : this(CompileLimits.Default)
    {
    }

    internal CompileQueue(CompileLimits limits) => _limits = limits;

    /// <summary>Modules compiled.</summary>
    public long Compiled => Interlocked.Read(ref _compiled);

    /// <summary>Modules that the runtime refused to compile.</summary>
    public long Refused => Interlocked.Read(ref _refused);

    /// <summary>Offers a module once. False when the queue is full.</summary>
    public bool TryAdd(CachedModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        if (Interlocked.Exchange(ref module.Queued, 1) != 0)
        {
            return true;
        }

        if (TryQueue(module))
        {
            return true;
        }

        Volatile.Write(ref module.Queued, 0);
        return false;
    }

    /// <summary>Ends the thread after the module it is at.</summary>
    public void Dispose()
    {
        lock (_starting)
        {
            _closed = true;
            _waiting.CompleteAdding();
            while (_waiting.TryTake(out _))
            {
            }
        }

        _thread?.Join();
        _waiting.Dispose();
    }

    private bool TryQueue(CachedModule module)
    {
        lock (_starting)
        {
            if (_closed || !_waiting.TryAdd(module))
            {
                return false;
            }

            if (_thread is null)
            {
                // The JIT descends into expressions; the large stack is for modules with deep ones.
                _thread = WasmThread.Create("wasm compiler", Serve);
                _thread.Start();
            }

            return true;
        }
    }

    private void Serve()
    {
        foreach (CachedModule module in _waiting.GetConsumingEnumerable())
        {
            try
            {
                module.SetCode(WasmCompiler.Compile(module.Module, module.Interpreter, _limits));
                Interlocked.Increment(ref _compiled);
            }
#pragma warning disable CA1031 // the loop of a stage: the module stays interpreted, whatever the runtime says
            catch (Exception)
#pragma warning restore CA1031
            {
                Interlocked.Increment(ref _refused);
            }
        }
    }
}
