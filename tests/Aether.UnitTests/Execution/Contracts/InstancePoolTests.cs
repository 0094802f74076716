using Aether.Core;
using Aether.Crypto.Hashing;
using Aether.Execution.Contracts;
using Aether.Execution.Wasm;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Gate;
using Aether.Execution.Wasm.Host;
using Aether.Execution.Wasm.Interpreter;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.UnitTests.Execution.Contracts;

public sealed class InstancePoolTests
{
    private const long Gas = 1_000_000;
    private const uint Pages = 4;

    /// <summary>Grows its memory by a page and writes its last byte; the first byte too.</summary>
    private static readonly byte[] s_dirty = new ContractBuilder()
        .Method("dirty", code => code
            .Push(1).Raw(0x40, 0x00).Drop()
            .Push(131_071).Push(7).Store8().Push(0).Push(7).Store8())
        .Build();

    [Fact]
    public void Rent_AfterACall_FindsTheInstanceAsItWasMade()
    {
        using InstancePool pool = new(new ContractHost(null!));
        ContractModule module = Module(s_dirty);
        ContractInstance first = pool.Rent(module, Pages);
        Call(first, Pages);
        Assert.Equal(2u, first.Memory!.Pages);
        pool.Return(first, isUsable: true);
        Assert.Equal(1, pool.Count);

        ContractInstance again = pool.Rent(module, Pages);
        Assert.Same(first, again);
        Assert.True(again.TryBegin(Pages, out _));
        Assert.Equal(1u, again.Memory!.Pages);
        Assert.True(again.Memory.TrySlice(0, MemoryType.PageBytes, out Span<byte> page));
        Assert.False(page.ContainsAnyExcept((byte)0));
        pool.Return(again, isUsable: true);
    }

    [Fact]
    public void Rent_FewerPagesThanBefore_BoundsTheMemory()
    {
        using InstancePool pool = new(new ContractHost(null!));
        ContractModule module = Module(s_dirty);
        ContractInstance instance = pool.Rent(module, Pages);
        Call(instance, Pages);
        pool.Return(instance, isUsable: true);

        instance = pool.Rent(module, 1);
        Assert.True(instance.TryBegin(1, out _));
        module.TryFindMethod("dirty"u8, out int method);

        // The page is refused, and the byte beyond the first one is outside.
        Assert.Equal(TrapKind.MemoryOutOfBounds, instance.Call(method, Gas, null).Trap);
        pool.Return(instance, isUsable: true);
    }

    [Fact]
    public void Rent_OneInUse_GivesAnother()
    {
        using InstancePool pool = new(new ContractHost(null!));
        ContractModule module = Module(s_dirty);
        ContractInstance first = pool.Rent(module, Pages);
        ContractInstance second = pool.Rent(module, Pages);
        Assert.NotSame(first, second);
        Call(first, Pages);
        Call(second, Pages);
        pool.Return(first, isUsable: true);
        pool.Return(second, isUsable: true);
        Assert.Equal(2, pool.Count);
    }

    [Fact]
    public void Rent_CompiledSince_RunsTheCompiledCode()
    {
        using InstancePool pool = new(new ContractHost(null!));
        ContractModule module = Module(s_dirty);
        ContractInstance interpreted = pool.Rent(module, Pages);
        Call(interpreted, Pages);
        pool.Return(interpreted, isUsable: true);
        module.SetCode(WasmCompiler.Compile(module.Module, InterpretedCode.Shared));
        ContractInstance compiled = pool.Rent(module, Pages);
        Assert.IsType<CompiledCode>(compiled.Code);
        Assert.Equal(0, pool.Count);
        Call(compiled, Pages);
        pool.Return(compiled, isUsable: true);
    }

    [Fact]
    public void Return_Unusable_KeepsNothing()
    {
        using InstancePool pool = new(new ContractHost(null!));
        pool.Return(pool.Rent(Module(s_dirty), Pages), isUsable: false);
        Assert.Equal(0, pool.Count);
    }

    [Fact]
    public void Return_MoreThanItHolds_FreesTheLongestIdle()
    {
        using InstancePool pool = new(new ContractHost(null!));
        ContractModule oldest = Module(s_dirty);
        ContractInstance first = pool.Rent(oldest, Pages);
        Call(first, Pages);
        pool.Return(first, isUsable: true);
        for (int count = 0; count < Limits.Contract.MaxIdleInstances; count++)
        {
            ContractInstance next = pool.Rent(Module(s_dirty), Pages);
            Call(next, Pages);
            pool.Return(next, isUsable: true);
        }
        Assert.Equal(Limits.Contract.MaxIdleInstances, pool.Count);
        ContractInstance again = pool.Rent(oldest, Pages);
        Assert.NotSame(first, again);
        pool.Return(again, isUsable: false);
    }

    private static void Call(ContractInstance instance, uint pages)
    {
        Assert.True(instance.TryBegin(pages, out _));
        Assert.True(instance.Module.TryFindMethod("dirty"u8, out int method));
        Assert.True(instance.Call(method, Gas, null).Returned);
    }

    private static ContractModule Module(byte[] code)
    {
        Assert.True(ContractGate.TryAdmit(code, GasSchedule.Version1, out WasmModule? module, out _));
        CodeKey key = new(module!.Hash, WasmEngine.Version, 1);
        return new ContractModule(key, module, InterpretedCode.Shared, GasSchedule.Version1);
    }
}
