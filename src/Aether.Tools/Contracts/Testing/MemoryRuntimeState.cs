using System.Security.Cryptography;
using System.Text;
using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Contracts;

namespace Aether.Tools.Contracts.Testing;

/// <summary>One contract and a few accounts in memory, as its code sees a chain.</summary>
/// <remarks>
/// Everything is declared and nothing costs a deposit; all else is as on a chain. <b>Threads</b>: one.
/// </remarks>
internal sealed class MemoryRuntimeState : IRuntimeState
{
    private readonly byte[] _code;
    private readonly ContractData _contract;
    private readonly SortedDictionary<Hash256, byte[]> _items = [];
    private readonly Dictionary<(Address, AssetId), UInt128> _balances = [];
    private readonly List<LedgerEvent> _events = [];
    private readonly List<Payment> _payments = [];
    private readonly List<Action> _undo = [];
    private byte[] _lastRead = [];

    /// <summary>Takes a contract's code, which passed the gate.</summary>
    public MemoryRuntimeState(byte[] code, Hash256 codeHash, ushort schedule)
    {
        _code = code;
        _contract = new ContractData(0, CodeId, codeHash, 0, schedule, default, 0);
        CodeRecord = new CodeData((ulong)code.Length, codeHash, (uint)code.Length, (uint)code.Length, true);
    }

    /// <summary>The contract's identifier.</summary>
    public static ObjectId ContractId { get; } = AccountOf("contract").AsObject;

    /// <inheritdoc/>
    public ulong Height { get; set; }

    /// <inheritdoc/>
    public ulong View => Height;

    /// <inheritdoc/>
    public ulong TimestampMs => 1_000 * Height;

    /// <inheritdoc/>
    public Hash256 TransactionId => AccountOf($"transaction {Height}").Value;

    /// <inheritdoc/>
    public Hash256 Randomness { get; } = AccountOf("randomness").Value;

    /// <inheritdoc/>
    public Address FeePayer { get; set; }

    /// <inheritdoc/>
    public ObjectId Missing => default;

    /// <inheritdoc/>
    public bool MissingWrite => false;

    /// <summary>Events since <see cref="BeginCall"/>.</summary>
    public IReadOnlyList<LedgerEvent> Events => _events;

    /// <summary>Payments of the contract since <see cref="BeginCall"/>.</summary>
    public IReadOnlyList<Payment> Payments => _payments;

    /// <summary>Items of the storage.</summary>
    public IReadOnlyDictionary<Hash256, byte[]> Items => _items;

    private static ObjectId CodeId { get; } = AccountOf("code").AsObject;

    private CodeData CodeRecord { get; }

    /// <summary>The address of a named account: SHA-256("aeth/scenario/v1" || name).</summary>
    public static Address AccountOf(string name) =>
        new(new Hash256(SHA256.HashData(Encoding.UTF8.GetBytes("aeth/scenario/v1" + name))));

    /// <summary>The root that the items alone have in a state tree.</summary>
    public Hash256 StorageRoot()
    {
        SortedDictionary<Hash256, Hash256> leaves = [];
        foreach ((Hash256 item, byte[] value) in _items)
        {
            leaves.Add(StateKey.ForItem(ContractId, item), StateHasher.HashValue(value));
        }
        int[] work = new int[SparseMerkleLayers.WorkInts(leaves.Count)];
        Hash256[] keys = [.. leaves.Keys];
        return SparseMerkleLayers.Root(keys, [.. leaves.Values], new Hash256[keys.Length], work);
    }

    /// <summary>Starts a transaction of an account.</summary>
    public void BeginCall(Address from)
    {
        FeePayer = from;
        _events.Clear();
        _payments.Clear();
        _undo.Clear();
    }

    /// <summary>Sets a balance.</summary>
    public void SetBalance(Address account, AssetId asset, UInt128 amount) => _balances[(account, asset)] = amount;

    /// <inheritdoc/>
    public StateMark Mark() => new(_undo.Count, _events.Count, _payments.Count, 0, 0);

    /// <inheritdoc/>
    public void RollBack(in StateMark mark)
    {
        for (int index = _undo.Count - 1; index >= mark.Writes; index--)
        {
            _undo[index]();
        }
        _undo.RemoveRange(mark.Writes, _undo.Count - mark.Writes);
        _events.RemoveRange(mark.Events, _events.Count - mark.Events);
        _payments.RemoveRange(mark.EventBytes, _payments.Count - mark.EventBytes);
    }

