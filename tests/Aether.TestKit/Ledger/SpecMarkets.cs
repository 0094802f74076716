using System.Numerics;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.TestKit.Ledger;

/// <summary>The prices of blocks and objects once more: a dictionary and integers without bounds.</summary>
public sealed class SpecMarkets
{
    private static readonly BigInteger s_one = BigInteger.One << 32;
    private static readonly BigInteger s_most = BigInteger.One << 48;
    private readonly Dictionary<ObjectId, BigInteger> _usedBy = [];
    private BigInteger _used;

    /// <summary>Gas of a full block.</summary>
    public BigInteger BlockGas { get; init; } = 200_000_000;

    /// <summary>The block's multiplier, Q32.32.</summary>
    public BigInteger Block { get; private set; } = s_one;

    /// <summary>Multipliers above one.</summary>
    public Dictionary<ObjectId, BigInteger> Locals { get; private set; } = [];

    /// <summary>What a transaction's base part is multiplied by, Q32.32.</summary>
    public BigInteger MultiplierOf(TransactionBody body) =>
        RoundedUp(Block * Written(body).Max(item => Locals.GetValueOrDefault(item, s_one)));

    /// <summary>A Q32.32 number as an integer, rounded up.</summary>
    public static BigInteger RoundedUp(BigInteger fixedPoint) => (fixedPoint + s_one - 1) / s_one;

    /// <summary>Whether the block has room for a transaction.</summary>
    public bool BlockHasRoom(TransactionBody body) => _used + body.GasLimit <= BlockGas;

    /// <summary>Whether all objects it writes have room for a transaction.</summary>
    public bool ObjectsHaveRoom(TransactionBody body) =>
        Written(body).All(item => _usedBy.GetValueOrDefault(item) + body.GasLimit <= BlockGas / 4);

    /// <summary>Counts the gas of a transaction.</summary>
    public void Count(TransactionBody body, BigInteger gas)
    {
        _used += gas;
        foreach (ObjectId item in Written(body))
        {
            _usedBy[item] = _usedBy.GetValueOrDefault(item) + gas;
        }
    }

    /// <summary>Moves all prices at the end of a block.</summary>
    public void EndBlock()
    {
        Block = Next(Block, _used, BlockGas / 2);
        Dictionary<ObjectId, BigInteger> next = [];
        foreach (ObjectId item in Locals.Keys.Union(_usedBy.Keys))
        {
            BigInteger price = Next(
                Locals.GetValueOrDefault(item, s_one), _usedBy.GetValueOrDefault(item), BlockGas / 32);
            if (price > s_one)
            {
                next[item] = price;
            }
        }
        Locals = next.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key).Take(1_024).ToDictionary();
        _usedBy.Clear();
        _used = 0;
    }

    /// <summary>What the state holds of it.</summary>
    public void AddValues(SortedDictionary<Hash256, byte[]> values)
    {
        if (Block == s_one && Locals.Count == 0)
        {
            return;
        }
        AceWriter writer = new();
        writer.U64((ulong)Block);
        writer.U32((uint)Locals.Count);
        foreach ((ObjectId item, BigInteger price) in Locals.OrderBy(pair => pair.Key))
        {
            writer.Hash(item.Value);
            writer.U64((ulong)price);
        }
        values[StateKey.ForMeta("fees"u8)] = writer.ToArray();
    }

    private static HashSet<ObjectId> Written(TransactionBody body) => [body.FeePayer.AsObject, .. body.Writes];

    private static BigInteger Next(BigInteger price, BigInteger used, BigInteger target)
    {
        BigInteger next = price + (price * (used - target) / target / 8);
        return BigInteger.Max(s_one, BigInteger.Min(s_most, next));
    }
}
