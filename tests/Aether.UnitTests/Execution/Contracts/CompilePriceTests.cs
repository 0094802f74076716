using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.Wasm;
using Aether.Execution.Wasm.Binary;
using Aether.Execution.Wasm.Metering;
using Aether.Execution.Wasm.Modules;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.UnitTests.Execution.Contracts;

/// <summary>Who deploys a code or upgrades to it pays for its compilation, by its shape.</summary>
public sealed class CompilePriceTests
{
    private static readonly Address s_admin = ContractFixture.Owner(2);

    private readonly ContractFixture _chain = new();

    [Fact]
    public void Deploy_CodeWithoutInit_PaysItsUnitsAndNothingElse()
    {
        byte[] small = Code(methods: 1, instructions: 5);
        byte[] large = Code(methods: 40, instructions: 300);
        ulong difference = UnitGas(large) - UnitGas(small);
        Assert.InRange(difference, 40UL * 39 * 600, 40UL * 39 * 2_000);
        Receipt more = Deploy(large, 5_000_000);
        Receipt less = Deploy(small, 4_000_000);
        Assert.Equal((ReceiptStatus.Success, ReceiptStatus.Success), (more.Status, less.Status));
        Assert.Equal(difference, more.GasUsed - less.GasUsed);
    }

    [Fact]
    public void Deploy_GasOfOneLess_IsOutOfGas()
    {
        byte[] code = Code(methods: 3, instructions: 20);
        ulong price = UnitGas(code);
        Assert.Equal(ReceiptStatus.OutOfGas, Deploy(code, price - 1).Status);
        Assert.Equal(ReceiptStatus.Success, Deploy(code, price).Status);
    }

    [Fact]
    public void Upgrade_PaysForTheNewCode()
    {
        byte[] next = Code(methods: 20, instructions: 100);
        ObjectId contract = _chain.Deploy(Code(methods: 1, instructions: 5));
        Assert.Equal(ReceiptStatus.Success, _chain.Upload(next).Status);
        ObjectId code = ContractFixture.CodeOf(next);
        ulong height = _chain.Ledger.State.Height + 2;
        _chain.Run(2, [], [code], ContractCalls.Schedule(s_admin, contract, code, height));
        ulong price = UnitGas(next);
        Assert.Equal(ReceiptStatus.OutOfGas, Upgrade(contract, code, price - 1).Status);
        Receipt receipt = Upgrade(contract, code, price);
        Assert.Equal(ReceiptStatus.Success, receipt.Status);
        Assert.True(receipt.GasUsed >= price);
    }

    [Fact]
    public void CompileGas_OfEveryBomb_IsBounded()
    {
        foreach (WasmBomb bomb in WasmBombs.All.Where(bomb => bomb.Admitted))
        {
            Assert.InRange(UnitGas(bomb.Bytes), 16_000UL, 40_000_000UL);
        }
    }

    private Receipt Deploy(byte[] code, ulong gas)
    {
        if (_chain.Ledger.Find(ContractFixture.CodeOf(code)) is null)
        {
            Assert.Equal(ReceiptStatus.Success, _chain.Upload(code).Status);
        }
        ProgramCall call = ContractCalls.Deploy(s_admin, gas, ContractFixture.CodeOf(code), s_admin, [], gas);
        return _chain.Run(2, [], [ContractFixture.CodeOf(code)], call);
    }

    private Receipt Upgrade(ObjectId contract, ObjectId code, ulong gas) =>
        _chain.Run(2, [], [code], ContractCalls.Upgrade(s_admin, contract, [], gas));

    private static ulong UnitGas(byte[] code)
    {
        bool loaded = WasmLoader.TryLoad(
            code, WasmLimits.Contract, GasSchedule.Current, out WasmModule? module, out WasmError error);
        Assert.True(loaded, error.ToString());
        return (ulong)module!.CompileCost * ContractModule.CompileUnitGas;
    }

    private static byte[] Code(int methods, int instructions)
    {
        ContractBuilder builder = new();
        for (int method = 0; method < methods; method++)
        {
            builder.Method($"m{method}", code =>
            {
                for (int i = 0; i < instructions; i++)
                {
                    code.Push(i).Drop();
                }
            });
        }
        return builder.Build();
    }
}
