using System.Numerics;
using Aether.Core.Types;

namespace Aether.TestKit.Ledger;

/// <summary>An account of the naive ledger.</summary>
public sealed class SpecAccount
{
    /// <summary>Transactions paid for.</summary>
    public BigInteger Nonce { get; set; }

    /// <summary>Held amounts, zeros included.</summary>
    public Dictionary<AssetId, BigInteger> Balances { get; } = [];

    /// <summary>The held amount of an asset.</summary>
    public BigInteger this[AssetId asset]
    {
        get => Balances.GetValueOrDefault(asset);
        set => Balances[asset] = value;
    }

    /// <summary>A copy that shares nothing.</summary>
    public SpecAccount Copy()
    {
        SpecAccount copy = new() { Nonce = Nonce };
        foreach ((AssetId asset, BigInteger amount) in Balances)
        {
            copy[asset] = amount;
        }
        return copy;
    }
}
