using Aether.Execution.Wasm.Modules;
using Xunit;

namespace Aether.WasmTests.Modules;

public sealed class WasmLimitsTests
{
    [Fact]
    public void Contract_IsWithinGeneral()
    {
        WasmLimits contract = WasmLimits.Contract;
        WasmLimits general = WasmLimits.General;
        Assert.True(contract.MaxBodyBytes <= contract.MaxModuleBytes);
        Assert.True(contract.MaxModuleBytes <= general.MaxModuleBytes);
        Assert.True(contract.MaxMemoryPages <= general.MaxMemoryPages);
        Assert.True(contract.MaxStackCells <= general.MaxStackCells);
        Assert.True(contract.MaxFrameCells <= contract.MaxStackCells);
    }

    [Fact]
    public void Nesting_FitsTheLabelOfABranch() => Assert.True(WasmLimits.General.MaxNesting <= ushort.MaxValue);
}
