using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Execution.Storage;
using Aether.Execution.Storage.Log;

namespace Aether.LedgerBench.Fixtures;

/// <summary>A chain on disk with many accounts, to which blocks of new account values are committed.</summary>
internal sealed class CommitFixture(int accounts) : IDisposable
{
    private readonly byte[] _payload = Ace.Encode(new BlockPayload([]));
    private TemporaryFolder? _folder;
    private Genesis? _genesis;
    private ChainStore? _chain;

    public int Accounts => accounts;

    /// <summary>Makes the chain; its genesis has all accounts.</summary>
    public void Open()
    {
        if (_chain is not null)
            return;
        _folder = new TemporaryFolder("chain");
        GenesisAccount[] all = new GenesisAccount[accounts];
        for (int index = 0; index < accounts; index++)
            all[index] = new GenesisAccount(LedgerFixture.AddressOf(index), LedgerFixture.Balance, 0);
        Array.Sort(all, static (left, right) => left.Address.CompareTo(right.Address));
        _genesis = BenchGenesis.Create(all);
        _chain = OpenChain();
    }

    /// <summary>Root and durable commit of a block that sets these values and gave these receipts.</summary>
    public void Commit(ChangeSet changes, EncodedReceipts? receipts = null)
    {
        BlockState parent = _chain!.FinalizedState;
        Header head = _chain.FinalizedHeader;
        BlockState state = parent.Apply(head.Height + 1, changes);
        Header header = head with
        {
            View = head.View + 1,
            Height = head.Height + 1,
            ParentHash = head.Hash,
            StateRoot = state.Root,
        };
        BlockExecution execution = new(
            BlockError.None, TransactionError.None, -1, state, receipts ?? EncodedReceipts.Empty, Hash256.Zero);
        _chain.CommitFinal(new Proposal(new SignedHeader(header, 0, []), _payload), execution, proof: null);
    }

    /// <summary>Closes the chain and opens it again.</summary>
    public Hash256 Restart()
    {
        _chain!.Dispose();
        _chain = OpenChain();
        return _chain.FinalizedState.Root;
    }

    public Hash256 Root => _chain!.FinalizedState.Root;

    public void Dispose()
    {
        _chain?.Dispose();
        _folder?.Dispose();
    }

    private ChainStore OpenChain()
    {
        // As a node does: checkpoints run on a thread of their own, behind the commits.
        ChainStoreOptions options = new()
        {
            Log = FileLogDisk.At(Path.Combine(_folder!.Path, "log")),
            NewLogIdentity = LedgerFixture.StateKeyOf(0),
            OpeningLanes = Environment.ProcessorCount,
            Background = static checkpoint => new Thread(() => checkpoint()) { IsBackground = true }.Start(),
        };
        StoreOpenError error = ChainStore.TryOpen(
            RocksDbKeyValueStore.Open(Path.Combine(_folder.Path, "db")), _genesis!, options, out ChainStore? chain,
            out string reason);
        return error == StoreOpenError.None ? chain! : throw new InvalidOperationException(reason);
    }
}
