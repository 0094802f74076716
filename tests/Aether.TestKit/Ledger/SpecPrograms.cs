using System.Buffers.Binary;
using System.Numerics;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;

namespace Aether.TestKit.Ledger;

/// <summary>The object and asset programs once more, on the dictionaries of a naive ledger.</summary>
public sealed class SpecPrograms(SpecLedger ledger)
{
    private static readonly BigInteger s_bound = BigInteger.One << 128;
    private HashSet<Hash256> _readable = [];
    private HashSet<Hash256> _writable = [];

    /// <summary>Events of the transaction so far.</summary>
    public List<LedgerEvent> Events { get; } = [];

    /// <summary>Keys of everything the transaction wrote.</summary>
    public SortedSet<Hash256> Touched { get; } = [];

    /// <summary>Rent of the transaction so far.</summary>
    public BigInteger RentPaid { get; private set; }

    /// <summary>Starts a transaction.</summary>
    public void Begin(Transaction transaction)
    {
        TransactionBody body = transaction.Body;
        _writable = [body.FeePayer.Value, .. body.Writes.Select(item => item.Value)];
        _readable = [.. _writable, .. body.Reads.Select(item => item.Value)];
        Events.Clear();
        Touched.Clear();
        Touched.Add(StateKey.ForAccount(body.FeePayer));
        RentPaid = 0;
    }

    /// <summary>What a call costs; null for no program.</summary>
    public static BigInteger? GasOf(ProgramCall call) =>
        call.Program == ProgramId.Bank ? 1_000
        : call.Program == NativePrograms.Object ? 2_000 + call.Arguments.Length
        : call.Program == NativePrograms.Asset ? 2_000
        : null;

    /// <summary>Who must sign for a call; null when it is no object or asset call.</summary>
    public static Address? Actor(ProgramCall call) => Parse(call)?.Actor;

    /// <summary>Executes a call that is paid for.</summary>
    public ReceiptStatus Run(ProgramCall call)
    {
        if (Parse(call) is not { } parts)
        {
            return ReceiptStatus.BadCall;
        }
        if (!_readable.Contains(parts.Id.Value))
        {
            return ReceiptStatus.UndeclaredAccess;
        }
        return (call.Program == NativePrograms.Asset, call.Method) switch
        {
            (_, 0) => Create(call, parts),
            (false, 4) => Restore(parts),
            _ => Change(call, parts),
        };
    }

    // The fixed forms: null where a length is not exactly right or a number is out of bounds.
    private static SpecCall? Parse(ProgramCall call)
    {
        bool asset = call.Program == NativePrograms.Asset;
        byte[] bytes = call.Arguments;
        if ((!asset && call.Program != NativePrograms.Object) || bytes.Length < 32)
        {
            return null;
        }
        Address actor = new(new Hash256(bytes.AsSpan(0, 32)));
        ReadOnlySpan<byte> rest = bytes.AsSpan(32);
        return (asset, call.Method) switch
        {
            (false, 0) => rest.Length >= 46 && Data(rest[42..], 16_384) is { } data
                ? Made(actor, Number(rest), BinaryPrimitives.ReadUInt16LittleEndian(rest[8..]), At(rest, 10), data)
                : null,
            (true, 0) => rest.Length >= 45 && rest[40] <= 38 && Data(rest[41..], 16) is { } symbol
                ? Made(actor, Number(rest), 1, At(rest, 8), [.. new byte[16], .. rest[40..]])
                : null,
            (false, 1) => rest.Length >= 36 && Data(rest[32..], 16_384) is { } data
                ? new SpecCall(actor, new ObjectId(At(rest, 0).Value)) { Data = data }
                : null,
            (false, 2) => rest.Length == 64
                ? new SpecCall(actor, new ObjectId(At(rest, 0).Value)) { Other = At(rest, 32) }
                : null,
            (false, 3) => rest.Length == 32 ? new SpecCall(actor, new ObjectId(At(rest, 0).Value)) : null,
            (false, 4) => rest.Length >= 36 && Data(rest[32..], 16_384 + 103) is { } record
                ? new SpecCall(actor, new ObjectId(At(rest, 0).Value)) { Data = record }
                : null,
            (true, 1) => rest.Length == 80 && Amount(rest[64..]) is { } amount
                ? new SpecCall(actor, new ObjectId(At(rest, 0).Value)) { Other = At(rest, 32), Amount = amount }
                : null,
            (true, 2) => rest.Length == 48 && Amount(rest[32..]) is { } amount
                ? new SpecCall(actor, new ObjectId(At(rest, 0).Value)) { Amount = amount }
                : null,
            _ => null,
        };
    }

    private static SpecCall Made(Address creator, ulong nonce, ushort kind, Address owner, byte[] data) =>
        new(creator, ObjectRecord.DeriveId(creator, nonce, kind)) { Kind = kind, Other = owner, Data = data };

    private static Address At(ReadOnlySpan<byte> bytes, int offset) => new(new Hash256(bytes.Slice(offset, 32)));

