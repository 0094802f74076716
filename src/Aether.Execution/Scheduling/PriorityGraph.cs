using System.Numerics;
using Aether.Core;
using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.State;

namespace Aether.Execution.Scheduling;

/// <summary>
/// The proposer's order of transactions: by price, but never past one that wants the same object and came before it.
/// </summary>
/// <remarks>
/// A window of transactions, each with edges to the next one on every object it shares with it. Roots, which wait for
/// nobody, are popped best first; a popped one stays in the way of its successors until it is <see cref="Release"/>d.
/// So a hot object only holds back its own queue, and on one object nobody overtakes. Transactions enter in the order
/// in which they may not be overtaken: best first, and a sender's by nonce. <b>Threads</b>: one. <b>Cost</b>:
/// logarithmic in the roots; no allocation once the buffers have grown.
/// <b>Source</b>: the idea of a priority graph with look-ahead is that of Solana's central scheduler.
/// </remarks>
internal sealed class PriorityGraph
{
    private readonly SlotTable _slots;
    private readonly BlockPlan _plan;
    private readonly int _window;
    private ulong[] _prices = [];
    private int[] _heap = [];
    private bool[] _entersReady = [];
    private readonly NoState _noState = new();
    private int _roots;
    private int _inside;
    private int _entered;

    /// <summary>Creates a graph.</summary>
    /// <param name="window">Most transactions looked at together.</param>
    public PriorityGraph(int window = Limits.Execution.PriorityWindow)
    {
        Check.That(window > 0);
        _window = window;
        _slots = new SlotTable();
        _plan = new BlockPlan(_slots);
    }

    /// <summary>True when every transaction was popped.</summary>
    public bool IsEmpty => _roots == 0 && _inside == 0 && _entered == _plan.Count;

    /// <summary>Starts with transactions in the order in which none may be overtaken, and their prices.</summary>
    public void Reset(ReadOnlySpan<Transaction> transactions, ReadOnlySpan<ulong> prices)
    {
        Check.That(prices.Length == transactions.Length);
        _plan.Clear();
        _slots.Reset(_noState);
        _plan.Build(transactions, withTickets: true);
        _slots.ClearLoads();
        if (_prices.Length < prices.Length)
        {
            int size = (int)BitOperations.RoundUpToPowerOf2((uint)prices.Length);
            _prices = new ulong[size];
            _heap = new int[size];
            _entersReady = new bool[size];
        }
        prices.CopyTo(_prices);
        Array.Clear(_entersReady);
        _roots = 0;
        _inside = 0;
        _entered = 0;
        Fill();
    }

    /// <summary>Takes the best transaction that waits for nobody; false when all that are left wait.</summary>
    public bool TryPop(out int transaction)
    {
        if (_roots == 0)
        {
            transaction = -1;
            return false;
        }
        transaction = _heap[0];
        _heap[0] = _heap[--_roots];
        SinkDown();
        return true;
    }

    /// <summary>Lets those go on that waited for a popped transaction, and takes another one into the window.</summary>
    public void Release(int transaction)
    {
        RootSink sink = new(this);
        for (int access = _plan.FirstAccess(transaction); access < _plan.FirstAccess(transaction + 1); access++)
        {
            _plan.Release(access, sink);
        }
        _inside--;
        Fill();
    }

    private void Fill()
    {
        while (_inside < _window && _entered < _plan.Count)
        {
            int transaction = _entered++;
            _inside++;
            if (_plan.IsRoot(transaction) || _entersReady[transaction])
            {
                PushRoot(transaction);
            }
        }
    }

    private void PushRoot(int transaction)
    {
        int at = _roots++;
        while (at > 0)
        {
            int parent = (at - 1) / 2;
            if (!IsBetter(transaction, _heap[parent]))
            {
                break;
            }
            _heap[at] = _heap[parent];
            at = parent;
        }
        _heap[at] = transaction;
    }

    private void SinkDown()
    {
        int moved = _heap[0];
        int at = 0;
        while ((2 * at) + 1 < _roots)
        {
            int child = (2 * at) + 1;
            if (child + 1 < _roots && IsBetter(_heap[child + 1], _heap[child]))
            {
                child++;
            }
            if (!IsBetter(_heap[child], moved))
            {
                break;
            }
            _heap[at] = _heap[child];
            at = child;
        }
        _heap[at] = moved;
    }

    private bool IsBetter(int left, int right) =>
        _prices[left] != _prices[right] ? _prices[left] > _prices[right] : left < right;

    // One that is not in the window yet enters it as a root.
    private readonly struct RootSink(PriorityGraph graph) : IReadySink
    {
        public void Push(int transaction)
        {
            if (transaction < graph._entered)
            {
                graph.PushRoot(transaction);
            }
            else
            {
                graph._entersReady[transaction] = true;
            }
        }
    }

    // The order needs no values.
    private sealed class NoState : IStateReader
    {
        public bool TryGet(Hash256 key, out byte[] value)
        {
            value = [];
            return false;
        }
    }
}
