using Aether.Core.Types;
using Aether.Execution.Fees;
using Aether.Execution.State;

namespace Aether.Execution.Ledger;

/// <summary>
/// Fees of a block, gathered beside the state and settled once at its end, so that no transaction meets a hot account.
/// </summary>
internal sealed class BlockFees
{
    private UInt128 _burned;
    private UInt128 _treasury;
    private UInt128 _tips;

    /// <summary>Adds the parts of one transaction's fee.</summary>
    public void Add(UInt128 basePart, UInt128 tip)
    {
        UInt128 burned = FeeSchedule.Burned(basePart);
        _burned += burned;
        _treasury += basePart - burned;
        _tips += tip;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        _burned = 0;
        _treasury = 0;
        _tips = 0;
    }

    /// <summary>Adds what another lane gathered. Sums do not depend on the order of lanes.</summary>
    public void Add(BlockFees other)
    {
        _burned += other._burned;
        _treasury += other._treasury;
        _tips += other._tips;
    }

    /// <summary>Books the block's totals.</summary>
    public void Settle(WriteSet state, Address proposer)
    {
        LedgerWriter.RaiseCounter(state, ChainCounters.BurnedFees, _burned);
        // A proposer whose account cannot take the tips leaves them to the treasury: the block stays valid.
        bool paid = _tips == 0
            || LedgerWriter.TryCredit(state, proposer, AssetId.Swr, _tips) == ReceiptStatus.Success;
        LedgerWriter.RaiseCounter(state, ChainCounters.Treasury, paid ? _treasury : _treasury + _tips);
    }
}
