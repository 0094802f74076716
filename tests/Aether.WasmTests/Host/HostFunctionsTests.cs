using Aether.Execution.Wasm.Host;
using Xunit;

namespace Aether.WasmTests.Host;

/// <summary>The one table of imports.</summary>
public sealed class HostFunctionsTests
{
    [Fact]
    public void Numbers_AreThePlacesOfTheTable()
    {
        Assert.Equal(Enum.GetValues<HostNumber>().Length, HostFunctions.All.Count);
        foreach (HostNumber number in Enum.GetValues<HostNumber>())
        {
            HostFunctionSpec function = HostFunctions.Of(number);
            Assert.Equal((int)number, function.Number);
            Assert.True(HostFunctions.TryFind(function.Name, out HostFunctionSpec? found));
            Assert.Same(function, found);
        }
        Assert.False(HostFunctions.TryFind("clock", out _));
    }

    [Theory]
    [InlineData(HostNumber.InputSize, "input_size", "", HostType.I32)]
    [InlineData(HostNumber.StorageRead, "storage_read", "key,key_length,out,capacity", HostType.I32)]
    [InlineData(HostNumber.ObjectWrite, "obj_write", "id,data,data_length", HostType.None)]
    [InlineData(HostNumber.Call, "call", "program,name,name_length,input,input_length,gas", HostType.I32)]
    [InlineData(HostNumber.Return, "return", "data,length", HostType.None)]
    [InlineData(HostNumber.TransactionHash, "tx_hash", "out", HostType.None)]
    [InlineData(HostNumber.KzgVerify, "kzg_verify", "commitment,point,value,proof", HostType.I32)]
    [InlineData(HostNumber.GasLeft, "gas_left", "", HostType.I64)]
    public void Functions_HaveTheirTypes(HostNumber call, string name, string parameters, HostType result)
    {
        HostFunctionSpec function = HostFunctions.Of(call);
        Assert.Equal(name, function.Name);
        Assert.Equal(parameters, string.Join(',', function.Parameters.Select(parameter => parameter.Name)));
        Assert.Equal(result, function.Result);
    }

    [Fact]
    public void OnlyGasOfACall_IsAWideParameter()
    {
        HostParameter wide = Assert.Single(
            HostFunctions.All.SelectMany(function => function.Parameters.AsEnumerable()),
            parameter => parameter.Type == HostType.I64);
        Assert.Equal("gas", wide.Name);
    }

    [Fact]
    public void GasOf_AddsTheBytes()
    {
        Assert.Equal(15_000UL + (30 * 100), HostFunctions.Of(HostNumber.StorageWrite).GasOf(100));
        Assert.All(HostFunctions.All, function => Assert.True(function.GasBase > 0));
    }
}
