using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Modules;
using Xunit;

namespace Aether.WasmTests.Binary;

public sealed class WasmDecoderTests
{
    [Fact]
    public void TryDecode_EverySection_ReadsThem()
    {
        byte[] bytes = ModuleText.Module(
            ModuleText.Section(0, [1], "x"u8.ToArray(), [9, 9]),
            ModuleText.Section(1, [1, 0x60, 1, 0x7F, 1, 0x7E]),
            ModuleText.Section(2, [1, 1], "m"u8.ToArray(), [1], "n"u8.ToArray(), [0, 0]),
            ModuleText.Section(3, [1, 0]),
            ModuleText.Section(4, [1, 0x70, 1, 2, 5]),
            ModuleText.Section(5, [1, 0, 1]),
            ModuleText.Section(6, [1, 0x7F, 1, 0x41, 0x7F, 0x0B]),
            ModuleText.Section(7, [1, 1], "e"u8.ToArray(), [0, 1]),
            ModuleText.Section(8, [1]),
            ModuleText.Section(9, [1, 0, 0x41, 0, 0x0B, 2, 0, 1]),
            ModuleText.Section(12, [1]),
            ModuleText.Section(10, [1, 6, 1, 2, 0x7E, 0x42, 5, 0x0B]),
            ModuleText.Section(11, [1, 1, 2, 7, 8]));
        Assert.True(
            WasmDecoder.TryDecode(bytes, WasmLimits.Contract, out WasmModule? module, out WasmError error),
            error.ToString());
        Assert.Equal("x", Assert.Single(module!.Custom).Name);
        Assert.Equal([9, 9], module.Custom[0].Bytes.ToArray());
        Assert.Equal("(i32) -> (i64)", Assert.Single(module.Types).ToString());
        Assert.Equal(("m", "n", 0), (module.Imports[0].Module, module.Imports[0].Name, module.Imports[0].TypeIndex));
        Assert.Equal(1, module.ImportedFunctions);
        Assert.Equal([0, 0], module.FunctionTypeIndices);
        Assert.Equal(new TableType(ValueType.FuncRef, new ResizeLimits(2, 5)), Assert.Single(module.Tables));
        Assert.Equal(new MemoryType(new ResizeLimits(1, null)), Assert.Single(module.Memories));
        Assert.Equal(new GlobalType(ValueType.I32, true), Assert.Single(module.Globals));
        Assert.Equal((WasmOp.I32Const, 0xFFFF_FFFFul), (module.GlobalValues[0].Op, module.GlobalValues[0].Bits));
        Assert.Equal("e", module.Exports[0].Name);
        Assert.Equal((ExternalKind.Function, 1), (module.Exports[0].Kind, module.Exports[0].Index));
        Assert.Equal(1, module.Start);
        Assert.Equal([0ul, 1ul], module.Elements[0].Items.Select(item => item.Bits));
        Assert.Equal(1, module.DeclaredDataCount);
        WasmFunction function = Assert.Single(module.Functions);
        Assert.Equal([ValueType.I32, ValueType.I64, ValueType.I64], function.Locals);
        Assert.Equal(1, function.Index);
        Assert.Equal(3, function.BodyBytes);
        Assert.Equal([7, 8], module.Data[0].Bytes.ToArray());
        Assert.Equal(SegmentMode.Passive, module.Data[0].Mode);
    }

    [Fact]
    public void TryDecode_MoreBytesThanAllowed_IsOverLimit()
    {
        byte[] bytes = new byte[WasmLimits.Contract.MaxModuleBytes + 1];
        Assert.Equal(WasmErrorKind.LimitExceeded, ModuleText.Refusal(bytes, WasmLimits.Contract).Kind);
    }

    [Fact]
    public void TryDecode_SectionTwice_IsMalformed()
    {
        byte[] types = ModuleText.Section(1, [0]);
        Assert.Equal(
            "unexpected content after last section", ModuleText.Refusal(ModuleText.Module(types, types)).Message);
    }

    [Fact]
    public void TryDecode_DataCountAfterCode_IsMalformed()
    {
        byte[] bytes = ModuleText.Module(ModuleText.Section(10, [0]), ModuleText.Section(12, [0]));
        Assert.Equal(WasmErrorKind.Malformed, ModuleText.Refusal(bytes).Kind);
    }

    [Fact]
    public void TryDecode_LocalsPastTheNumbers_IsMalformed()
    {
        byte[] code = [2, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x7F, 1, 0x7F, 0x0B];
        Assert.Equal("too many locals", ModuleText.Refusal(ModuleText.Function([0, 0], code)).Message);
    }

    [Fact]
    public void TryDecode_FourBillionLocals_IsOverLimitAndAllocatesLittle()
    {
        byte[] code = [1, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 0x7F, 0x0B];
        byte[] bytes = ModuleText.Function([0, 0], code);
        ModuleText.Refusal(bytes);
        long before = GC.GetAllocatedBytesForCurrentThread();
        WasmError error = ModuleText.Refusal(bytes);
        Assert.Equal(WasmErrorKind.LimitExceeded, error.Kind);
        Assert.InRange(GC.GetAllocatedBytesForCurrentThread() - before, 0, 20_000);
    }
}