    private static ulong Number(ReadOnlySpan<byte> bytes) => BinaryPrimitives.ReadUInt64LittleEndian(bytes);

    private static BigInteger? Amount(ReadOnlySpan<byte> bytes)
    {
        UInt128 amount = BinaryPrimitives.ReadUInt128LittleEndian(bytes);
        return amount == 0 ? null : (BigInteger)amount;
    }

    // A length and exactly that many bytes up to the end.
    private static byte[]? Data(ReadOnlySpan<byte> bytes, int most)
    {
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return length <= most && length == bytes.Length - 4 ? bytes[4..].ToArray() : null;
    }

    private ReceiptStatus Create(ProgramCall call, SpecCall parts)
    {
        ObjectId id = parts.Id;
        if (ledger.Objects.ContainsKey(id) || ledger.Archived.ContainsKey(id))
        {
            return ReceiptStatus.ObjectExists;
        }
        if (call.Program == NativePrograms.Object && parts.Kind < 16)
        {
            return ReceiptStatus.WrongKind;
        }
        uint until = ledger.Rent.Later(ledger.Staking.Epoch);
        ObjectRecord made = new(
            parts.Kind, parts.Other!.Value, parts.Actor, 0, 0, until, ledger.Rent.Later(until), parts.Data);
        return Place(call, parts, made, 0);
    }

    private ReceiptStatus Restore(SpecCall parts)
    {
        ObjectId id = parts.Id;
        if (!ledger.Archived.TryGetValue(id, out ObjectTombstone stone))
        {
            return ledger.Objects.ContainsKey(id) ? ReceiptStatus.ObjectExists : ReceiptStatus.ObjectMissing;
        }
        if (!Ace.TryDecode(parts.Data, out ObjectRecord last, out _) || SpecRent.HashOf(last) != stone.Hash)
        {
            return ReceiptStatus.ArchiveMismatch;
        }
        uint until = ledger.Rent.Later(ledger.Staking.Epoch);
        BigInteger owed = ledger.Rent.Due(SpecRent.Charged(last), stone.Epoch, ledger.Staking.Epoch);
        ObjectRecord next = last with
        {
            Version = last.Version + 1,
            Deposit = 0,
            PaidUntil = until,
            Bucket = ledger.Rent.Later(until),
        };
        return Place(new ProgramCall(NativePrograms.Object, 4, [], 0), parts, next, owed);
    }

    // A new record that locks its deposit, paid by the actor together with what is owed.
    private ReceiptStatus Place(ProgramCall call, SpecCall parts, ObjectRecord record, BigInteger owed)
    {
        ObjectId id = parts.Id;
        BigInteger deposit = ledger.Rent.Deposit(SpecRent.Charged(record));
        ReceiptStatus status = Write(id, record with { Deposit = (UInt128)deposit });
        if (status == ReceiptStatus.Success)
        {
            status = Pay(parts.Actor, deposit + owed);
        }
        if (status == ReceiptStatus.Success)
        {
            ledger.Archived.Remove(id);
            RentPaid += owed;
            ledger.Rent.Born(record.Bucket, id);
            Report(call, parts, ledger.Objects[id]);
        }
        return status;
    }

    private ReceiptStatus Change(ProgramCall call, SpecCall parts)
    {
        ObjectId id = parts.Id;
        bool asset = call.Program == NativePrograms.Asset;
        if (!ledger.Objects.TryGetValue(id, out ObjectRecord? old))
        {
            return ledger.Archived.ContainsKey(id) ? ReceiptStatus.Archived : ReceiptStatus.ObjectMissing;
        }
        if (old.Owner != parts.Actor)
        {
            return ReceiptStatus.Unauthorized;
        }
        if (asset ? old.Kind != 1 : call.Method == 1 && old.Kind < 16)
        {
            return ReceiptStatus.WrongKind;
        }
        BigInteger supply = old.Kind == 1 ? (BigInteger)BinaryPrimitives.ReadUInt128LittleEndian(old.Data) : 0;
        if (!asset && call.Method == 3)
        {
            return old.Kind is 2 or 3 ? ReceiptStatus.WrongKind
                : supply != 0 ? ReceiptStatus.SupplyNotZero
                : Delete(call, parts, old);
        }
        if (asset)
        {
            supply += call.Method == 1 ? parts.Amount : -parts.Amount;
            if (supply >= s_bound)
            {
                return ReceiptStatus.Overflow;
            }
            if (supply < 0)
            {
                return ReceiptStatus.InsufficientBalance;
            }
        }
        ObjectRecord next = (asset, call.Method) switch
        {
            (false, 1) => old with { Data = parts.Data },
            (false, _) => old with { Owner = parts.Other!.Value },
            _ => old with { Data = [.. Bytes(supply), .. old.Data[16..]] },
        };
        ReceiptStatus status = Touch(parts, old, next);
        if (status == ReceiptStatus.Success && asset)
        {
            status = call.Method == 1
                ? Give(parts.Other!.Value, new AssetId(id.Value), parts.Amount)
                : Pay(parts.Actor, parts.Amount, new AssetId(id.Value));
        }
        if (status == ReceiptStatus.Success)
        {
            Report(call, parts, ledger.Objects[id]);
        }
        return status;
    }