    /// <inheritdoc/>
    public ReceiptStatus TryOpenContract(in ObjectId contract, out ContractData data)
    {
        data = _contract;
        return contract == ContractId ? ReceiptStatus.Success : ReceiptStatus.ObjectMissing;
    }

    /// <inheritdoc/>
    public ReceiptStatus TryOpenCode(in ObjectId code, out CodeData data)
    {
        data = CodeRecord;
        return code == CodeId ? ReceiptStatus.Success : ReceiptStatus.ObjectMissing;
    }

    /// <inheritdoc/>
    public ReceiptStatus TryReadCode(in ObjectId code, Span<byte> destination)
    {
        _code.CopyTo(destination);
        return ReceiptStatus.Success;
    }

    /// <inheritdoc/>
    public ReceiptStatus TryReadItem(
        in ObjectId contract, in Hash256 item, out bool found, out ReadOnlySpan<byte> value)
    {
        found = _items.TryGetValue(item, out byte[]? bytes);
        _lastRead = bytes ?? [];
        value = _lastRead;
        return ReceiptStatus.Success;
    }

    /// <inheritdoc/>
    public ReceiptStatus TryWriteItem(in ObjectId contract, in Hash256 item, ReadOnlySpan<byte> value)
    {
        Remember(item);
        _items[item] = value.ToArray();
        return ReceiptStatus.Success;
    }

    /// <inheritdoc/>
    public ReceiptStatus TryRemoveItem(in ObjectId contract, in Hash256 item, out bool removed)
    {
        Remember(item);
        removed = _items.Remove(item);
        return ReceiptStatus.Success;
    }

    /// <inheritdoc/>
    public ReceiptStatus TryReadObject(in ObjectId id, out bool found, out ReadOnlySpan<byte> data)
    {
        found = false;
        data = default;
        return ReceiptStatus.Success;
    }

    /// <inheritdoc/>
    public ReceiptStatus TryWriteObject(in ObjectId contract, in ObjectId id, ReadOnlySpan<byte> data) =>
        ReceiptStatus.ObjectMissing;

    /// <inheritdoc/>
    public ReceiptStatus TryReadBalance(in Address account, in AssetId asset, out UInt128 amount)
    {
        amount = _balances.GetValueOrDefault((account, asset));
        return ReceiptStatus.Success;
    }

    /// <inheritdoc/>
    public ReceiptStatus TryTransfer(in ObjectId contract, in Address to, in AssetId asset, UInt128 amount)
    {
        Address from = new(contract.Value);
        UInt128 has = _balances.GetValueOrDefault((from, asset));
        if (has < amount)
        {
            return ReceiptStatus.InsufficientBalance;
        }
        if (to != from && _balances.GetValueOrDefault((to, asset)) > UInt128.MaxValue - amount)
        {
            return ReceiptStatus.Overflow;
        }
        Change(from, asset, has - amount);
        Change(to, asset, _balances.GetValueOrDefault((to, asset)) + amount);
        _payments.Add(new Payment(to, asset, amount));
        return ReceiptStatus.Success;
    }

    /// <inheritdoc/>
    public ReceiptStatus TryEmit(in ObjectId contract, ReadOnlySpan<byte> topics, ReadOnlySpan<byte> data)
    {
        if (_events.Count >= Limits.Contract.MaxEvents || data.Length > Limits.Receipt.MaxEventBytes)
        {
            return ReceiptStatus.OverLimit;
        }
        Hash256[] list = new Hash256[topics.Length / Hash256.Bytes];
        for (int index = 0; index < list.Length; index++)
        {
            list[index] = new Hash256(topics.Slice(index * Hash256.Bytes, Hash256.Bytes));
        }
        _events.Add(new LedgerEvent(new ProgramId(contract.Value), list, data.ToArray()));
        return ReceiptStatus.Success;
    }

    private void Remember(Hash256 item)
    {
        byte[]? before = _items.GetValueOrDefault(item);
        _undo.Add(before is null ? () => _items.Remove(item) : () => _items[item] = before);
    }

    private void Change(Address account, AssetId asset, UInt128 amount)
    {
        UInt128 before = _balances.GetValueOrDefault((account, asset));
        _undo.Add(() => _balances[(account, asset)] = before);
        _balances[(account, asset)] = amount;
    }

    /// <summary>Money that the contract paid.</summary>
    internal readonly record struct Payment(Address To, AssetId Asset, UInt128 Amount);
}
