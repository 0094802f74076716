using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Xunit;

namespace Aether.WasmTests.Metering;

public sealed class GasScheduleTests
{
    [Theory]
    [InlineData(WasmOp.I32Add, 1)]
    [InlineData(WasmOp.LocalGet, 1)]
    [InlineData(WasmOp.I64Load, 3)]
    [InlineData(WasmOp.I64Store32, 3)]
    [InlineData(WasmOp.BrIf, 2)]
    [InlineData(WasmOp.I64RemU, 10)]
    [InlineData(WasmOp.Call, 10)]
    [InlineData(WasmOp.CallIndirect, 30)]
    [InlineData(WasmOp.End, 0)]
    public void WeightOf_Version1_IsTheStartWeight(WasmOp op, uint weight)
    {
        Assert.Equal(weight, GasSchedule.Version1.WeightOf(op));
        Assert.Equal(0u, GasSchedule.Unmetered.WeightOf(op));
    }

    [Fact]
    public void Version1_PartsThatDependOnSizes_RoundUp()
    {
        GasSchedule schedule = GasSchedule.Version1;
        Assert.Equal(0ul, schedule.BulkBytes(0));
        Assert.Equal(1ul, schedule.BulkBytes(1));
        Assert.Equal(1ul << 28, schedule.BulkBytes(uint.MaxValue));
        Assert.Equal(7ul, schedule.BulkEntries(7));
        Assert.Equal(2u, schedule.EntryOf(9));
        Assert.Equal(4_000ul, schedule.Grow(2));
        Assert.Equal(uint.MaxValue * 2_000ul, schedule.Grow(uint.MaxValue));
    }

    [Fact]
    public void Unmetered_CostsNothing()
    {
        GasSchedule schedule = GasSchedule.Unmetered;
        Assert.Equal(0ul, schedule.BulkBytes(1_000) + schedule.BulkEntries(9) + schedule.EntryOf(9) + schedule.Grow(1));
    }

    [Fact]
    public void Version1_EveryOperationOfARound_Costs()
    {
        foreach (WasmOp op in Enum.GetValues<WasmOp>())
        {
            bool free = op is WasmOp.Nop or WasmOp.Else or WasmOp.End or WasmOp.Charge;
            Assert.Equal(free, GasSchedule.Version1.WeightOf(op) == 0);
        }
    }
}
