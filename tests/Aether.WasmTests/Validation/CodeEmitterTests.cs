using Aether.Execution.Wasm.Modules;
using Xunit;

namespace Aether.WasmTests.Validation;

public sealed class CodeEmitterTests
{
    [Fact]
    public void Emit_StraightLine_ChargesOnceAtTheStart()
    {
        // i32.const 7, i32.const 8, i32.add, end: three operations of weight 1.
        WasmFunction function = Body([0, 1, 0x7F], [0, 0x41, 7, 0x41, 8, 0x6A, 0x0B]);
        Assert.Equal(
            [WasmOp.Charge, WasmOp.I32Const, WasmOp.I32Const, WasmOp.I32Add, WasmOp.End],
            function.Code.Select(i => i.Op));
        Assert.Equal(3, function.Code[0].A);
        Assert.Equal(2, function.MaxStack);
        Assert.Equal(-1, function.Code[^1].A);
    }

    [Fact]
    public void Emit_Loop_ChargesEachRoundAfterItsHead()
    {
        // loop, br 0, end: the branch is paid for behind the head, where it arrives.
        WasmFunction function = Body([0, 0], [0, 0x03, 0x40, 0x0C, 0, 0x0B, 0x0B]);
        Assert.Equal(
            [WasmOp.Charge, WasmOp.Loop, WasmOp.Charge, WasmOp.Br, WasmOp.End, WasmOp.End],
            function.Code.Select(i => i.Op));
        Assert.Equal(1, function.Code[0].A);
        Assert.Equal(2, function.Code[2].A);
        Assert.Equal(new BranchTarget(0, 2, 0, 0), BranchTarget.Of(function.Code[3]));
        Assert.Equal(4, function.Code[1].A);
        Assert.Equal(1, function.LoopDepth);
    }

    [Fact]
    public void Emit_DeadCode_IsLeftOutUpToTheEnd()
    {
        // block, br 0, i32.const 1, drop, block, end, end, nop, end.
        byte[] code = [0, 0x02, 0x40, 0x0C, 0, 0x41, 1, 0x1A, 0x02, 0x40, 0x0B, 0x0B, 0x01, 0x0B];
        WasmFunction function = Body([0, 0], code);
        Assert.Equal(
            [WasmOp.Charge, WasmOp.Block, WasmOp.Br, WasmOp.End, WasmOp.End], function.Code.Select(i => i.Op));
        Assert.Equal(4, function.Code[2].A);
    }

    [Fact]
    public void Emit_If_PartnersAndJoins()
    {
        // local.get 0, if (result i32) i32.const 1 else i32.const 2 end.
        WasmFunction function = Body(
            [1, 0x7F, 1, 0x7F], [0, 0x20, 0, 0x04, 0x7F, 0x41, 1, 0x05, 0x41, 2, 0x0B, 0x0B]);
        WasmOp[] expected =
        [
            WasmOp.Charge, WasmOp.LocalGet, WasmOp.If, WasmOp.Charge, WasmOp.I32Const, WasmOp.Else, WasmOp.Charge,
            WasmOp.I32Const, WasmOp.End, WasmOp.End,
        ];
        Assert.Equal(expected, function.Code.Select(i => i.Op));
        Assert.Equal(5, function.Code[2].A);
        Assert.Equal(8, function.Code[5].A);
        Assert.Equal(2, function.Code[8].A);
    }

    [Fact]
    public void Emit_BranchTable_ResolvesEveryTarget()
    {
        // block block local.get 0 br_table 0 1 2 end end.
        byte[] code = [0, 0x02, 0x40, 0x02, 0x40, 0x20, 0, 0x0E, 2, 0, 1, 2, 0x0B, 0x0B, 0x0B];
        WasmFunction function = Body([1, 0x7F, 0], code);
        Instruction table = function.Code.Single(i => i.Op == WasmOp.BrTable);
        Assert.Equal(2ul, table.Immediate);
        int last = function.Code.Length - 1;
        Assert.Equal(new BranchTarget(0, last - 1, 0, 0), BranchTarget.Read(function.BranchTable, table.A, 0));
        Assert.Equal(new BranchTarget(1, last, 0, 0), BranchTarget.Read(function.BranchTable, table.A, 1));
        Assert.Equal(new BranchTarget(2, last, 0, 0), BranchTarget.Read(function.BranchTable, table.A, 2));
    }

    [Fact]
    public void Emit_BranchWithValues_KeepsAndDrops()
    {
        // i32.const 1, block (result i32), i32.const 2, i32.const 3, br 0, end, i32.add.
        byte[] code = [0, 0x41, 1, 0x02, 0x7F, 0x41, 2, 0x41, 3, 0x0C, 0, 0x0B, 0x6A, 0x0B];
        WasmFunction function = Body([0, 1, 0x7F], code);
        BranchTarget target = BranchTarget.Of(function.Code.Single(i => i.Op == WasmOp.Br));
        Assert.Equal((0, 1, 1), (target.Depth, target.Height, target.Kept));
        Assert.Equal(WasmOp.Charge, function.Code[target.Target].Op);
        Assert.Equal(3, function.MaxStack);
    }

    private static WasmFunction Body(byte[] type, byte[] code) =>
        ModuleText.Load(ModuleText.Function(type, code)).Functions[0];
}