    private ReceiptStatus Delete(ProgramCall call, SpecCall parts, ObjectRecord old)
    {
        ReceiptStatus status = Touch(parts, old, null);
        if (status == ReceiptStatus.Success)
        {
            Report(call, parts, old with { Version = old.Version + 1, Deposit = 0, Data = [] });
        }
        return status;
    }

    private ReceiptStatus Touch(SpecCall parts, ObjectRecord old, ObjectRecord? next) => Settle(
        parts.Id, parts.Actor, old, next is null ? null : next with { Version = old.Version + 1 });

    /// <summary>Replaces a record: what was owed is paid, the deposit follows the size.</summary>
    internal ReceiptStatus Settle(ObjectId id, Address payer, ObjectRecord old, ObjectRecord? next)
    {
        uint epoch = ledger.Staking.Epoch;
        BigInteger owed = ledger.Rent.Due(SpecRent.Charged(old), old.PaidUntil, epoch);
        BigInteger deposit = next is null ? 0 : ledger.Rent.Deposit(SpecRent.Charged(next));
        ReceiptStatus status = Write(id, next is null ? null : next with
        {
            Deposit = (UInt128)deposit,
            PaidUntil = Math.Max(old.PaidUntil, epoch),
        });
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        RentPaid += owed;
        BigInteger cost = deposit + owed - (BigInteger)old.Deposit;
        return cost >= 0 ? Pay(payer, cost) : Give(payer, AssetId.Swr, -cost);
    }

    /// <summary>True for what may be read.</summary>
    internal bool IsReadable(Hash256 id) => _readable.Contains(id);

    /// <summary>True for what may be written.</summary>
    internal bool IsWritable(Hash256 id) => _writable.Contains(id);

    /// <summary>Notes the present; the result goes back to it.</summary>
    internal Action Backup()
    {
        LedgerEvent[] events = [.. Events];
        Hash256[] touched = [.. Touched];
        BigInteger rent = RentPaid;
        return () =>
        {
            Events.Clear();
            Events.AddRange(events);
            Touched.Clear();
            Touched.UnionWith(touched);
            RentPaid = rent;
        };
    }

    /// <summary>Sets or removes a declared object.</summary>
    internal ReceiptStatus Write(ObjectId id, ObjectRecord? record)
    {
        if (!_writable.Contains(id.Value))
        {
            return ReceiptStatus.UndeclaredAccess;
        }
        Touched.Add(StateKey.ForObject(id));
        if (record is null)
        {
            ledger.Objects.Remove(id);
        }
        else
        {
            ledger.Objects[id] = record;
        }
        return ReceiptStatus.Success;
    }

    /// <summary>Takes SWR from a declared account.</summary>
    internal ReceiptStatus Pay(Address from, BigInteger amount) => Pay(from, amount, AssetId.Swr);

    private ReceiptStatus Pay(Address from, BigInteger amount, AssetId asset)
    {
        if (amount == 0)
        {
            return ReceiptStatus.Success;
        }
        if (!_writable.Contains(from.Value))
        {
            return ReceiptStatus.UndeclaredAccess;
        }
        if (ledger.AccountOf(from)[asset] < amount)
        {
            return ReceiptStatus.InsufficientBalance;
        }
        ledger.AccountOf(from)[asset] -= amount;
        Touched.Add(StateKey.ForAccount(from));
        return ReceiptStatus.Success;
    }

    /// <summary>Gives an amount to a declared account.</summary>
    internal ReceiptStatus Give(Address to, AssetId asset, BigInteger amount)
    {
        if (!_writable.Contains(to.Value))
        {
            return ReceiptStatus.UndeclaredAccess;
        }
        ledger.AccountOf(to)[asset] += amount;
        Touched.Add(StateKey.ForAccount(to));
        return ledger.HasRoom(to) ? ReceiptStatus.Success : ReceiptStatus.TooManyAssets;
    }

    private void Report(ProgramCall call, SpecCall parts, ObjectRecord record)
    {
        bool asset = call.Program == NativePrograms.Asset;
        Hash256[] topics = [parts.Id.Value, parts.Actor.Value];
        topics = parts.Other is { } other ? [.. topics, other.Value] : topics;
        byte[] method = BitConverter.GetBytes(call.Method);
        byte[] data = asset
            ? [.. method, .. Bytes(parts.Amount), .. record.Data[..16]]
            :
            [
                .. method, .. BitConverter.GetBytes(record.Version), .. BitConverter.GetBytes(record.Data.Length),
                .. Bytes((BigInteger)record.Deposit),
            ];
        Events.Add(new LedgerEvent(call.Program, topics, data));
    }

    private static byte[] Bytes(BigInteger number)
    {
        byte[] bytes = new byte[16];
        BinaryPrimitives.WriteUInt128LittleEndian(bytes, (UInt128)number);
        return bytes;
    }
}
