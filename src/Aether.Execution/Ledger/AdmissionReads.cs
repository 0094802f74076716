using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.Scheduling;
using Aether.Execution.State;

namespace Aether.Execution.Ledger;

/// <summary>
/// What the admission of many transactions needs besides them: the addresses of their witnesses and the accounts that
/// pay, hashed and read together.
/// </summary>
/// <remarks><b>Threads</b>: one at a time. <b>Cost</b>: buffers grow to the largest batch and are kept.</remarks>
public sealed class AdmissionReads
{
    private readonly KeyHasher _hasher = new();
    private readonly ValueArena _values = new();
    private Hash256[] _digests = [];
    private int[] _witnessEnds = [];
    private ValueRange[] _ranges = [];
    private int _count;

    /// <summary>The state that the payers were read from; null while they were not.</summary>
    public BlockState? State { get; private set; }

    /// <summary>Hashes what belongs to the transactions; their payers are still to be read.</summary>
    public void Begin(ReadOnlySpan<Transaction> transactions)
    {
        State = null;
        _count = transactions.Length;
        if (_witnessEnds.Length < _count)
        {
            _witnessEnds = new int[_count];
            _ranges = new ValueRange[_count];
        }
        foreach (Transaction transaction in transactions)
        {
            _hasher.Add(SlotKind.Declared, false, transaction.Body.FeePayer.Value, 0);
        }
        int end = _count;
        for (int index = 0; index < _count; index++)
        {
            foreach (ref readonly Witness witness in transactions[index].Witnesses.AsSpan())
            {
                _hasher.AddWitness(witness.Key.Value);
                end++;
            }
            _witnessEnds[index] = end;
        }
        ReadOnlySpan<Hash256> digests = _hasher.Finish();
        if (_digests.Length < digests.Length)
        {
            _digests = new Hash256[digests.Length];
        }
        digests.CopyTo(_digests);
    }

    /// <summary>Reads the payers of all transactions.</summary>
    /// <exception cref="StateMovedException">The state is not readable any more.</exception>
    public void ReadPayers(BlockState state)
    {
        State = null;
        _values.Clear();
        state.ReadMany(_digests.AsSpan(0, _count), _values, _ranges.AsSpan(0, _count));
        State = state;
    }

    /// <summary>The account that pays for a transaction, in <see cref="State"/>.</summary>
    public PayerAccount PayerOf(int index)
    {
        Check.That(State is not null && (uint)index < (uint)_count);
        return PayerAccount.Of(_values[_ranges[index]]);
    }

    /// <summary>The addresses of a transaction's witnesses, in their order.</summary>
    public ReadOnlySpan<Hash256> WitnessesOf(int index)
    {
        Check.That((uint)index < (uint)_count);
        int start = index == 0 ? _count : _witnessEnds[index - 1];
        return _digests.AsSpan(start, _witnessEnds[index] - start);
    }
}
