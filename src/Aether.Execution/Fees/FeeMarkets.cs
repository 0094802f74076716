using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.State;

namespace Aether.Execution.Fees;

/// <summary>The prices that blocks on a state pay: for the whole block, and for objects that are in demand.</summary>
/// <remarks>
/// <b>Consensus</b>: part of the state, so every follower checks it with the state root. The state holds nothing where
/// every multiplier is 1. <b>Threads</b>: immutable.
/// </remarks>
public sealed class FeeMarkets : IAceValue<FeeMarkets>
{
    private readonly LocalMarket[] _locals;

    private FeeMarkets(ulong block, LocalMarket[] locals)
    {
        Block = block;
        _locals = locals;
    }

    /// <summary>Every multiplier is 1.</summary>
    public static FeeMarkets Initial { get; } = new(FeeController.Unit, []);

    /// <summary>Where the state keeps them.</summary>
    public static Hash256 Key { get; } = StateKey.ForMeta("fees"u8);

    /// <summary>Multiplier of every transaction, Q32.32.</summary>
    public ulong Block { get; }

    /// <summary>Objects whose multiplier is above 1, ascending.</summary>
    public ReadOnlySpan<LocalMarket> Locals => _locals;

    /// <summary>True where nothing has to be kept.</summary>
    public bool IsInitial => Block == FeeController.Unit && _locals.Length == 0;

    /// <summary>The prices of the blocks on a state.</summary>
    public static FeeMarkets Of(IStateReader state)
    {
        if (!state.TryGet(Key, out byte[] bytes))
        {
            return Initial;
        }
        return Ace.TryDecode(bytes, out FeeMarkets markets, out DecodeError error)
            ? markets
            : throw new StateCorruptException($"the fee markets of the state do not decode: {error}");
    }

    /// <inheritdoc/>
    public static FeeMarkets Decode(ref AceReader reader)
    {
        ulong block = reader.U64();
        LocalMarket[] locals = reader.List<LocalMarket>(Limits.Fees.MaxLocalMarkets, LocalMarket.EncodedBytes);
        reader.Require(block is >= FeeController.Unit and <= Limits.Fees.MaxMultiplier);
        for (int index = 1; index < locals.Length; index++)
        {
            reader.Require(locals[index - 1].Item.CompareTo(locals[index].Item) < 0, DecodeError.NotSorted);
        }
        return new FeeMarkets(block, locals);
    }

    /// <inheritdoc/>
    public void Encode(AceWriter writer)
    {
        writer.U64(Block);
        writer.List<LocalMarket>(_locals);
    }

    /// <summary>Multiplier of one object; 1 for those not in demand.</summary>
    public ulong LocalOf(ObjectId item)
    {
        int low = 0;
        int high = _locals.Length - 1;
        while (low <= high)
        {
            int middle = (low + high) >>> 1;
            int order = _locals[middle].Item.CompareTo(item);
            if (order == 0)
            {
                return _locals[middle].Multiplier;
            }
            (low, high) = order < 0 ? (middle + 1, high) : (low, middle - 1);
        }
        return FeeController.Unit;
    }

    /// <summary>What a transaction's base part is multiplied by: the block's price, and its dearest object's.</summary>
    public UInt128 MultiplierOf(TransactionBody body) => FeeSchedule.Combine(Block, LocalOf(body));

    /// <summary>Multiplier of the dearest object that a transaction writes, its payer's account included.</summary>
    public ulong LocalOf(TransactionBody body)
    {
        if (_locals.Length == 0)
        {
            return FeeController.Unit;
        }
        ulong local = LocalOf(body.FeePayer.AsObject);
        foreach (ObjectId item in body.Writes)
        {
            local = Math.Max(local, LocalOf(item));
        }
        return local;
    }

    /// <summary>What a transaction that writes these objects, its payer's account included, is multiplied by.</summary>
    public UInt128 PriceOf(ReadOnlySpan<ObjectId> written)
    {
        ulong local = FeeController.Unit;
        foreach (ObjectId item in written)
        {
            local = Math.Max(local, LocalOf(item));
        }
        return FeeSchedule.Combine(Block, local);
    }

    /// <summary>The prices after a block.</summary>
    /// <param name="blockGas">Gas of a full block.</param>
    /// <param name="used">Gas that the block used.</param>
    /// <param name="writers">
    /// Gas used by the writers of objects, ascending by object. Objects at or below the target may be left out unless
    /// they have a price of their own.
    /// </param>
    public FeeMarkets Next(ulong blockGas, ulong used, ReadOnlySpan<ObjectGas> writers)
    {
        ulong target = blockGas / Limits.Fees.ObjectTargetDivisor;
        List<LocalMarket> next = [];
        int known = 0;
        foreach (ObjectGas writer in writers)
        {
            for (; known < _locals.Length && _locals[known].Item.CompareTo(writer.Item) < 0; known++)
            {
                Append(next, _locals[known].Item, FeeController.Next(_locals[known].Multiplier, 0, target));
            }
            bool has = known < _locals.Length && _locals[known].Item == writer.Item;
            ulong before = has ? _locals[known++].Multiplier : FeeController.Unit;
            Append(next, writer.Item, FeeController.Next(before, writer.Gas, target));
        }
        for (; known < _locals.Length; known++)
        {
            Append(next, _locals[known].Item, FeeController.Next(_locals[known].Multiplier, 0, target));
        }
        ulong block = FeeController.Next(Block, used, blockGas / 2);
        return block == FeeController.Unit && next.Count == 0 ? Initial : new FeeMarkets(block, Bounded(next));
    }

    /// <summary>Stores these prices in place of those of the parent.</summary>
    internal void Write(WriteSet state, FeeMarkets before)
    {
        if (!IsInitial)
        {
            state.Put(Key, Ace.Encode(this));
        }
        else if (!before.IsInitial)
        {
            state.Remove(Key);
        }
    }

    private static void Append(List<LocalMarket> list, ObjectId item, ulong multiplier)
    {
        if (multiplier > FeeController.Unit)
        {
            list.Add(new LocalMarket(item, multiplier));
        }
    }

    // Above the limit the cheapest lose their price; of equals the later ones in order.
    private static LocalMarket[] Bounded(List<LocalMarket> list)
    {
        if (list.Count <= Limits.Fees.MaxLocalMarkets)
        {
            return [.. list];
        }
        SortedSet<(ulong Cheapness, ObjectId Item)> dearestFirst = [];
        foreach (LocalMarket market in list)
        {
            dearestFirst.Add((ulong.MaxValue - market.Multiplier, market.Item));
        }
        SortedDictionary<ObjectId, LocalMarket> kept = [];
        foreach ((ulong cheapness, ObjectId item) in dearestFirst)
        {
            if (kept.Count < Limits.Fees.MaxLocalMarkets)
            {
                kept.Add(item, new LocalMarket(item, ulong.MaxValue - cheapness));
            }
        }
        return [.. kept.Values];
    }
}
