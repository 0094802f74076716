using Aether.Core.Types;

namespace Aether.Execution.Ledger;

/// <summary>
/// Amounts in flight inside one transaction: put in by inputs and withdrawals, taken by deposits and outputs.
/// </summary>
internal sealed class AssetPool
{
    private readonly SortedDictionary<AssetId, UInt128> _amounts = [];

    /// <summary>True when every amount put in was taken out.</summary>
    public bool IsEmpty => _amounts.Count == 0;

    /// <summary>Puts an amount in; false on overflow.</summary>
    public bool TryAdd(AssetId asset, UInt128 amount)
    {
        UInt128 held = _amounts.GetValueOrDefault(asset);
        if (held > UInt128.MaxValue - amount)
        {
            return false;
        }
        _amounts[asset] = held + amount;
        return true;
    }

    /// <summary>Takes an amount out; false when less is there.</summary>
    public bool TryTake(AssetId asset, UInt128 amount)
    {
        UInt128 held = _amounts.GetValueOrDefault(asset);
        if (held < amount)
        {
            return false;
        }
        if (held == amount)
        {
            _amounts.Remove(asset);
        }
        else
        {
            _amounts[asset] = held - amount;
        }
        return true;
    }
}
