using Aether.Core;
using Aether.Execution.Wasm.Runtime;
using Xunit;

namespace Aether.WasmTests.Runtime;

public sealed unsafe class MemoryPoolTests
{
    [Fact]
    public void Rent_WhatWasWritten_IsZeroAgain()
    {
        // SAFETY: only bytes below the capacity are touched.
        using MemoryPool pool = new();
        byte* first = pool.Rent(100_000, out ulong capacity);
        Assert.Equal(131_072ul, capacity);
        new Span<byte>(first, 100_000).Fill(0xAA);
        pool.Return(first, capacity, 100_000);
        byte* second = pool.Rent(131_072, out ulong again);
        Assert.True(first == second);
        Assert.Equal(-1, new Span<byte>(second, (int)again).IndexOfAnyExcept((byte)0));
        pool.Return(second, again, 0);
        Assert.Equal(0, pool.Rented);
    }

    [Fact]
    public void Return_BeyondTheBound_IsFreed()
    {
        // SAFETY: the blocks are not touched.
        using MemoryPool pool = new();
        nint[] blocks = new nint[8];
        ulong capacity = 0;
        for (int i = 0; i < blocks.Length; i++)
        {
            blocks[i] = (nint)pool.Rent(16 << 20, out capacity);
        }

        foreach (nint block in blocks)
        {
            pool.Return((byte*)block, capacity, 0);
        }

        Assert.InRange(pool.KeptBytes, 1, Limits.Wasm.MaxPooledBytes);
        Assert.Equal(0, pool.Rented);
    }
}
