using Aether.Core;
using Aether.Execution.Wasm;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;
using Xunit;

namespace Aether.WasmTests.Compiler;

public sealed class CodeCacheTests
{
    [Fact]
    public void Add_SameKeyTwice_KeepsTheFirst()
    {
        CodeCache<CachedModule> cache = new(Keep, null);
        WasmModule module = Module(1);
        CachedModule first = cache.Add(Key(module), module);
        Assert.Same(first, cache.Add(Key(module), Module(1)));
        Assert.True(cache.TryGet(Key(module), out CachedModule? found));
        Assert.Same(first, found);
        Assert.False(cache.TryGet(Key(module) with { Schedule = 2 }, out _));
        Assert.Equal(1, cache.Count);
        Assert.Equal(module.Functions[0].Code.Length, cache.Instructions);
    }

    [Fact]
    public void Add_MoreThanItHolds_ForgetsTheLongestUnused()
    {
        CodeCache<CachedModule> cache = new(Keep, null);
        WasmModule oldest = Module(0);
        cache.Add(Key(oldest), oldest);
        WasmModule second = Module(1);
        cache.Add(Key(second), second);
        for (uint i = 2; i <= Limits.Wasm.MaxCachedModules; i++)
        {
            WasmModule module = Module(i);
            Assert.True(cache.TryGet(Key(oldest), out _));
            cache.Add(Key(module), module);
        }

        Assert.Equal(Limits.Wasm.MaxCachedModules, cache.Count);
        Assert.True(cache.TryGet(Key(oldest), out _));
        Assert.False(cache.TryGet(Key(second), out _));
    }

    private static CachedModule Keep(CodeKey key, WasmModule module) => new(key, module, new NoCode());

    internal static CodeKey Key(WasmModule module) => new(module.Hash, WasmEngine.Version, 1);

    /// <summary>A module that returns a number.</summary>
    internal static WasmModule Module(uint number) =>
        ModuleText.Load(ModuleText.Function([0, 1, 0x7F], [0, 0x41, .. Padded(number), 0x0B]));

    private static byte[] Padded(uint number) =>
        [(byte)(number | 0x80), (byte)((number >> 7) | 0x80), (byte)((number >> 14) & 0x3F)];

    private sealed unsafe class NoCode : IWasmCode
    {
        // SAFETY: it gives no pointers and runs nothing.
        public void* CodeOf(int function) => null;

        public delegate* managed<InstanceData*, FunctionData*, ulong*, int, void> EntryOf(int function) => null;

        public void Invoke(WasmInstance instance, int function, ulong* cells, int budget) =>
            throw new InvalidOperationException("no code");
    }
}
