using System.Security.Cryptography;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Contracts;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Aether.Execution.Wasm.Compiler;
using Aether.Execution.Wasm.Interpreter;
using Aether.TestKit.Wasm;
using Xunit;

namespace Aether.UnitTests.Execution.Contracts;

/// <summary>A chain with upgrades gives the same roots from any state of it, whatever code a node keeps.</summary>
public sealed class UpgradeReplayTests : IDisposable
{
    private const int Uploader = 1;
    private const int Admin = 2;
    private const int User = 3;
    private const ulong Gas = 500_000;
    private static readonly byte[] s_first = VersionContract.Module(1);
    private static readonly byte[] s_second = VersionContract.Module(2);
    private static readonly byte[] s_failing = VersionContract.Module(3, refuses: true);
    private static readonly ObjectId[] s_codes =
        [.. new[] { s_first, s_second, s_failing }.Select(ContractFixture.CodeOf)];
    private static readonly ObjectId[] s_contracts =
        [.. Enumerable.Range(0, 3).Select(nonce => ContractCalls.DeriveId(ContractFixture.Owner(Admin), (ulong)nonce))];

    private readonly ModuleCache _warm = ModuleCache.Create();
    private readonly ContractChain _chain;
    private readonly List<ChainStore> _opened = [];
    private ulong _upgraded;

    public UpgradeReplayTests() => _chain = new ContractChain(_warm);

    public void Dispose()
    {
        _opened.ForEach(store => store.Dispose());
        _chain.Dispose();
    }

    [Fact]
    public void Replay_FromAnyState_GivesTheSameRoots()
    {
        Live();
        ulong head = _chain.Store.FinalizedHeader.Height;
        foreach (ModuleCache modules in Caches())
        {
            foreach (int lanes in new[] { 1, 3 })
            {
                using ChainStore genesis = TestLedger.Open(new MemoryKeyValueStore());
                _chain.Replay(genesis, modules, lanes);
                Assert.Equal(_chain.Store.FinalizedState.Root, genesis.FinalizedState.Root);
            }
        }
        // Behind every block: before, in and after the block of the upgrade.
        for (ulong height = 3; height < head; height++)
        {
            using ChainStore snapshot = _chain.OpenBehind(height);
            _chain.Replay(snapshot, Compiled(), 2);
            Assert.Equal(_chain.Store.FinalizedState.Root, snapshot.FinalizedState.Root);
        }
    }

    [Fact]
    public void UpgradeBlock_RunsTheOldCodeBeforeAndTheNewOneBehind()
    {
        Receipt[] receipts = Live();
        Assert.Equal(
            [
                ReceiptStatus.Success, ReceiptStatus.Success, ReceiptStatus.MethodMissing, ReceiptStatus.Success,
                ReceiptStatus.Success, ReceiptStatus.MethodMissing, ReceiptStatus.Success, ReceiptStatus.Aborted,
                ReceiptStatus.Success, ReceiptStatus.Success,
            ],
            receipts.Select(receipt => receipt.Status));
        Hash256[] versions = [.. new byte[] { 1, 2, 1, 1 }.Select(version => new Hash256(SHA256.HashData([version])))];
        Receipt[] answers = [receipts[0], receipts[4], receipts[8], receipts[9]];
        Assert.Equal(versions, answers.Select(receipt => receipt.ReturnHash));
    }

    [Fact]
    public void FailedHook_LeavesTheContractAsItWas()
    {
        Live();
        BlockState after = StateBehind(_upgraded);
        BlockState before = StateBehind(_upgraded - 1);
        Assert.Equal(Record(before, s_contracts[1]), Record(after, s_contracts[1]));
        Assert.NotEqual(Record(before, s_contracts[0]), Record(after, s_contracts[0]));
        Assert.False(after.TryGet(StateKey.ForItem(s_contracts[1], ContractStorage.ItemKey([7])), out _));
        Assert.True(after.TryGet(StateKey.ForItem(s_contracts[0], ContractStorage.ItemKey([7])), out _));
    }

