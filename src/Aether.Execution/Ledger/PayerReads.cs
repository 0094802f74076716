using Aether.Core.Diagnostics;
using Aether.Core.Types;
using Aether.Execution.Scheduling;
using Aether.Execution.State;

namespace Aether.Execution.Ledger;

/// <summary>The accounts of many fee payers, read together.</summary>
/// <remarks><b>Threads</b>: one at a time. <b>Cost</b>: buffers grow to the largest read and are kept.</remarks>
public sealed class PayerReads
{
    private readonly KeyHasher _hasher = new();
    private readonly ValueArena _values = new();
    private ValueRange[] _ranges = [];
    private int _count;

    /// <summary>An account of the last read.</summary>
    public PayerAccount this[int index]
    {
        get
        {
            Check.That((uint)index < (uint)_count);
            return PayerAccount.Of(_values[_ranges[index]]);
        }
    }

    /// <summary>Reads accounts.</summary>
    /// <exception cref="StateMovedException">The state is not readable any more.</exception>
    public void Read(BlockState state, ReadOnlySpan<Address> addresses)
    {
        _count = 0;
        _values.Clear();
        if (_ranges.Length < addresses.Length)
        {
            _ranges = new ValueRange[Math.Max(addresses.Length, 2 * _ranges.Length)];
        }
        foreach (ref readonly Address address in addresses)
        {
            _hasher.Add(SlotKind.Declared, false, address.Value, 0);
        }
        state.ReadMany(_hasher.Finish(), _values, _ranges.AsSpan(0, addresses.Length));
        _count = addresses.Length;
    }
}
