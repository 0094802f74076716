using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.State;
using Aether.Pipeline.BlockImport;

namespace Aether.TestKit.NodeSimulation;

/// <summary>Planted bugs of execution: the same on every node, so that all of them agree on the wrong result.</summary>
internal static class LedgerMutation
{
    /// <summary>A block as if its post-state were another one.</summary>
    public static HeadView OnState(HeadView view, BlockState state) =>
        new(view.Header, state.Apply(view.Header.Height, []), view.Transactions, view.Receipts, view.Parent);

    /// <summary>The result of executing a block, made wrong.</summary>
    public static BlockExecution Apply(NodeMutant mutant, HeadView parent, BlockExecution execution) => mutant switch
    {
        NodeMutant.ReceiptsOutOfOrder when execution.Receipts.Length > 1 => Reorder(execution),
        NodeMutant.SupplyLeak when execution.Receipts.Length > 0 => Leak(parent, execution),
        NodeMutant.FailedKeepsNonce => KeepNonces(parent, execution),
        _ => execution,
    };

    private static BlockExecution Reorder(BlockExecution execution)
    {
        Receipt[] receipts = [.. execution.Receipts.Reverse()];
        return execution with { Receipts = receipts, ReceiptsRoot = BlockExecutor.ReceiptsRoot(receipts) };
    }

    private static BlockExecution Leak(HeadView parent, BlockExecution execution)
    {
        KeyValuePair<Hash256, byte[]?>? found = execution.PostState!.Changes.ToSorted()
            .Where(change => change.Value is { } value && Ace.TryDecode(value, out Account _, out DecodeError _))
            .Cast<KeyValuePair<Hash256, byte[]?>?>()
            .FirstOrDefault();
        return found is { } change && Ace.TryDecode(change.Value!, out Account account, out DecodeError _)
            && account.Balances.Length > 0
            ? Change(parent, execution, change.Key, Richer(account))
            : execution;
    }

    private static Account Richer(Account account)
    {
        AssetBalance[] balances = [.. account.Balances];
        balances[0] = new AssetBalance(balances[0].Asset, balances[0].Amount + 1);
        return new Account(account.Nonce, balances);
    }

    private static BlockExecution KeepNonces(HeadView parent, BlockExecution execution)
    {
        for (int index = 0; index < execution.Receipts.Length; index++)
        {
            if (execution.Receipts[index].Status == ReceiptStatus.Success)
            {
                continue;
            }
            foreach (KeyValuePair<Hash256, byte[]?> change in execution.PostState!.Changes.ToSorted())
            {
                if (change.Value is { } value && Ace.TryDecode(value, out Account account, out DecodeError _)
                    && account.Nonce > 0)
                {
                    return Change(parent, execution, change.Key, new Account(account.Nonce - 1, account.Balances));
                }
            }
        }
        return execution;
    }

    private static BlockExecution Change(HeadView parent, BlockExecution execution, Hash256 key, Account account)
    {
        SortedDictionary<Hash256, byte[]?> changes = execution.PostState!.Changes.ToSorted();
        changes[key] = Ace.Encode(account);
        return execution with { PostState = parent.State.Apply(execution.PostState.Height, changes) };
    }
}
