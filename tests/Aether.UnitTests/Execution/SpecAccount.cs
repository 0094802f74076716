using System.Numerics;
using Aether.Core.Types;

namespace Aether.UnitTests.Execution;

/// <summary>An account of the naive ledger.</summary>
internal sealed class SpecAccount
{
    public BigInteger Nonce { get; set; }

    public Dictionary<AssetId, BigInteger> Balances { get; } = [];

    public BigInteger this[AssetId asset]
    {
        get => Balances.GetValueOrDefault(asset);
        set => Balances[asset] = value;
    }

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
