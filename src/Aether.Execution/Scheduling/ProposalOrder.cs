using Aether.Core;
using Aether.Core.Types;

namespace Aether.Execution.Scheduling;

/// <summary>
/// The order in which a proposer puts transactions into its block: waves of transactions that do not conflict, so that
/// lanes find work everywhere in the block, and on each object by priority.
/// </summary>
/// <remarks>
/// Of what waits for one hot object a wave takes one transaction, the best; the rest of the block does not wait for it.
/// <b>Threads</b>: one.
/// </remarks>
public sealed class ProposalOrder
{
    private readonly PriorityGraph _graph;
    private ulong[] _prices = [];
    private int[] _wave = [];

    /// <summary>Creates an order.</summary>
    /// <param name="window">Most transactions looked at together.</param>
    public ProposalOrder(int window = Limits.Execution.PriorityWindow) => _graph = new PriorityGraph(window);

    /// <summary>Sorts transactions that come best first, a sender's by nonce, spenders after creators.</summary>
    public Transaction[] Sort(List<Transaction> best)
    {
        Transaction[] ranked = [.. best];
        Transaction[] sorted = new Transaction[ranked.Length];
        if (_prices.Length < ranked.Length)
        {
            _prices = new ulong[ranked.Length];
            _wave = new int[ranked.Length];
        }
        for (int rank = 0; rank < ranked.Length; rank++)
        {
            _prices[rank] = (ulong)(ranked.Length - rank);
        }
        _graph.Reset(ranked, _prices.AsSpan(0, ranked.Length));
        int count = 0;
        while (!_graph.IsEmpty)
        {
            int popped = 0;
            while (_graph.TryPop(out int transaction))
            {
                _wave[popped++] = transaction;
                sorted[count++] = ranked[transaction];
            }
            foreach (int transaction in _wave.AsSpan(0, popped))
            {
                _graph.Release(transaction);
            }
        }
        return sorted;
    }
}
