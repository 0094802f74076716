using Aether.Core.Types;
using Aether.Sdk.Transactions;
using Aether.Tools.LoadGen.Schedules;

namespace Aether.Tools.LoadGen.Workloads;

/// <summary>Builds the transactions of one kind; all of a workload have the same size and gas.</summary>
/// <remarks><b>Threads</b>: the signing thread alone.</remarks>
internal abstract class Workload(WorkloadSpec spec)
{
    private UInt128 _feeUnits;

    /// <summary>What was asked for.</summary>
    public WorkloadSpec Spec => spec;

    /// <summary>The next transaction.</summary>
    public abstract TransactionBody Build(in BuildContext context, ref SeededRandom random);

    /// <summary>What one transaction may take from its sender at a price, base units of SWR.</summary>
    public abstract UInt128 CostAt(UInt128 price, in BuildContext sample);

    /// <summary>A transfer; built by hand since it is what most runs send.</summary>
    protected TransactionBody Transfer(in BuildContext context, Address to, ulong amount)
    {
        TransactionBody body = new()
        {
            ChainTag = context.Genesis.ChainTag,
            FeePayer = context.Payer,
            Nonce = context.Nonce,
            ValidUntil = context.View + context.ValidityViews,
            Writes = [to.AsObject],
            Calls = [BankCall.Transfer(context.Payer, to, AssetId.Swr, amount)],
            GasLimit = BankCall.CallGas,
            MaxFee = 0,
        };
        return body with { MaxFee = Fee(context, body) };
    }

    /// <summary>The largest fee of a body; its units are found out once.</summary>
    protected UInt128 Fee(in BuildContext context, TransactionBody body)
    {
        if (_feeUnits == 0)
        {
            _feeUnits = FeeEstimate.Compute(context.Genesis.Parameters, body, 1, FeeEstimate.AtRest);
        }
        return ((_feeUnits * context.Price) >> 32) + 1;
    }
}
