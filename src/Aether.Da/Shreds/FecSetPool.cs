using Aether.Core.Diagnostics;
using Aether.Da.ErasureCoding;

namespace Aether.Da.Shreds;

/// <summary>Sets that are not in use, of both codes, within one budget of bytes.</summary>
/// <remarks><b>Threads</b>: one at a time. <b>Cost</b>: allocates a set while the budget allows one more.</remarks>
internal sealed class FecSetPool
{
    private readonly Stack<FecSet>[] _free = [new(), new()];
    private readonly long _maxBytes;

    internal FecSetPool(long maxBytes) => _maxBytes = maxBytes;

    /// <summary>Bytes of all sets, in use or not.</summary>
    internal long Bytes { get; private set; }

    /// <summary>Sets in use.</summary>
    internal int Outstanding { get; private set; }

    /// <summary>Takes a set; false when the budget is used up.</summary>
    internal bool TryRent(ShredLayout layout, out FecSet set)
    {
        Stack<FecSet> free = _free[(int)layout.Code.Profile];
        if (free.TryPop(out set!))
        {
            Outstanding++;
            return true;
        }

        int bytes = FecSet.MemoryBytes(layout);
        if (Bytes + bytes > _maxBytes)
            MakeRoom(layout.Code.Profile, bytes);
        if (Bytes + bytes > _maxBytes)
            return false;
        Bytes += bytes;
        Outstanding++;
        set = new FecSet(layout);
        return true;
    }

    /// <summary>Gives a set back.</summary>
    internal void Return(FecSet set)
    {
        Check.That(Outstanding > 0);
        Outstanding--;
        _free[(int)set.Layout.Code.Profile].Push(set);
    }

    // Free sets of the other code give way.
    private void MakeRoom(ErasureProfile profile, int bytes)
    {
        Stack<FecSet> other = _free[1 - (int)profile];
        while (Bytes + bytes > _maxBytes && other.TryPop(out FecSet? set))
            Bytes -= FecSet.MemoryBytes(set.Layout);
    }
}
