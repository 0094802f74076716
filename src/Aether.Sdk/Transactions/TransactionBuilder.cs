using Aether.Core;
using Aether.Core.Types;

namespace Aether.Sdk.Transactions;

/// <summary>Collects calls and derives what a body needs from them: access sets, gas limit, largest fee.</summary>
/// <remarks><b>Threads</b>: one at a time.</remarks>
public sealed class TransactionBuilder
{
    /// <summary>Views a transaction stays valid by default: two minutes of 500 ms slots.</summary>
    public const ulong DefaultValidityViews = 240;

    private readonly Genesis _genesis;
    private readonly List<ProgramCall> _calls = [];
    private readonly SortedSet<Address> _signers = [];
    private readonly SortedSet<ObjectId> _writes = [];
    private ulong _tipPerGas;

    /// <summary>Builds for the chain of <paramref name="genesis"/>.</summary>
    public TransactionBuilder(Genesis genesis) => _genesis = genesis;

    /// <summary>Adds a transfer between accounts, in base units.</summary>
    public TransactionBuilder Transfer(Address from, Address to, AssetId asset, UInt128 amount)
    {
        _calls.Add(BankCall.Transfer(from, to, asset, amount));
        _signers.Add(from);
        _writes.Add(from.AsObject);
        _writes.Add(to.AsObject);
        return this;
    }

    /// <summary>Sets the tip for each unit of gas used, in base units of SWR.</summary>
    public TransactionBuilder WithTip(ulong perGas)
    {
        _tipPerGas = perGas;
        return this;
    }

    /// <summary>The body, with the estimated fee as its largest fee.</summary>
    /// <param name="feePayer">Pays; its account is written implicitly.</param>
    /// <param name="nonce">The fee payer's nonce.</param>
    /// <param name="currentView">The view the chain is in.</param>
    /// <param name="price">Multiplier of the fee, Q32.32, as <c>aeth_getFeeMarket</c> gives it.</param>
    /// <param name="validityViews">Views after <paramref name="currentView"/> in which it may be included.</param>
    public TransactionBody Build(
        Address feePayer,
        ulong nonce,
        ulong currentView,
        UInt128 price,
        ulong validityViews = DefaultValidityViews)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(validityViews, Limits.Transaction.MaxValidityViews);
        ulong gas = (ulong)_calls.Count * BankCall.CallGas;
        TransactionBody body = new()
        {
            ChainTag = _genesis.ChainTag,
            FeePayer = feePayer,
            Nonce = nonce,
            ValidUntil = currentView + validityViews,
            Writes = [.. _writes.Where(item => item != feePayer.AsObject)],
            Calls = [.. _calls],
            GasLimit = gas,
            MaxFee = 0,
            TipPerGas = _tipPerGas,
        };
        int signers = _signers.Count + (_signers.Contains(feePayer) ? 0 : 1);
        return body with { MaxFee = FeeEstimate.Compute(_genesis.Parameters, body, signers, price) };
    }
}
