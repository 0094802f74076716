namespace Aether.Execution.Wasm.Modules;

/// <summary>Where a branch goes, in both forms: the label for a compiler, the place for an interpreter.</summary>
/// <param name="Depth">Labels between the branch and its target; the function's own label is the outermost.</param>
/// <param name="Target">
/// Index of the next instruction: after a loop's head, after the end of a block, or the function's last instruction.
/// </param>
/// <param name="Height">Operands that stay below the values kept.</param>
/// <param name="Kept">Values on the top of the operands that go along.</param>
public readonly record struct BranchTarget(int Depth, int Target, int Height, int Kept)
{
    /// <summary>Numbers of a target in <see cref="WasmFunction.BranchTable"/>.</summary>
    public const int Cells = 4;

    /// <summary>Target number <paramref name="entry"/> of the table at <paramref name="start"/>.</summary>
    public static BranchTarget Read(ReadOnlySpan<int> table, int start, int entry)
    {
        ReadOnlySpan<int> cells = table.Slice(start + (entry * Cells), Cells);
        return new BranchTarget(cells[0], cells[1], cells[2], cells[3]);
    }

    /// <summary>The target of a branch that is no table.</summary>
    public static BranchTarget Of(in Instruction branch) =>
        new(branch.B, branch.A, (int)(uint)(branch.Immediate & uint.MaxValue), (int)(branch.Immediate >> 32));
}
