using Aether.Core.Types;
using Aether.Execution.Scheduling;

namespace Aether.Execution.Ledger;

/// <summary>
/// Amounts in flight inside one transaction: put in by inputs and withdrawals, taken by deposits and outputs.
/// </summary>
/// <remarks><b>Cost</b>: a walk over the few assets in flight; no allocation once its arrays have grown.</remarks>
internal sealed class AssetPool
{
    private AssetId[] _assets = new AssetId[8];
    private UInt128[] _amounts = new UInt128[8];
    private int _count;

    /// <summary>True when every amount put in was taken out.</summary>
    public bool IsEmpty => _count == 0;

    /// <summary>Forgets every amount.</summary>
    public void Clear() => _count = 0;

    /// <summary>Puts an amount in; false on overflow.</summary>
    public bool TryAdd(in AssetId asset, UInt128 amount)
    {
        int at = IndexOf(asset);
        if (at >= 0)
        {
            if (_amounts[at] > UInt128.MaxValue - amount)
            {
                return false;
            }
            _amounts[at] += amount;
            return true;
        }
        if (amount == 0)
        {
            return true;
        }
        if (_count == _assets.Length)
        {
            Array.Resize(ref _assets, _count * 2);
            Array.Resize(ref _amounts, _count * 2);
        }
        _assets[_count] = asset;
        _amounts[_count++] = amount;
        return true;
    }

    /// <summary>Takes an amount out; false when less is there.</summary>
    public bool TryTake(in AssetId asset, UInt128 amount)
    {
        int at = IndexOf(asset);
        UInt128 held = at < 0 ? 0 : _amounts[at];
        if (held < amount)
        {
            return false;
        }
        if (at < 0)
        {
            return true;
        }
        _amounts[at] = held - amount;
        if (held == amount)
        {
            _count--;
            _assets[at] = _assets[_count];
            _amounts[at] = _amounts[_count];
        }
        return true;
    }

    private int IndexOf(in AssetId asset)
    {
        for (int index = 0; index < _count; index++)
        {
            if (Digests.Same(_assets[index].Value, asset.Value))
            {
                return index;
            }
        }
        return -1;
    }
}
