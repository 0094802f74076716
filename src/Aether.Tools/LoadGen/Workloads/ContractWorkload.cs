using Aether.Core.Types;
using Aether.Sdk.Transactions;
using Aether.Tools.LoadGen.Schedules;

namespace Aether.Tools.LoadGen.Workloads;

/// <summary>Calls of one method of a contract.</summary>
/// <param name="spec">Method, input and gas.</param>
/// <param name="contract">The contract, written by each call.</param>
/// <param name="code">Object of its code, read by each call.</param>
internal sealed class ContractWorkload(WorkloadSpec spec, ObjectId contract, ObjectId code) : Workload(spec)
{
    /// <inheritdoc/>
    public override TransactionBody Build(in BuildContext context, ref SeededRandom random) =>
        new TransactionBuilder(context.Genesis)
            .Invoke(contract, Spec.Method, Spec.Input, Spec.Gas)
            .Read(code)
            .Build(context.Payer, context.Nonce, context.View, context.Price, context.ValidityViews);

    /// <inheritdoc/>
    public override UInt128 CostAt(UInt128 price, in BuildContext sample)
    {
        SeededRandom random = new(1);
        return Build(sample with { Price = price }, ref random).MaxFee;
    }
}
