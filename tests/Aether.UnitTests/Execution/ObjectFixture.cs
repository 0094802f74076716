using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Ledger;
using Aether.Execution.Staking;
using Aether.Execution.State;
using Xunit;

namespace Aether.UnitTests.Execution;

/// <summary>A state whose blocks hold one transaction each, in an epoch that a test chooses.</summary>
internal sealed class ObjectFixture
{
    private readonly Dictionary<int, ulong> _nonces = [];

    public BlockState State { get; private set; } = TestLedger.InitialState();

    public uint Epoch { get; private set; }

    /// <summary>Goes to a later epoch, which may have a randomness of its own.</summary>
    public void Enter(uint epoch, Hash256? randomness = null)
    {
        Epoch = epoch;
        EpochState next = State.GetEpochState();
        next = next with { Epoch = epoch, Randomness = randomness ?? next.Randomness };
        State = State.Apply(State.Height + 1, new SortedDictionary<Hash256, byte[]?>
        {
            [StakingKeys.Epoch] = Ace.Encode(next),
        });
    }

    /// <summary>Executes calls paid and signed by an owner, with what they need declared.</summary>
    public Receipt Run(int owner, params ProgramCall[] calls) => Run(owner, body => body, calls);

    /// <summary>Executes calls of a body that a test bends.</summary>
    public Receipt Run(int owner, Func<TransactionBody, TransactionBody> bend, params ProgramCall[] calls)
    {
        TransactionBody body = TestLedger.Calling(TestLedger.Body(owner, _nonces.GetValueOrDefault(owner)), calls);
        body = bend(body with { GasLimit = Limits.Transaction.MaxGas, MaxFee = TestLedger.Coin * 10 });
        BlockExecution execution = Execute(TestLedger.Sign(body, owner));
        Assert.True(execution.IsValid, $"{execution.TransactionError}");
        State = execution.PostState!;
        _nonces[owner] = _nonces.GetValueOrDefault(owner) + 1;
        return execution.Receipts[0];
    }

    /// <summary>Executes a block without transactions.</summary>
    public void Idle() => State = Execute().PostState!;

    /// <summary>A live object; null when there is none.</summary>
    public ObjectRecord? Find(ObjectId id) =>
        State.TryGet(StateKey.ForObject(id), out byte[] bytes)
        && Ace.TryDecode(bytes, out ObjectRecord record, out _) ? record : null;

    /// <summary>What is left of an archived object; null when there is none.</summary>
    public ObjectTombstone? FindArchived(ObjectId id) =>
        State.TryGet(StateKey.ForObject(id), out byte[] bytes)
        && Ace.TryDecode(bytes, out ObjectTombstone stone, out _) ? stone : null;

    /// <summary>SWR of an owner.</summary>
    public UInt128 Swr(int owner) => State.GetAccount(TestLedger.Owners[owner]).BalanceOf(AssetId.Swr);

    private BlockExecution Execute(params Transaction[] transactions) => BlockExecutor.Execute(
        TestLedger.Genesis,
        State,
        TestLedger.Context(State) with
        {
            Origin = TestLedger.Origin(GenesisBlock.CreateHeader(TestLedger.Genesis, default), epoch: Epoch),
        },
        transactions);
}
