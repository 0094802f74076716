using System.Numerics;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Contracts;

namespace Aether.TestKit.Ledger;

/// <summary>A naive ledger as contracts see it. A mark is a whole copy.</summary>
internal sealed class SpecRuntime(SpecLedger ledger, SpecPrograms programs) : IRuntimeState
{
    private readonly List<Action> _restores = [];
    private Transaction _transaction = null!;

    public ulong Height { get; set; }

    public ulong View { get; set; }

    public ulong TimestampMs { get; set; }

    public Hash256 TransactionId => _transaction.Id;

    public Hash256 Randomness => new(ledger.Staking.Randomness);

    public Address FeePayer => _transaction.Body.FeePayer;

    public ObjectId Missing { get; private set; }

    public bool MissingWrite { get; private set; }

    public void Begin(Transaction transaction)
    {
        _transaction = transaction;
        _restores.Clear();
    }

    public StateMark Mark()
    {
        Action ledgerBack = ledger.Backup();
        Action programsBack = programs.Backup();
        _restores.Add(() =>
        {
            ledgerBack();
            programsBack();
        });
        return new StateMark(_restores.Count - 1, 0, 0, 0, 0);
    }

    public void RollBack(in StateMark mark) => _restores[mark.Writes]();

    public ReceiptStatus Lacks(ObjectId id, bool writes)
    {
        (Missing, MissingWrite) = (id, writes);
        return ReceiptStatus.UndeclaredAccess;
    }

    public ReceiptStatus TryOpenContract(in ObjectId contract, out ContractData data) =>
        TryOpen(contract, 2, out data);

    public ReceiptStatus TryOpenCode(in ObjectId code, out CodeData data) => TryOpen(code, 3, out data);

    public ReceiptStatus TryReadCode(in ObjectId code, Span<byte> destination)
    {
        for (int part = 0; destination.Length > 0; part++)
        {
            byte[] bytes = ledger.Items[(code, CodeData.PartKey(part))];
            bytes.CopyTo(destination);
            destination = destination[bytes.Length..];
        }
        return ReceiptStatus.Success;
    }

    public ReceiptStatus TryReadItem(
        in ObjectId contract, in Hash256 item, out bool found, out ReadOnlySpan<byte> value)
    {
        found = ledger.Items.TryGetValue((contract, item), out byte[]? bytes);
        value = bytes;
        return programs.IsReadable(contract.Value) ? ReceiptStatus.Success : Lacks(contract, false);
    }

    public ReceiptStatus TryWriteItem(in ObjectId contract, in Hash256 item, ReadOnlySpan<byte> value)
    {
        if (!programs.IsWritable(contract.Value))
        {
            return Lacks(contract, programs.IsReadable(contract.Value));
        }
        int before = ledger.Items.TryGetValue((contract, item), out byte[]? old) ? old.Length + 64 : 0;
        ledger.PutItem(contract, item, value.ToArray());
        return Store(contract, value.Length + 64 - before);
    }

    public ReceiptStatus TryRemoveItem(in ObjectId contract, in Hash256 item, out bool removed)
    {
        removed = ledger.Items.TryGetValue((contract, item), out byte[]? old);
        if (!programs.IsReadable(contract.Value))
        {
            return Lacks(contract, false);
        }
        if (!removed)
        {
            return ReceiptStatus.Success;
        }
        if (!programs.IsWritable(contract.Value))
        {
            return Lacks(contract, true);
        }
        ledger.RemoveItem(contract, item);
        return Store(contract, -old!.Length - 64);
    }

    public ReceiptStatus TryReadObject(in ObjectId id, out bool found, out ReadOnlySpan<byte> data)
    {
        found = ledger.Objects.TryGetValue(id, out ObjectRecord? record);
        data = record?.Data;
        return programs.IsReadable(id.Value) ? ReceiptStatus.Success : Lacks(id, false);
    }

