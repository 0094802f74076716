using System.Buffers.Binary;
using Aether.Core;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Execution.Ledger;

namespace Aether.Execution.Rent;

/// <summary>Makes, changes and removes objects through a view, and settles what they owe and lock.</summary>
/// <remarks>
/// A change is prepared in <see cref="Draft"/>, a copy of the record, and takes effect with <see cref="TryPut"/>.
/// <b>Threads</b>: one lane. <b>Cost</b>: no allocation once the list of births has grown.
/// </remarks>
internal sealed class ObjectEditor(ChainParameters parameters, TransactionView view, AccountEditor accounts)
{
    private readonly byte[] _draft = new byte[ObjectRecord.HeaderBytes + Limits.Ledger.MaxObjectBytes];
    private readonly List<Birth> _births = [];
    private int _birthsBefore;
    private int _draftBytes;
    private int _oldBytes;
    private UInt128 _oldDeposit;

    /// <summary>Objects that the lane's transactions made or brought back.</summary>
    public List<Birth> Births => _births;

    /// <summary>Epoch of the block.</summary>
    public uint Epoch { get; private set; }

    /// <summary>Rent that the transaction paid.</summary>
    public UInt128 RentPaid { get; private set; }

    /// <summary>The record as it will be.</summary>
    public Span<byte> Draft => _draft.AsSpan(0, _draftBytes);

    /// <summary>Starts a block.</summary>
    public void BeginBlock(uint epoch)
    {
        Epoch = epoch;
        _births.Clear();
    }

    /// <summary>Starts a transaction.</summary>
    public void BeginTransaction()
    {
        RentPaid = 0;
        _birthsBefore = _births.Count;
    }

    /// <summary>Forgets what the transaction did: its view was rolled back.</summary>
    public void RollBack() => RollBack(0, _birthsBefore);

    /// <summary>Forgets what was done since there was so much rent and so many births.</summary>
    public void RollBack(UInt128 rentPaid, int births)
    {
        RentPaid = rentPaid;
        _births.RemoveRange(births, _births.Count - births);
    }

    /// <summary>Reads an object for a change by its owner, and drafts the next version.</summary>
    public ReceiptStatus TryOpen(in ObjectId id, in Address owner)
    {
        ReceiptStatus status = TryRead(id, out ReadOnlySpan<byte> encoded);
        if (status != ReceiptStatus.Success)
        {
            return status;
        }
        ObjectBytes record = new(encoded);
        if (record.Owner != owner)
        {
            return ReceiptStatus.Unauthorized;
        }
        Draw(record, encoded);
        BinaryPrimitives.WriteUInt64LittleEndian(_draft.AsSpan(ObjectRecord.VersionOffset), record.Version + 1);
        return ReceiptStatus.Success;
    }

    /// <summary>Reads a live object, for whoever declared it.</summary>
    public ReceiptStatus TryRead(in ObjectId id, out ReadOnlySpan<byte> encoded)
    {
        ReadResult found = view.TryReadObject(id, out encoded);
        if (found != ReadResult.Found)
        {
            return found == ReadResult.Undeclared ? ReceiptStatus.UndeclaredAccess : ReceiptStatus.ObjectMissing;
        }
        return encoded[0] == ObjectTombstone.Tag ? ReceiptStatus.Archived : ReceiptStatus.Success;
    }

    /// <summary>
    /// Reads an object for a change of what it stores, by whom its program allows it: no new version of the object.
    /// </summary>
    public ReceiptStatus TryOpenStored(in ObjectId id)
    {
        ReceiptStatus status = TryRead(id, out ReadOnlySpan<byte> encoded);
        if (status == ReceiptStatus.Success)
        {
            Draw(new ObjectBytes(encoded), encoded);
        }
        return status;
    }

    /// <summary>Drafts a new object, whose identifier must be free.</summary>
    public ReceiptStatus TryOpenNew(in ObjectId id, ushort kind, in Address owner, in Address creator)
    {
        ReadResult found = view.TryReadObject(id, out ReadOnlySpan<byte> _);
        if (found == ReadResult.Undeclared)
        {
            return ReceiptStatus.UndeclaredAccess;
        }
        if (found == ReadResult.Found)
        {
            return ReceiptStatus.ObjectExists;
        }
        _draftBytes = ObjectRecord.HeaderBytes;
        Draft.Clear();
        _draft[0] = ObjectRecord.Tag;
        BinaryPrimitives.WriteUInt16LittleEndian(_draft.AsSpan(ObjectRecord.KindOffset), kind);
        owner.Value.Span.CopyTo(_draft.AsSpan(ObjectRecord.OwnerOffset));
        creator.Value.Span.CopyTo(_draft.AsSpan(ObjectRecord.CreatorOffset));
        return ReceiptStatus.Success;
    }

