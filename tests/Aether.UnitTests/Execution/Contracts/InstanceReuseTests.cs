using System.Security.Cryptography;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Contracts;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Interpreter;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.UnitTests.Execution.Contracts;

/// <summary>Calls of one block see nothing of one another but the state, however the ones before them ended.</summary>
public sealed class InstanceReuseTests
{
    private const ulong Gas = 100_000;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Calls_AfterAnyEnd_FindAFreshInstance(bool compiles)
    {
        ModuleCache modules = compiles
            ? new ModuleCache(module => WasmCompiler.Compile(module, InterpretedCode.Shared))
            : ModuleCache.Create();
        using ContractChain chain = new(modules);
        byte[] code = TraceContract.Module();
        ObjectId codeId = ContractFixture.CodeOf(code);
        Address admin = ContractFixture.Owner(2);
        ObjectId contract = ContractCalls.DeriveId(admin, 0);
        chain.Add([.. ContractCalls.UploadAll(ContractFixture.Owner(1), ContractFixture.HashOf(code), code)
            .Select(call => chain.Make(1, [], [], call))]);
        chain.Add(chain.Make(2, [], [codeId], ContractCalls.Deploy(admin, 0, codeId, admin, [], Gas)));

        string[] ends = ["look", "trap", "spin", "abort"];
        Random random = new(5);
        List<(string Method, ulong Gas)> calls = [.. ends.Select(end => (end, Gas))];
        // Gas that ends anywhere, also in the middle of what dirties.
        calls.AddRange(Enumerable.Range(0, 60).Select(_ => (ends[random.Next(4)], (ulong)random.Next(3_000, 60_000))));
        List<Transaction> block = [];
        foreach ((string method, ulong gas) in calls)
        {
            block.Add(chain.Make(3, [], [contract, codeId], ContractCalls.Invoke(contract, method, [], gas)));
            block.Add(chain.Make(3, [], [contract, codeId], ContractCalls.Invoke(contract, "look", [], Gas)));
        }
        Receipt[] receipts = chain.Add([.. block]);
        Hash256 expected = new(SHA256.HashData(TraceContract.Expected));
        Receipt first = receipts[1];
        for (int index = 1; index < receipts.Length; index += 2)
        {
            Assert.Equal((ReceiptStatus.Success, expected), (receipts[index].Status, receipts[index].ReturnHash));
            Assert.Equal(first.GasUsed, receipts[index].GasUsed);
        }
        ReceiptStatus[] outcomes = [.. receipts.Where((_, index) => index % 2 == 0).Select(receipt => receipt.Status)];
        Assert.Equal(
            [ReceiptStatus.Success, ReceiptStatus.OutOfGas, ReceiptStatus.Trapped, ReceiptStatus.Aborted],
            outcomes.Distinct().Order());
    }
}