    public ReceiptStatus TryWriteObject(in ObjectId contract, in ObjectId id, ReadOnlySpan<byte> data)
    {
        if (!programs.IsReadable(id.Value))
        {
            return Lacks(id, true);
        }
        if (!ledger.Objects.TryGetValue(id, out ObjectRecord? old))
        {
            return ledger.Archived.ContainsKey(id) ? ReceiptStatus.Archived : ReceiptStatus.ObjectMissing;
        }
        if (old.Owner.Value != contract.Value)
        {
            return ReceiptStatus.Unauthorized;
        }
        if (old.Kind < 16)
        {
            return ReceiptStatus.WrongKind;
        }
        ReceiptStatus status = programs.Settle(
            id, FeePayer, old, old with { Version = old.Version + 1, Data = data.ToArray() });
        return status == ReceiptStatus.UndeclaredAccess ? Lacks(id, true) : status;
    }

    public ReceiptStatus TryReadBalance(in Address account, in AssetId asset, out UInt128 amount)
    {
        amount = (UInt128)ledger.AccountOf(account)[asset];
        return programs.IsReadable(account.Value) ? ReceiptStatus.Success : Lacks(account.AsObject, false);
    }

    public ReceiptStatus TryTransfer(in ObjectId contract, in Address to, in AssetId asset, UInt128 amount)
    {
        Address from = new(contract.Value);
        if (!programs.IsWritable(from.Value))
        {
            return Lacks(contract, true);
        }
        if (ledger.AccountOf(from)[asset] < (BigInteger)amount)
        {
            return ReceiptStatus.InsufficientBalance;
        }
        ledger.AccountOf(from)[asset] -= (BigInteger)amount;
        programs.Touched.Add(StateKey.ForAccount(from));
        ReceiptStatus status = programs.Give(to, asset, (BigInteger)amount);
        return status == ReceiptStatus.UndeclaredAccess ? Lacks(to.AsObject, true) : status;
    }

    public ReceiptStatus TryEmit(in ObjectId contract, ReadOnlySpan<byte> topics, ReadOnlySpan<byte> data)
    {
        if (programs.Events.Count >= 48 || data.Length > 4_096)
        {
            return ReceiptStatus.OverLimit;
        }
        Hash256[] list = new Hash256[topics.Length / 32];
        for (int index = 0; index < list.Length; index++)
        {
            list[index] = new Hash256(topics.Slice(32 * index, 32));
        }
        programs.Events.Add(new LedgerEvent(new ProgramId(contract.Value), list, data.ToArray()));
        return ReceiptStatus.Success;
    }

    private ReceiptStatus TryOpen<T>(ObjectId id, ushort kind, out T data)
        where T : class, IAceValue<T>
    {
        data = null!;
        if (!programs.IsReadable(id.Value))
        {
            return Lacks(id, false);
        }
        if (!ledger.Objects.TryGetValue(id, out ObjectRecord? record))
        {
            return ledger.Archived.ContainsKey(id) ? ReceiptStatus.Archived : ReceiptStatus.ObjectMissing;
        }
        return record.Kind == kind && Ace.TryDecode(record.Data, out data, out _)
            ? ReceiptStatus.Success
            : ReceiptStatus.WrongKind;
    }

    // The record counts what is stored, and whoever pays the fee pays for growth and for what is owed.
    private ReceiptStatus Store(ObjectId id, int change)
    {
        ObjectRecord old = ledger.Objects[id];
        if (change == 0 && old.PaidUntil >= ledger.Staking.Epoch)
        {
            return ReceiptStatus.Success;
        }
        ulong stored = (ulong)((long)BitConverter.ToUInt64(old.Data) + change);
        return stored > 1 << 30
            ? ReceiptStatus.OverLimit
            : programs.Settle(
                id, FeePayer, old, old with { Data = [.. BitConverter.GetBytes(stored), .. old.Data[8..]] });
    }
}