    /// <summary>Drafts an archived object from its last record.</summary>
    /// <param name="id">The object.</param>
    /// <param name="last">What its record is said to have been.</param>
    /// <param name="owed">Rent since it was archived.</param>
    public ReceiptStatus TryOpenArchived(in ObjectId id, ReadOnlySpan<byte> last, out UInt128 owed)
    {
        owed = 0;
        ReadResult found = view.TryReadObject(id, out ReadOnlySpan<byte> encoded);
        if (found != ReadResult.Found)
        {
            return found == ReadResult.Undeclared ? ReceiptStatus.UndeclaredAccess : ReceiptStatus.ObjectMissing;
        }
        if (encoded[0] != ObjectTombstone.Tag)
        {
            return ReceiptStatus.ObjectExists;
        }
        Hash256 hash = ObjectRecord.ArchiveHash(last);
        if (!encoded.Slice(ObjectTombstone.HashOffset, Hash256.Bytes).SequenceEqual(hash.Span))
        {
            return ReceiptStatus.ArchiveMismatch;
        }
        uint since = BinaryPrimitives.ReadUInt32LittleEndian(encoded[ObjectTombstone.EpochOffset..]);
        owed = RentRules.Due(parameters, new ObjectBytes(last).ChargedBytes, since, Epoch);
        _draftBytes = last.Length;
        last.CopyTo(_draft);
        BinaryPrimitives.WriteUInt64LittleEndian(
            _draft.AsSpan(ObjectRecord.VersionOffset), new ObjectBytes(last).Version + 1);
        return ReceiptStatus.Success;
    }

    /// <summary>Makes room for other data in the draft.</summary>
    public Span<byte> Resize(int dataBytes)
    {
        _draftBytes = ObjectRecord.HeaderBytes + dataBytes;
        BinaryPrimitives.WriteInt32LittleEndian(_draft.AsSpan(ObjectRecord.LengthOffset), dataBytes);
        return _draft.AsSpan(ObjectRecord.DataOffset, dataBytes);
    }

    /// <summary>Puts a new or restored object in its place: the actor pays its deposit and what it owes.</summary>
    public ReceiptStatus TryPlace(in ObjectId id, in Address actor, UInt128 owed)
    {
        UInt128 deposit = RentRules.Deposit(parameters, new ObjectBytes(Draft).ChargedBytes);
        uint paidUntil = RentRules.PaidFrom(parameters, Epoch);
        uint bucket = RentRules.ExpiryOf(parameters, paidUntil);
        SetTerms(deposit, paidUntil);
        BinaryPrimitives.WriteUInt32LittleEndian(_draft.AsSpan(ObjectRecord.BucketOffset), bucket);
        if (!view.WriteObject(id, Draft))
        {
            return ReceiptStatus.UndeclaredAccess;
        }
        ReceiptStatus status = TryPay(actor, deposit + owed);
        if (status == ReceiptStatus.Success)
        {
            RentPaid += owed;
            _births.Add(new Birth(bucket, id));
        }
        return status;
    }

    /// <summary>Puts the draft of an opened object in its place; a payer pays what it owes and for growth.</summary>
    public ReceiptStatus TryPut(in ObjectId id, in Address payer)
    {
        UInt128 owed = Owed();
        UInt128 deposit = RentRules.Deposit(parameters, new ObjectBytes(Draft).ChargedBytes);
        SetTerms(deposit, Math.Max(PaidUntil(), Epoch));
        return view.WriteObject(id, Draft) ? Settle(payer, owed, deposit) : ReceiptStatus.UndeclaredAccess;
    }

    /// <summary>Removes an opened object; its owner gets the deposit without what it owes.</summary>
    public ReceiptStatus TryDelete(in ObjectId id, in Address owner)
    {
        UInt128 owed = Owed();
        SetTerms(0, PaidUntil());
        Resize(0);
        return view.RemoveObject(id) ? Settle(owner, owed, 0) : ReceiptStatus.UndeclaredAccess;
    }

    /// <summary>True when the drafted object owes rent.</summary>
    public bool IsInDebt => PaidUntil() < Epoch;

    private void Draw(in ObjectBytes record, ReadOnlySpan<byte> encoded)
    {
        _oldBytes = record.ChargedBytes;
        _oldDeposit = record.Deposit;
        _draftBytes = encoded.Length;
        encoded.CopyTo(_draft);
    }

    private uint PaidUntil() =>
        BinaryPrimitives.ReadUInt32LittleEndian(_draft.AsSpan(ObjectRecord.PaidUntilOffset));

    private UInt128 Owed() => RentRules.Due(parameters, _oldBytes, PaidUntil(), Epoch);

    private void SetTerms(UInt128 deposit, uint paidUntil)
    {
        BinaryPrimitives.WriteUInt128LittleEndian(_draft.AsSpan(ObjectRecord.DepositOffset), deposit);
        BinaryPrimitives.WriteUInt32LittleEndian(_draft.AsSpan(ObjectRecord.PaidUntilOffset), paidUntil);
    }

    private ReceiptStatus Settle(in Address payer, UInt128 owed, UInt128 deposit)
    {
        RentPaid += owed;
        UInt128 cost = deposit + owed;
        return cost >= _oldDeposit
            ? TryPay(payer, cost - _oldDeposit)
            : accounts.TryCredit(payer, AssetId.Swr, _oldDeposit - cost);
    }

    // Who owes nothing need not declare an account.
    private ReceiptStatus TryPay(in Address payer, UInt128 amount) =>
        amount == 0 ? ReceiptStatus.Success : accounts.TryDebit(payer, AssetId.Swr, amount);
}
