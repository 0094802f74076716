using Aether.Core;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;
using Xunit;

namespace Aether.WasmTests.Compiler;

public sealed class CompileQueueTests
{
    [Fact]
    public void TryAdd_Module_IsCompiledBehind()
    {
        using CompileQueue queue = new();
        WasmModule module = CodeCacheTests.Module(5);
        CachedModule cached = new(CodeCacheTests.Key(module), module, new EmptyCode());
        Assert.False(cached.IsCompiled);
        Assert.True(queue.TryAdd(cached));
        Assert.True(SpinWait.SpinUntil(() => cached.IsCompiled, TimeSpan.FromMinutes(1)));
        Assert.Equal((1, 0), (queue.Compiled, queue.Refused));
    }

    [Fact]
    public void TryAdd_FullQueue_RefusesAndTakesItLater()
    {
        CompileQueue queue = new();
        WasmModule module = CodeCacheTests.Module(5);
        List<CachedModule> waiting = [];
        bool refused = false;

        // The thread empties the queue beside this loop; it cannot keep up with modules that wait for nothing.
        for (int i = 0; i < 1_000 * Limits.Wasm.MaxWaitingModules && !refused; i++)
        {
            CachedModule cached = new(CodeCacheTests.Key(module), module, new EmptyCode());
            refused = !queue.TryAdd(cached);
            waiting.Add(cached);
        }

        Assert.True(refused);
        CachedModule last = waiting[^1];
        Assert.True(SpinWait.SpinUntil(() => queue.TryAdd(last), TimeSpan.FromMinutes(1)));
        Assert.True(SpinWait.SpinUntil(() => last.IsCompiled, TimeSpan.FromMinutes(1)));
        queue.Dispose();
    }

    private sealed unsafe class EmptyCode : IWasmCode
    {
        // SAFETY: it gives no pointers and runs nothing.
        public void* CodeOf(int function) => null;

        public delegate* managed<InstanceData*, FunctionData*, ulong*, int, void> EntryOf(int function) => null;

        public void Invoke(WasmInstance instance, int function, ulong* cells, int budget) =>
            throw new InvalidOperationException("no code");
    }
}
