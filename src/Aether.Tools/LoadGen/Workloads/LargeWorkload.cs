using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Sdk.Transactions;
using Aether.Tools.LoadGen.Schedules;

namespace Aether.Tools.LoadGen.Workloads;

/// <summary>Objects with much data: long transactions, and state that grows.</summary>
internal sealed class LargeWorkload(WorkloadSpec spec) : Workload(spec)
{
    /// <inheritdoc/>
    public override TransactionBody Build(in BuildContext context, ref SeededRandom random)
    {
        byte[] data = new byte[Spec.Bytes];
        for (int offset = 0; offset + 8 <= data.Length; offset += 8)
        {
            BitConverter.TryWriteBytes(data.AsSpan(offset), random.Next());
        }
        return new TransactionBuilder(context.Genesis)
            .CreateObject(
                context.Payer, context.Nonce, ObjectKind.FirstFree, context.Payer, data, out _)
            .Build(context.Payer, context.Nonce, context.View, context.Price, context.ValidityViews);
    }

    /// <inheritdoc/>
    public override UInt128 CostAt(UInt128 price, in BuildContext sample)
    {
        SeededRandom random = new(1);
        return Build(sample with { Price = price }, ref random).MaxFee
            + ObjectCost.Deposit(sample.Genesis.Parameters, Spec.Bytes);
    }
}
