using System.Numerics;
using System.Runtime.InteropServices;
using Aether.Core;
using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>Blocks of zeroed native memory for linear memories, in powers of two from one page on.</summary>
/// <remarks>
/// <b>Threads</b>: those of one owner at a time; an engine has one for each lane. <b>Cost</b>: at most
/// <see cref="Limits.Wasm.MaxPooledBytes"/> are kept; what was used is zeroed when it comes back.
/// </remarks>
// SAFETY: a block is held by its renter or by the pool, never by both, and its class says its capacity.
public sealed unsafe class MemoryPool : IDisposable
{
    private const int Classes = 9;

    private readonly Stack<nint>[] _free = new Stack<nint>[Classes];
    private long _keptBytes;
    private int _rented;

    /// <summary>Makes an empty pool.</summary>
    public MemoryPool()
    {
        for (int i = 0; i < Classes; i++)
        {
            _free[i] = new Stack<nint>();
        }
    }

    /// <summary>Blocks that are out.</summary>
    public int Rented => _rented;

    /// <summary>Bytes kept for the next renter.</summary>
    public long KeptBytes => _keptBytes;

    /// <summary>Gives zeroed memory of at least <paramref name="bytes"/>, or null when the machine has none.</summary>
    /// <param name="bytes">Bytes needed, 0 for one page.</param>
    /// <param name="capacity">Bytes given.</param>
    public byte* Rent(ulong bytes, out ulong capacity)
    {
        capacity = BitOperations.RoundUpToPowerOf2(ulong.Max(bytes, MemoryType.PageBytes));
        int size = ClassOf(capacity);
        if (size < Classes && _free[size].TryPop(out nint kept))
        {
            _keptBytes -= (long)capacity;
            _rented++;
            return (byte*)kept;
        }

        if (size >= Classes)
        {
            capacity = bytes;
        }

        try
        {
            // SAFETY: the block is given back through Return with the same capacity.
            byte* block = (byte*)NativeMemory.AllocZeroed((nuint)capacity);
            _rented++;
            return block;
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    /// <summary>Takes a block back and zeroes its first <paramref name="used"/> bytes.</summary>
    public void Return(byte* block, ulong capacity, ulong used)
    {
        _rented--;
        int size = ClassOf(capacity);
        bool keep = size < Classes && BitOperations.IsPow2(capacity)
            && _keptBytes + (long)capacity <= Limits.Wasm.MaxPooledBytes;
        if (!keep)
        {
            NativeMemory.Free(block);
            return;
        }

        // SAFETY: used never exceeds the capacity of the block.
        NativeMemory.Clear(block, (nuint)used);
        _free[size].Push((nint)block);
        _keptBytes += (long)capacity;
    }

    /// <summary>Frees what is kept.</summary>
    public void Dispose()
    {
        foreach (Stack<nint> blocks in _free)
        {
            while (blocks.TryPop(out nint block))
            {
                NativeMemory.Free((void*)block);
            }
        }

        _keptBytes = 0;
    }

    private static int ClassOf(ulong capacity) => BitOperations.Log2(capacity) - 16;
}
