using System.Buffers.Binary;
using Aether.Core.Types;
using Aether.Execution.Ledger;
using Aether.Execution.Programs;
using Aether.Execution.Storage;
using Aether.Node.Feed;

namespace Aether.Node.Indexing;

/// <summary>Makes the entries and outputs of final blocks and collects them for one batch.</summary>
/// <remarks>
/// What a transaction did follows from its body where its receipt says that it succeeded: then every call did what its
/// arguments say. Who owned a spent output is found among who signed. <b>Threads</b>: one.
/// </remarks>
/// <param name="store">Outputs of blocks that are written already.</param>
/// <param name="batch">Where to.</param>
internal sealed class BlockIndexer(IKeyValueStore store, StoreBatch batch)
{
    // A receipt has transaction, status and gas before its fee: Receipt.Encode.
    private const int FeeOffset = Hash256.Bytes + 1 + sizeof(ulong);

    private readonly TouchedAccounts _touched = new();
    private readonly Dictionary<OutPoint, (Address Owner, OwnedOutput Output)> _made = [];
    private readonly List<Address> _signers = [];
    private readonly byte[] _key = new byte[IndexKeys.OutputBytes];
    private readonly byte[] _value = new byte[Math.Max(HistoryEntry.MaxBytes, OwnedOutput.MaxBytes)];
    private readonly List<byte> _spent = [];
    private bool _isUnclear;
    private bool _ranContract;

    /// <summary>Entries since <see cref="Clear"/>.</summary>
    public int Entries { get; private set; }

    /// <summary>Entries and outputs since <see cref="Clear"/>.</summary>
    public int Items { get; private set; }

    /// <summary>Forgets the outputs of the last batch: they are written.</summary>
    public void Clear()
    {
        _made.Clear();
        Entries = 0;
        Items = 0;
    }

    /// <summary>Adds a block; blocks come in the order of their heights.</summary>
    public void Add(FeedBlock block)
    {
        _spent.Clear();
        for (int index = 0; index < block.Transactions.Length; index++)
        {
            Transaction transaction = block.Transactions[index];
            EncodedReceipts receipts = block.Encoded!;
            ReceiptStatus status = receipts.StatusOf(index);
            _touched.Clear();
            _isUnclear = false;
            _ranContract = false;
            AddSigners(transaction);
            if (status == ReceiptStatus.Success)
            {
                AddInputs(transaction.Body, block.Height);
                AddOutputs(transaction, block.Height);
                AddCalls(transaction.Body);
            }
            UInt128 fee = BinaryPrimitives.ReadUInt128LittleEndian(receipts[index][FeeOffset..]);
            Put(new HistoryEntry(
                block.Height, (uint)index, transaction.Id, default, status, true, block.Header.TimestampMs, fee, []));
        }
        if (_spent.Count > 0)
        {
            batch.Put(IndexKeys.Spent, IndexKeys.OfHeight(block.Height), _spent.ToArray());
        }
    }

    private void AddSigners(Transaction transaction)
    {
        _signers.Clear();
        _touched.Note(transaction.Body.FeePayer, AccountRoles.Payer);
        foreach (Witness witness in transaction.Witnesses)
        {
            Address signer = Address.FromPublicKey(witness.Key);
            _signers.Add(signer);
            _touched.Note(signer, AccountRoles.Signer);
        }
    }

    private void AddInputs(TransactionBody body, ulong height)
    {
        foreach (OutPoint input in body.Inputs)
        {
            if (Find(input) is not { } found)
            {
                // Made before the index began.
                _isUnclear = true;
                continue;
            }
            _touched.Gave(found.Owner, AccountRoles.Spender, found.Output.Asset, found.Output.Amount);
            Put(found.Owner, found.Output with { SpentAt = height });
            _spent.AddRange(_key);
        }
    }

    private void AddOutputs(Transaction transaction, ulong height)
    {
        TransactionOutput[] outputs = transaction.Body.Outputs;
        for (int index = 0; index < outputs.Length; index++)
        {
            TransactionOutput output = outputs[index];
            OutPoint point = new(transaction.Id, (uint)index);
            _touched.Received(output.Owner, AccountRoles.Owner, output.Asset, output.Amount);
            OwnedOutput made = new(point, output.Asset, output.Amount, output.DatumHash, height, 0);
            _made[point] = (output.Owner, made);
            Put(output.Owner, made);
        }
    }

    private void AddCalls(TransactionBody body)
    {
        foreach (ProgramCall call in body.Calls)
        {
            if (CallParties.TryRead(call, out CallParties parties))
            {
                Add(parties);
                continue;
            }
            // A call of the contract program moves deposits too.
            _isUnclear = true;
            _ranContract |= CallParties.RunsContracts(call);
            if (!CallParties.IsNative(call.Program))
            {
                _touched.Note(new Address(call.Program.Value), AccountRoles.Called);
            }
        }
        if (_ranContract)
        {
            // A contract can write what is declared and the payer's account; receipts do not say which it wrote.
            foreach (ObjectId declared in body.Writes)
            {
                _touched.Note(new Address(declared.Value), AccountRoles.Declared);
            }
        }
    }

    private void Add(in CallParties parties)
    {
        _isUnclear |= parties.MovesDeposits;
        if (parties.From is { } from)
        {
            _touched.Gave(from, AccountRoles.Sender, parties.Asset, parties.Amount);
        }
        if (parties.To is { } to && parties.Amount != 0)
        {
            _touched.Received(to, AccountRoles.Receiver, parties.Asset, parties.Amount);
        }
        else if (parties.To is { } given)
        {
            _touched.Note(given, AccountRoles.Receiver);
        }
    }

    // An input needs its owner's signature, so its owner is one of few.
    private (Address Owner, OwnedOutput Output)? Find(OutPoint point)
    {
        if (_made.TryGetValue(point, out (Address Owner, OwnedOutput Output) made))
        {
            return made;
        }
        foreach (Address signer in _signers)
        {
            IndexKeys.WriteOutput(_key, signer.Value, point);
            if (store.TryGet(IndexKeys.Outputs, _key, out byte[] value))
            {
                return (signer, OwnedOutput.Read(point, value));
            }
        }
        return null;
    }

    private void Put(in Address owner, OwnedOutput output)
    {
        IndexKeys.WriteOutput(_key, owner.Value, output.Point);
        batch.Put(IndexKeys.Outputs, _key, _value.AsSpan(0, output.Write(_value)));
        Items++;
    }

    private void Put(HistoryEntry entry)
    {
        Span<byte> key = _key.AsSpan(0, IndexKeys.EntryBytes);
        for (int at = 0; at < _touched.Count; at++)
        {
            AccountRoles roles = _touched.RolesAt(at);
            IndexKeys.WriteEntry(key, _touched.AddressAt(at), entry.Height, entry.Index);
            HistoryEntry own = entry with { Roles = roles, IsExact = IsExact(roles), Flows = _touched.FlowsAt(at) };
            batch.Put(IndexKeys.Entries, key, _value.AsSpan(0, own.Write(_value)));
        }
        Entries += _touched.Count;
        Items += _touched.Count;
    }

    // Deposits are paid by who signed, and who signed may have owned an input that is not known. A contract moves what
    // is the payer's, its own or declared.
    private bool IsExact(AccountRoles roles) =>
        !(_isUnclear && (roles & AccountRoles.Signer) != 0)
        && !(_ranContract && (roles & (AccountRoles.Payer | AccountRoles.Called | AccountRoles.Declared)) != 0);
}
