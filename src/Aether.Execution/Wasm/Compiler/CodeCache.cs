using System.Diagnostics.CodeAnalysis;
using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Compiler;

/// <summary>The modules that were used last, with their code.</summary>
/// <remarks>
/// <b>Threads</b>: any; lanes share it. <b>Cost</b>: at most <see cref="Limits.Wasm.MaxCachedModules"/> modules and
/// <see cref="Limits.Wasm.MaxCachedInstructions"/> instructions; those unused for longest go first, and the runtime
/// unloads their compiled code when no instance holds it.
/// </remarks>
/// <param name="make">Makes what is kept of a module.</param>
/// <param name="queue">Compiles what the cache holds, or null to leave it as it was made.</param>
public sealed class CodeCache<T>(Func<CodeKey, WasmModule, T> make, CompileQueue? queue)
    where T : CachedModule
{
    private readonly Lock _gate = new();
    private readonly Dictionary<CodeKey, LinkedListNode<T>> _byKey = [];
    private readonly LinkedList<T> _byUse = new();
    private long _instructions;

    /// <summary>Modules held.</summary>
    public int Count
    {
        get
        {
            lock (_gate)
            {
                return _byKey.Count;
            }
        }
    }

    /// <summary>Instructions of the modules held.</summary>
    public long Instructions
    {
        get
        {
            lock (_gate)
            {
                return _instructions;
            }
        }
    }

    /// <summary>Finds a module and marks it as used.</summary>
    public bool TryGet(in CodeKey key, [NotNullWhen(true)] out T? module)
    {
        lock (_gate)
        {
            if (!_byKey.TryGetValue(key, out LinkedListNode<T>? node))
            {
                module = null;
                return false;
            }

            _byUse.Remove(node);
            _byUse.AddFirst(node);
            module = node.Value;
        }

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
            if (_byKey.TryGetValue(key, out LinkedListNode<T>? held))
            {
                return held.Value;
            }

            cached = make(key, module);
            _byKey.Add(key, _byUse.AddFirst(cached));
            _instructions += InstructionsOf(module);
            Trim();
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

    private void Offer(T module)
    {
        if (queue is not null && Volatile.Read(ref module.Queued) == 0)
        {
            queue.TryAdd(module);
        }
    }

    /// <summary>Keeps the newest whatever its size.</summary>
    private void Trim()
    {
        while (_byKey.Count > 1
            && (_byKey.Count > Limits.Wasm.MaxCachedModules || _instructions > Limits.Wasm.MaxCachedInstructions))
        {
            T last = _byUse.Last!.Value;
            _byUse.RemoveLast();
            _byKey.Remove(last.Key);
            _instructions -= InstructionsOf(last.Module);
        }
    }
}
