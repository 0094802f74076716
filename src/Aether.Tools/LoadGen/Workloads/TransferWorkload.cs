using System.Security.Cryptography;
using Aether.Core.Types;
using Aether.Tools.LoadGen.Schedules;

namespace Aether.Tools.LoadGen.Workloads;

/// <summary>Transfers between random accounts of the pool; for a share of them the receiver is one of few.</summary>
internal sealed class TransferWorkload : Workload
{
    private readonly Address[] _hot;
    private readonly int _share;
    private readonly ulong _amount;

    /// <summary>Creates the workload.</summary>
    public TransferWorkload(WorkloadSpec spec, ulong seed)
        : base(spec)
    {
        _amount = spec.Amount;
        _share = spec.Kind == WorkloadKind.Hot ? spec.Share : 0;
        _hot = new Address[_share > 0 ? spec.Objects : 0];
        for (int index = 0; index < _hot.Length; index++)
        {
            byte[] digest = SHA256.HashData(
                [.. "aeth/loadgen-hot/v1"u8, .. BitConverter.GetBytes(seed), .. BitConverter.GetBytes(index)]);
            _hot[index] = new Address(new Hash256(digest));
        }
    }

    /// <inheritdoc/>
    public override TransactionBody Build(in BuildContext context, ref SeededRandom random)
    {
        bool hot = _share > 0 && random.Below(100) < _share;
        Address to = hot ? _hot[random.Below(_hot.Length)] : Other(context, ref random);
        return Transfer(context, to, _amount);
    }

    /// <inheritdoc/>
    public override UInt128 CostAt(UInt128 price, in BuildContext sample) =>
        Fee(sample with { Price = price }, Transfer(sample, sample.Accounts.AddressOf(0), _amount)) + _amount;

    private static Address Other(in BuildContext context, ref SeededRandom random)
    {
        int count = context.Accounts.Count;
        int other = count == 1 ? 0 : random.Below(count - 1);
        return context.Accounts.AddressOf(other >= context.Account && count > 1 ? other + 1 : other);
    }
}
