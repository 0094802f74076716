using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Programs;
using Aether.Execution.State;
using Aether.Execution.Storage;
using BenchmarkDotNet.Attributes;

namespace Aether.Benchmarks.Execution;

/// <summary>Execution of a block of 1,000 transfers between 20,000 accounts, without signatures.</summary>
[MemoryDiagnoser]
public class BlockExecutionBenchmarks
{
    private const int Accounts = 20_000;
    private const int Transfers = 1_000;

    private readonly Transaction[] _transactions = new Transaction[Transfers];
    private Genesis _genesis = null!;
    private BlockState _state = null!;

    /// <summary>Makes the chain and the block.</summary>
    [GlobalSetup]
    public void Setup()
    {
        PublicKey[] keys = [.. Enumerable.Range(0, Accounts).Select(KeyOf)];
        Address[] owners = [.. keys.Select(Address.FromPublicKey)];
        _genesis = new Genesis(
            "aether-bench-1", 1_000, new ChainParameters(), new ValidatorSet([ValidatorOf(owners[0])]),
            [.. owners.Order().Select(owner => new GenesisAccount(owner, 1_000_000_000, 0))]);
        if (ChainStore.TryOpen(new MemoryKeyValueStore(), _genesis, out ChainStore? chain, out string reason)
            != StoreOpenError.None)
        {
            throw new InvalidOperationException(reason);
        }
        _state = chain!.FinalizedState;
        for (int index = 0; index < Transfers; index++)
        {
            _transactions[index] = TransferOf(keys[index], owners[index], owners[Accounts - 1 - index]);
        }
    }

    /// <summary>Checks, executes and computes state and receipts roots.</summary>
    [Benchmark(OperationsPerInvoke = Transfers)]
    public Hash256 Execute()
    {
        BlockContext context = new(1, 1, default, BlockContext.UnitBaseFee);
        return BlockExecutor.Execute(_genesis, _state, context, _transactions).PostState!.Root;
    }

    private static PublicKey KeyOf(int index)
    {
        byte[] bytes = new byte[Hash256.Bytes];
        BitConverter.TryWriteBytes(bytes, index);
        return new PublicKey(new Hash256(bytes));
    }

    private static Validator ValidatorOf(Address address) => new()
    {
        Address = address,
        ColdKey = default,
        Stake = 1,
        VrfKey = default,
        BlsKey = default,
        BlsPossession = default,
        KesKey = default,
        KesStartEpoch = 0,
        ShredKey = default,
    };

    private Transaction TransferOf(PublicKey key, Address from, Address to)
    {
        TransactionBody body = new()
        {
            ChainTag = _genesis.ChainTag,
            FeePayer = from,
            Nonce = 0,
            ValidUntil = 100,
            Writes = [to.AsObject],
            Calls = [BankProgram.Transfer(from, to, AssetId.Swr, 5)],
            GasLimit = BankProgram.CallGas,
            MaxFee = 1_000_000,
        };
        return new Transaction(body, [new Witness(Witness.Ed25519Scheme, key, default)]);
    }
}
