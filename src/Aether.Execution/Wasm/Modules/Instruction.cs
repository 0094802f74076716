using System.Runtime.InteropServices;

namespace Aether.Execution.Wasm.Modules;

/// <summary>One instruction of validated code, 16 bytes.</summary>
/// <remarks>
/// <b>Shape</b>, by operation:
/// <list type="bullet">
/// <item>Block, Loop: A = index of its End; If: A = index of its Else or End (a false condition goes on at A + 1);
/// Else: A = index of its End. Immediate = block type as <see cref="WasmModule.BlockTypeOf"/> reads it. B = height of
/// the operands below the parameters (saturated at 65,535, unused by the engines). End: A = index of its opener, -1
/// for the function's own.</item>
/// <item>Br, BrIf, Return: A = target, B = label depth, Immediate = height | kept &lt;&lt; 32: see
/// <see cref="BranchTarget.Of"/>. BrTable: A = start in the function's branch table, Immediate = targets without the
/// default, which comes last.</item>
/// <item>Call, RefFunc: A = function. CallIndirect: A = type, B = table. Local and global access: A = index, B =
/// <see cref="ValueType"/>. Drop, Select: B = <see cref="ValueType"/> of the operand.</item>
/// <item>Loads and stores: Immediate = offset. Constants: Immediate = the cell. RefNull: B = type.</item>
/// <item>MemoryInit, DataDrop: A = segment. TableInit: A = segment, B = table. ElemDrop: A = segment. TableCopy: A =
/// destination, B = source. Other table operations: A = table, and B = <see cref="ValueType"/> of its entries.</item>
/// <item>Charge: A = gas of the run that starts here.</item>
/// </list>
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public struct Instruction
{
    /// <summary>What to do.</summary>
    public WasmOp Op;

    /// <summary>Second operand.</summary>
    public ushort B;

    /// <summary>First operand.</summary>
    public int A;

    /// <summary>Wide operand.</summary>
    public ulong Immediate;

    /// <summary>Makes an instruction.</summary>
    public Instruction(WasmOp op, int a = 0, int b = 0, ulong immediate = 0)
    {
        Op = op;
        A = a;
        B = checked((ushort)b);
        Immediate = immediate;
    }

    /// <inheritdoc/>
    public override readonly string ToString() => $"{Op} {A} {B} {Immediate}";
}
