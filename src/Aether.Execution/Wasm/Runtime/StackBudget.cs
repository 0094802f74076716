using Aether.Execution.Wasm.Modules;

namespace Aether.Execution.Wasm.Runtime;

/// <summary>The stack left to a call in one number: frames in its upper bits, cells in its lower ones.</summary>
/// <remarks>
/// <b>Shape</b>: bits 0-20 cells, bit 21 a guard, bits 22-30 frames, bit 31 a guard. Taking a frame is one subtraction;
/// a guard bit that is set afterwards says that one of both ran out, because there is at most one borrow.
/// <b>Consensus</b>: what fits is part of the result of a call.
/// </remarks>
public static class StackBudget
{
    /// <summary>Most frames a budget can hold.</summary>
    public const int MaxFrames = 511;

    /// <summary>Most cells a budget can hold.</summary>
    public const int MaxCells = (1 << CellBits) - 1;

    /// <summary>The bits that are set when a budget ran out.</summary>
    public const int Exhausted = unchecked((int)0x8020_0000);

    private const int CellBits = 21;

    private const int FrameShift = CellBits + 1;

    /// <summary>The whole budget of a call from outside.</summary>
    public static int Full(WasmLimits limits)
    {
        ArgumentNullException.ThrowIfNull(limits);
        return Of(limits.MaxCallDepth, limits.MaxStackCells);
    }

    /// <summary>A budget of so many frames and cells; more than it can hold counts as the most it can.</summary>
    public static int Of(int frames, int cells) =>
        (int.Min(frames, MaxFrames) << FrameShift) | int.Min(cells, MaxCells);

    /// <summary>What one frame of <paramref name="cells"/> cells takes; a frame of too many never fits.</summary>
    public static int CostOf(int cells) => (1 << FrameShift) + int.Min(cells, MaxCells);

    /// <summary>Takes one frame. False when it does not fit.</summary>
    public static bool TryTake(ref int budget, int cells)
    {
        budget = unchecked(budget - CostOf(cells));
        return (budget & Exhausted) == 0;
    }
}
