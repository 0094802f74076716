using System.Runtime.InteropServices;
using Aether.Core.Diagnostics;
using Aether.Execution.Wasm.Modules;
using Aether.Execution.Wasm.Runtime;

namespace Aether.Execution.Wasm.Interpreter;

/// <summary>The cells and frames of one thread's interpreted calls.</summary>
/// <remarks>
/// <b>Ownership</b>: one for each thread, kept as long as the thread: 16 MiB of address space, of which only pages that
/// were touched take memory. A call whose budget is more than what is left above the top, which only calls with a
/// budget of their own inside others can have, gets cells of its own.
/// </remarks>
// SAFETY: Top and every frame's locals lie between _cells and _cells + Capacity, or in a block of Enter's caller.
internal sealed unsafe class CellStack
{
    /// <summary>Cells of a stack: as many as a budget can hold, and the arguments of one call.</summary>
    public const int Capacity = StackBudget.MaxCells + (1 << 16);

    private const int StartFrames = 512;

    [ThreadStatic]
    private static CellStack? t_current;

    private readonly ulong* _cells;
    private Frame[] _frames = new Frame[StartFrames];

    private CellStack()
    {
        _cells = (ulong*)NativeMemory.Alloc((nuint)Capacity, sizeof(ulong));
        Top = _cells;
    }

    /// <summary>Frees the cells with the thread.</summary>
    ~CellStack() => NativeMemory.Free(_cells);

    /// <summary>The stack of this thread.</summary>
    public static CellStack Current => t_current ??= new CellStack();

    /// <summary>First cell that no frame uses, while a call is outside of the loop.</summary>
    public ulong* Top { get; set; }

    /// <summary>Frames on the stack.</summary>
    public int Depth { get; private set; }

    /// <summary>True when <paramref name="cells"/> fit above the top.</summary>
    public bool Fits(int cells) => Top >= _cells && Top + cells <= _cells + Capacity;

    /// <summary>Puts a frame on top.</summary>
    public ref Frame Push(WasmFunction function, ulong* locals)
    {
        if (Depth == _frames.Length)
        {
            Array.Resize(ref _frames, 2 * Depth);
        }

        WasmModule? module = Depth > 0 ? _frames[Depth - 1].Module : null;
        ref Frame frame = ref _frames[Depth++];
        frame.Module = module!;
        frame.Function = function;
        frame.Locals = locals;
        return ref frame;
    }

    /// <summary>The frame below the top.</summary>
    public ref Frame Below() => ref _frames[Depth - 2];

    /// <summary>Takes the top frame off; returns the one below.</summary>
    public ref Frame Pop()
    {
        Depth--;
        return ref _frames[Depth - 1];
    }

    /// <summary>Goes back to where a call from outside began, however it ended.</summary>
    public void Reset(int depth, ulong* top)
    {
        Check.That(depth <= Depth);
        Depth = depth;
        Top = top;
    }
}
