using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>The modules that were used last, with their code.</summary>
/// <remarks>
/// <b>Threads</b>: any; lanes share it, and finding a module takes no lock: it reads a table that is replaced when a
/// module comes or goes. <b>Cost</b>: at most <see cref="Limits.Wasm.MaxCachedModules"/> modules and
/// <see cref="Limits.Wasm.MaxCachedInstructions"/> instructions; those unused for longest go first, and the runtime
/// unloads their compiled code when no instance holds it.
/// </remarks>
/// <param name="make">Makes what is kept of a module.</param>
/// <param name="queue">Compiles what the cache holds, or null to leave it as it was made.</param>
public sealed class CodeCache<T>(Func<CodeKey, WasmModule, T> make, CompileQueue? queue)
    where T : CachedModule
{
    private readonly Lock _gate = new();
    private volatile ImmutableDictionary<CodeKey, T> _modules = ImmutableDictionary<CodeKey, T>.Empty;
    private readonly List<T> _inOrder = [];
    private long _instructions;

    // Counts the modules that came: time enough to tell which was not used for longest.
    private long _clock;

    /// <summary>Modules held.</summary>
    public int Count => _modules.Count;

    /// <summary>Instructions of the modules held.</summary>
    public long Instructions => Interlocked.Read(ref _instructions);

    /// <summary>Finds a module and marks it as used.</summary>
    public bool TryGet(in CodeKey key, [NotNullWhen(true)] out T? module)
    {
        if (!_modules.TryGetValue(key, out module))
        {
            return false;
        }

        Touch(module);
        Offer(module);
        return true;
    }

    /// <summary>Takes a validated module in, and offers it to the compiler.</summary>
    /// <param name="key">Its name; the module's own hash.</param>
    /// <param name="module">The module, metered by the schedule of the key.</param>
    /// <returns>The module held under the key: an earlier one if there is one.</returns>
    public T Add(in CodeKey key, WasmModule module)
    {
        ArgumentNullException.ThrowIfNull(module);
        Check.That(module.Validated && key.Hash == module.Hash);
        T cached;
        lock (_gate)
        {
            if (_modules.TryGetValue(key, out T? held))
            {
                return held;
            }

            cached = make(key, module);
            Interlocked.Increment(ref _clock);
            Touch(cached);
            Interlocked.Add(ref _instructions, InstructionsOf(module));
            _inOrder.Add(cached);
            _modules = Trim(_modules.Add(key, cached));
        }

        Offer(cached);
        return cached;
    }

    private static long InstructionsOf(WasmModule module)
    {
        long instructions = 0;
        foreach (WasmFunction function in module.Functions)
        {
            instructions += function.Code.Length;
        }

        return instructions;
    }

    // Written only when it moves, so that lanes that use one module do not take its line from each other.
    private void Touch(T module)
    {
        long now = Interlocked.Read(ref _clock);
        if (Volatile.Read(ref module.LastUse) != now)
        {
            Volatile.Write(ref module.LastUse, now);
        }
    }

    private void Offer(T module)
    {
        if (queue is not null && Volatile.Read(ref module.Queued) == 0)
        {
            queue.TryAdd(module);
        }
    }

    /// <summary>Keeps the newest whatever its size.</summary>
    private ImmutableDictionary<CodeKey, T> Trim(ImmutableDictionary<CodeKey, T> modules)
    {
        while (modules.Count > 1
            && (modules.Count > Limits.Wasm.MaxCachedModules || _instructions > Limits.Wasm.MaxCachedInstructions))
        {
            int last = 0;
            for (int index = 1; index < _inOrder.Count; index++)
            {
                bool isOlder = Volatile.Read(ref _inOrder[index].LastUse) < Volatile.Read(ref _inOrder[last].LastUse);
                last = isOlder ? index : last;
            }

            modules = modules.Remove(_inOrder[last].Key);
            Interlocked.Add(ref _instructions, -InstructionsOf(_inOrder[last].Module));
            _inOrder.RemoveAt(last);
        }

        return modules;
    }
}