    [Fact]
    public void OldCode_StaysWhileAnybodyMayNeedIt()
    {
        Live();
        Address uploader = ContractFixture.Owner(Uploader);
        Receipt[] receipts = _chain.Add(
            _chain.Make(Uploader, [], [], ContractCalls.Discard(uploader, s_codes[0])),
            _chain.Make(Uploader, [], [], ObjectCalls.Delete(uploader, s_codes[0])),
            _chain.Make(Uploader, [], [], ObjectCalls.Update(uploader, s_codes[0], [])),
            _chain.Make(Uploader, [], [], UploadOf(s_first)[0]),
            Call(s_contracts[2], "old"));
        Assert.Equal(
            [
                ReceiptStatus.CodeState, ReceiptStatus.WrongKind, ReceiptStatus.WrongKind, ReceiptStatus.ObjectExists,
                ReceiptStatus.Success,
            ],
            receipts.Select(receipt => receipt.Status));
    }

    // Uploads, deployments, an announcement, and a block in which calls come before, between and behind two upgrades.
    private Receipt[] Live()
    {
        Address admin = ContractFixture.Owner(Admin);
        Expect(_chain.Add([.. new[] { s_first, s_second, s_failing }.SelectMany(UploadOf)
            .Select(call => _chain.Make(Uploader, [], [], call))]));
        Expect(_chain.Add([.. Enumerable.Range(0, 3).Select(nonce => _chain.Make(
            Admin, [], s_codes, ContractCalls.Deploy(admin, (ulong)nonce, s_codes[0], admin, [], Gas)))]));
        Expect(_chain.Add(Call(s_contracts[0], "put", [1, 2]), Call(s_contracts[1], "put", [3])));
        _upgraded = _chain.Next + 3;
        Expect(_chain.Add(
            _chain.Make(Admin, [], s_codes, ContractCalls.Schedule(admin, s_contracts[0], s_codes[1], _upgraded)),
            _chain.Make(Admin, [], s_codes, ContractCalls.Schedule(admin, s_contracts[1], s_codes[2], _upgraded))));
        Expect(_chain.Add(Call(s_contracts[0], "version"), Call(s_contracts[1], "old")));
        Assert.Equal(ReceiptStatus.NotScheduled, Assert.Single(_chain.Add(Upgrade(s_contracts[0]))).Status);
        Assert.Equal(_upgraded, _chain.Next);
        Receipt[] receipts = _chain.Add(
            Call(s_contracts[0], "version"),
            Call(s_contracts[0], "old"),
            Call(s_contracts[0], "young"),
            Upgrade(s_contracts[0]),
            Call(s_contracts[0], "version"),
            Call(s_contracts[0], "old"),
            Call(s_contracts[0], "young"),
            Upgrade(s_contracts[1]),
            Call(s_contracts[1], "version"),
            Call(s_contracts[2], "version"));
        Expect(_chain.Add(Call(s_contracts[0], "put", [9, 9]), Call(s_contracts[2], "put", [4])));
        Expect(_chain.Add(
            _chain.Make(Admin, [], s_codes, ContractCalls.Schedule(
                admin, s_contracts[1], s_codes[1], _chain.Next + 1))));
        Expect(_chain.Add(Upgrade(s_contracts[1]), Call(s_contracts[1], "young")));
        return receipts;
    }

    // A node that starts cold, one that has all versions already, and one that compiles.
    private ModuleCache[] Caches() => [ModuleCache.Create(), _warm, Compiled()];

    private static ModuleCache Compiled() => new(module => WasmCompiler.Compile(module, InterpretedCode.Shared));

    private static void Expect(Receipt[] receipts) => Assert.All(
        receipts, receipt => Assert.Equal(ReceiptStatus.Success, receipt.Status));

    private static ProgramCall[] UploadOf(byte[] code) => ContractCalls.UploadAll(
        ContractFixture.Owner(Uploader), ContractFixture.HashOf(code), code);

    private Transaction Call(ObjectId contract, string method, params byte[] input) => _chain.Make(
        User, [contract], s_codes, ContractCalls.Invoke(contract, method, input, Gas));

    private Transaction Upgrade(ObjectId contract) => _chain.Make(
        Admin, [], s_codes, ContractCalls.Upgrade(ContractFixture.Owner(Admin), contract, [7, 7], Gas));

    private BlockState StateBehind(ulong height)
    {
        _opened.Add(_chain.OpenBehind(height));
        return _opened[^1].FinalizedState;
    }

    private static byte[] Record(BlockState state, ObjectId id)
    {
        Assert.True(state.TryGet(StateKey.ForObject(id), out byte[] record));
        return record;
    }
}
