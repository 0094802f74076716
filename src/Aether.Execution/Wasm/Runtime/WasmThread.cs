using System.Collections.Concurrent;
using System.Runtime.ExceptionServices;
using Aether.Core;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>Threads with stacks large enough for the deepest call any budget allows.</summary>
/// <remarks>
/// A stack that overflows ends the process, so wasm never runs on the stack of a caller. A lane that makes many calls
/// goes to such a thread once and makes them there. <b>Threads</b>: <see cref="Run"/> may be called from any thread.
/// </remarks>
public static class WasmThread
{
    [ThreadStatic]
    private static bool t_isCurrent;

    private static readonly BlockingCollection<Work> s_work = [];

    private static int s_idle;

    private static int s_threads;

    /// <summary>True on a thread with a large stack.</summary>
    public static bool IsCurrent => t_isCurrent;

    /// <summary>Runs <paramref name="action"/> on such a thread and waits; at once when this is one.</summary>
    /// <remarks><b>Errors</b>: what the action throws.</remarks>
    public static void Run(Action action)
    {
        ArgumentNullException.ThrowIfNull(action);
        if (t_isCurrent)
        {
            action();
            return;
        }

        Work work = new(action);
        if (Interlocked.Decrement(ref s_idle) < 0)
        {
            // The new thread is this work's: no idle one was there to be taken.
            Interlocked.Increment(ref s_idle);
            Start();
        }

        s_work.Add(work);
        work.Wait();
    }

    /// <summary>Makes a named background thread with a large stack, of the caller's own, that is not started.</summary>
    public static Thread Create(string name, Action action) =>
        new(() => Enter(action), Limits.Wasm.ThreadStackBytes) { IsBackground = true, Name = name };

    private static void Enter(Action action)
    {
        t_isCurrent = true;
        action();
    }

    private static void Start() => Create($"wasm {Interlocked.Increment(ref s_threads)}", Serve).Start();

    private static void Serve()
    {
        foreach (Work work in s_work.GetConsumingEnumerable())
        {
            work.Do();
            Interlocked.Increment(ref s_idle);
        }
    }

    private sealed class Work(Action action)
    {
        private readonly object _gate = new();
        private Action? _action = action;
        private ExceptionDispatchInfo? _failure;
        private bool _done;

        public void Do()
        {
            try
            {
                _action!();
            }
#pragma warning disable CA1031 // handed to the thread that waits
            catch (Exception failure)
#pragma warning restore CA1031
            {
                _failure = ExceptionDispatchInfo.Capture(failure);
            }

            // The thread keeps its last work in sight; what the work held may be unloaded.
            _action = null;
            lock (_gate)
            {
                _done = true;
                Monitor.Pulse(_gate);
            }
        }

        public void Wait()
        {
            lock (_gate)
            {
                while (!_done)
                {
                    Monitor.Wait(_gate);
                }
            }

            _failure?.Throw();
        }
    }
}
