using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Scheduling;
using Aether.Execution.State;

namespace Aether.Execution.Contracts;

/// <summary>Tries transactions on a state and forgets what they did.</summary>
/// <remarks>
/// Witnesses, nonce, expiry and fee are not looked at; inputs must exist. Deposits need a fee payer who can pay them.
/// <b>Threads</b>: any number of callers; one at a time runs. <b>Ownership</b>: frees its engine when disposed.
/// </remarks>
public sealed class TransactionSimulator(Genesis genesis, ModuleCache modules) : IDisposable
{
    private readonly ExecutionEngine _engine = ExecutionEngine.CreateTrial(genesis, modules);
    private readonly Lock _lock = new();

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    /// <summary>Tries a transaction as it is.</summary>
    /// <param name="state">The state it would execute on.</param>
    /// <param name="context">The block it would be in.</param>
    /// <param name="transaction">Its witnesses may be missing.</param>
    public Simulation Run(IStateReader state, in BlockContext context, Transaction transaction)
    {
        lock (_lock)
        {
            _engine.Begin(state, context);
            try
            {
                TransactionError error = _engine.Run(transaction);
                _engine.Collect();
                return error == TransactionError.None
                    ? new Simulation(
                        transaction.Body,
                        error,
                        _engine.CopyReceipts().Decoded[0],
                        _engine.First.Output.ToArray(),
                        _engine.First.Failure)
                    : new Simulation(transaction.Body, error, null, [], null);
            }
            finally
            {
                _engine.End();
            }
        }
    }

    /// <summary>Tries a body, and again with whatever it turns out to need declared.</summary>
    /// <param name="state">The state it would execute on.</param>
    /// <param name="context">The block it would be in.</param>
    /// <param name="body">Its declared sets may lack what it touches.</param>
    /// <param name="maxGas">No further try once all of them together used so much.</param>
    /// <returns>The last try; its body has what was added.</returns>
    public Simulation RunDeclaring(
        IStateReader state, in BlockContext context, TransactionBody body, ulong maxGas = Limits.Rpc.MaxTriedGas)
    {
        ulong used = 0;
        while (true)
        {
            Simulation tried = Run(state, context, new Transaction(body, []));
            ObjectId missing = tried.Failure?.Item ?? default;
            used += tried.Receipt?.GasUsed ?? 0;
            if (missing.Value.IsZero
                || used >= maxGas
                || body.Reads.Length + body.Writes.Length >= Limits.Transaction.MaxAccessEntries
                || !TryDeclare(body, missing, tried.Failure!.Writes, out body))
            {
                return tried;
            }
        }
    }

    // False when that was declared already: another try would say the same.
    private static bool TryDeclare(TransactionBody body, ObjectId item, bool writes, out TransactionBody wider)
    {
        SortedSet<ObjectId> written = [.. body.Writes];
        SortedSet<ObjectId> read = [.. body.Reads];
        bool added = writes ? written.Add(item) : !written.Contains(item) && read.Add(item);
        read.ExceptWith(written);
        wider = body with { Reads = [.. read], Writes = [.. written] };
        return added;
    }
}
