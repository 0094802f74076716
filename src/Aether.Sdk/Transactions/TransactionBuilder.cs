using System.Text;
using Aether.Core;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.Sdk.Transactions;

/// <summary>
/// Collects calls and derives what a body needs from them: access sets, signers, gas limit, deposits, largest fee.
/// </summary>
/// <remarks>
/// <b>Threads</b>: one at a time. <b>Errors</b>: <see cref="TransactionBuildException"/> for what no chain would take,
/// before anything is signed.
/// </remarks>
/// <example>
/// An object, and an asset with its first units, in one transaction:
/// <code>
/// TransactionBuilder builder = new TransactionBuilder(genesis)
///     .CreateObject(alice, nonce: 1, kind: ObjectKind.FirstFree, owner: alice, data, out ObjectId note)
///     .CreateAsset(alice, nonce: 1, authority: alice, decimals: 2, "GOLD", out AssetId gold)
///     .Mint(alice, gold, bob, 10_000);
/// TransactionBody body = await builder.BuildAsync(client, feePayer: alice);
/// Hash256 hash = await client.SendRawTransactionAsync(
///     builder.Sign(body, genesis.Hash, aliceKey).Bytes.ToArray());
/// </code>
/// </example>
public sealed class TransactionBuilder
{
    /// <summary>Views a transaction stays valid by default: two minutes of 500 ms slots.</summary>
    public const ulong DefaultValidityViews = 240;

    private readonly Genesis _genesis;
    private readonly List<ProgramCall> _calls = [];
    private readonly SortedSet<Address> _signers = [];
    private readonly SortedSet<ObjectId> _reads = [];
    private readonly SortedSet<ObjectId> _writes = [];
    private readonly HashSet<ObjectId> _made = [];
    private readonly SortedDictionary<Address, UInt128> _spent = [];
    private UInt128 _deposits;
    private ulong _tipPerGas;
    private uint _memoryPages;

    /// <summary>Builds for the chain of <paramref name="genesis"/>.</summary>
    public TransactionBuilder(Genesis genesis) => _genesis = genesis;

    /// <summary>SWR that the calls lock in objects they make, base units.</summary>
    public UInt128 Deposits => _deposits;

    /// <summary>
    /// SWR that the calls take out of each account, base units, ascending by address: transfers and deposits.
    /// </summary>
    /// <remarks>Not the fee, and not rent, growth and restoration, which depend on the object: see
    /// <see cref="Charge"/>.</remarks>
    public IReadOnlyDictionary<Address, UInt128> Spent => _spent;

    /// <summary>Accounts and objects written besides the fee payer's account, ascending.</summary>
    public IReadOnlyCollection<ObjectId> Writes => _writes;

    /// <summary>Adds a transfer between accounts, in base units.</summary>
    public TransactionBuilder Transfer(Address from, Address to, AssetId asset, UInt128 amount)
    {
        RequireAmount(amount);
        Add(BankCall.Transfer(from, to, asset, amount), from, to.AsObject);
        return asset == AssetId.Swr ? Charge(from, amount) : this;
    }

    /// <summary>Adds a call that makes an object; its creator signs and pays the deposit.</summary>
    /// <param name="creator">Part of the identifier.</param>
    /// <param name="nonce">Any number that the creator did not use for an object of this kind before.</param>
    /// <param name="kind">From <see cref="ObjectKind.FirstFree"/> on.</param>
    /// <param name="owner">Who may change it.</param>
    /// <param name="data">At most 16 KiB.</param>
    /// <param name="id">The identifier it will have.</param>
    public TransactionBuilder CreateObject(
        Address creator, ulong nonce, ushort kind, Address owner, byte[] data, out ObjectId id)
    {
        RequireData(data);
        if (kind < ObjectKind.FirstFree)
        {
            throw new TransactionBuildException(
                BuildProblem.ReservedKind, $"kind {kind} belongs to a program",
                $"use a kind from {ObjectKind.FirstFree} to {ushort.MaxValue}");
        }
        id = ObjectRecord.DeriveId(creator, nonce, kind);
        RequireNew(id, nonce);
        Add(ObjectCalls.Create(creator, nonce, kind, owner, data), creator, id);
        return Lock(creator, ObjectCost.Deposit(_genesis.Parameters, data.Length));
    }

    /// <summary>Adds a call that replaces an object's data; its owner signs.</summary>
    public TransactionBuilder UpdateObject(Address owner, ObjectId id, byte[] data)
    {
        RequireData(data);
        return Add(ObjectCalls.Update(owner, id, data), owner, id);
    }

    /// <summary>Adds a call that hands an object over; its owner signs, the next one need not.</summary>
    public TransactionBuilder TransferObject(Address owner, ObjectId id, Address next) =>
        Add(ObjectCalls.Transfer(owner, id, next), owner, id);

    /// <summary>Adds a call that removes an object; its owner signs and gets the deposit.</summary>
    public TransactionBuilder DeleteObject(Address owner, ObjectId id) =>
        Add(ObjectCalls.Delete(owner, id), owner, id);

    /// <summary>Adds a call that brings an archived object back; anybody may pay for it.</summary>
    /// <param name="payer">Signs and pays <see cref="ObjectCost.Restore"/>.</param>
    /// <param name="id">The archived object.</param>
    /// <param name="last">Its record when it was archived.</param>
    public TransactionBuilder RestoreObject(Address payer, ObjectId id, ObjectRecord last)
    {
        RequireData(last.Data);
        return Add(ObjectCalls.Restore(payer, id, last), payer, id);
    }

    /// <summary>Adds a call that makes an asset without units; its creator signs and pays the deposit.</summary>
    /// <param name="creator">Part of the identifier.</param>
    /// <param name="nonce">Any number that the creator did not use for an asset before.</param>
    /// <param name="authority">Who may make and destroy units.</param>
    /// <param name="decimals">Digits after the point in texts, at most 38.</param>
    /// <param name="symbol">A name for texts, at most 16 bytes of UTF-8.</param>
    /// <param name="asset">The identifier it will have.</param>
    public TransactionBuilder CreateAsset(
        Address creator, ulong nonce, Address authority, byte decimals, string symbol, out AssetId asset)
    {
        byte[] name = Encoding.UTF8.GetBytes(symbol);
        if (name.Length > Limits.Ledger.MaxSymbolBytes || decimals > Limits.Ledger.MaxDecimals)
        {
            throw new TransactionBuildException(
                BuildProblem.BadAsset, $"the symbol has {name.Length} bytes and there are {decimals} decimals",
                $"use at most {Limits.Ledger.MaxSymbolBytes} bytes and {Limits.Ledger.MaxDecimals} decimals");
        }
        asset = AssetCalls.DeriveId(creator, nonce);
        ObjectId id = new(asset.Value);
        RequireNew(id, nonce);
        Add(AssetCalls.Create(creator, nonce, authority, decimals, name), creator, id);
        return Lock(creator, ObjectCost.AssetDeposit(_genesis.Parameters, name.Length));
    }

    /// <summary>Adds a call that makes units, in base units; the asset's authority signs.</summary>
    public TransactionBuilder Mint(Address authority, AssetId asset, Address to, UInt128 amount)
    {
        RequireAmount(amount);
        _writes.Add(to.AsObject);
        return Add(AssetCalls.Mint(authority, asset, to, amount), authority, new ObjectId(asset.Value));
    }

    /// <summary>Adds a call that destroys units which the authority holds, in base units; it signs.</summary>
    public TransactionBuilder Burn(Address authority, AssetId asset, UInt128 amount)
    {
        RequireAmount(amount);
        return Add(AssetCalls.Burn(authority, asset, amount), authority, new ObjectId(asset.Value));
    }

    /// <summary>Adds a call of a contract's method. The contract sees the fee payer as its caller.</summary>
    /// <param name="contract">The contract; declared as written unless <paramref name="readOnly"/>.</param>
    /// <param name="method">Name of the method.</param>
    /// <param name="input">Its input.</param>
    /// <param name="gas">Gas it may use.</param>
    /// <param name="readOnly">True when the method changes nothing.</param>
    public TransactionBuilder Invoke(
        ObjectId contract, string method, byte[] input, ulong gas, bool readOnly = false)
    {
        _calls.Add(ContractCalls.Invoke(contract, method, input, gas));
        _memoryPages = Limits.Transaction.MaxMemoryPages;
        return readOnly ? Read(contract) : Write(contract);
    }

    /// <summary>Adds a call that uploads one part of a code; the uploader pays its deposit.</summary>
    public TransactionBuilder Upload(Address uploader, Hash256 codeHash, uint size, uint offset, byte[] part) =>
        Add(
            ContractCalls.Upload(uploader, codeHash, size, offset, part), uploader,
            CodeData.DeriveId(uploader, codeHash));

    /// <summary>Adds a call that makes a contract of an uploaded code.</summary>
    /// <param name="creator">Signs and pays its deposit.</param>
    /// <param name="nonce">Any number that the creator did not use for a contract before.</param>
    /// <param name="code">Object of the code.</param>
    /// <param name="admin">Who may upgrade it; zero for nobody.</param>
    /// <param name="input">Input of its `init`.</param>
    /// <param name="gas">Gas that `init` may use.</param>
    /// <param name="id">The identifier it will have.</param>
    public TransactionBuilder Deploy(
        Address creator, ulong nonce, ObjectId code, Address admin, byte[] input, ulong gas, out ObjectId id)
    {
        id = ContractCalls.DeriveId(creator, nonce);
        RequireNew(id, nonce);
        _memoryPages = Limits.Transaction.MaxMemoryPages;
        return Add(ContractCalls.Deploy(creator, nonce, code, admin, input, gas), creator, id).Read(code);
    }

    /// <summary>Declares that an account or object is written.</summary>
    public TransactionBuilder Write(ObjectId item)
    {
        _writes.Add(item);
        return this;
    }

    /// <summary>Declares that an account or object is read.</summary>
    public TransactionBuilder Read(ObjectId item)
    {
        _reads.Add(item);
        return this;
    }

    /// <summary>
    /// Notes SWR that an account pays besides what the calls themselves say: rent, growth, restoration.
    /// </summary>
    public TransactionBuilder Charge(Address account, UInt128 amount)
    {
        UInt128 before = _spent.GetValueOrDefault(account);
        if (amount > UInt128.MaxValue - before)
        {
            throw new TransactionBuildException(
                BuildProblem.BadAmount, "the amounts together do not fit into 128 bits", "send less");
        }
        if (amount != 0)
        {
            _spent[account] = before + amount;
        }
        return this;
    }

    /// <summary>Sets the tip for each unit of gas used, in base units of SWR.</summary>
    public TransactionBuilder WithTip(ulong perGas)
    {
        _tipPerGas = perGas;
        return this;
    }

    /// <summary>Whose signatures the transaction needs, ascending.</summary>
    public IReadOnlyCollection<Address> RequiredSigners(Address feePayer) => new SortedSet<Address>(_signers)
    {
        feePayer,
    };

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
        if (validityViews > Limits.Transaction.MaxValidityViews)
        {
            throw new TransactionBuildException(
                BuildProblem.ValidTooLong, $"a transaction cannot stay valid for {validityViews} views",
                $"give at most {Limits.Transaction.MaxValidityViews}");
        }
        ulong gas = 0;
        foreach (ProgramCall call in _calls)
        {
            gas += call.Gas;
        }
        TransactionBody body = new()
        {
            ChainTag = _genesis.ChainTag,
            FeePayer = feePayer,
            Nonce = nonce,
            ValidUntil = currentView + validityViews,
            Reads = [.. _reads.Where(item => item != feePayer.AsObject && !_writes.Contains(item))],
            Writes = [.. _writes.Where(item => item != feePayer.AsObject)],
            Calls = [.. _calls],
            GasLimit = gas,
            MemoryLimit = _memoryPages,
            MaxFee = 0,
            TipPerGas = _tipPerGas,
        };
        int signers = RequiredSigners(feePayer).Count;
        RequireWithinLimits(body, signers);
        return body with { MaxFee = FeeEstimate.Compute(_genesis.Parameters, body, signers, price) };
    }

    private TransactionBuilder Add(ProgramCall call, Address actor, ObjectId touched)
    {
        _calls.Add(call);
        _signers.Add(actor);
        _writes.Add(actor.AsObject);
        _writes.Add(touched);
        return this;
    }

    private TransactionBuilder Lock(Address payer, UInt128 deposit)
    {
        _deposits += deposit;
        return Charge(payer, deposit);
    }

    private void RequireNew(ObjectId id, ulong nonce)
    {
        if (!_made.Add(id))
        {
            throw new TransactionBuildException(
                BuildProblem.MadeTwice, $"two calls make {id}: creator, nonce {nonce} and kind are the same",
                "give each object of a kind another nonce");
        }
    }

    private static void RequireAmount(UInt128 amount)
    {
        if (amount == 0)
        {
            throw new TransactionBuildException(
                BuildProblem.BadAmount, "an amount is zero", "give at least one base unit");
        }
    }

    private static void RequireData(byte[] data)
    {
        if (data.Length > Limits.Ledger.MaxObjectBytes)
        {
            throw new TransactionBuildException(
                BuildProblem.DataTooLarge, $"an object cannot hold {data.Length} bytes",
                $"give at most {Limits.Ledger.MaxObjectBytes}, or split the data over several objects");
        }
    }

    private static void RequireWithinLimits(TransactionBody body, int signers)
    {
        int bytes = Ace.Encode(body).Length + sizeof(uint) + (signers * Witness.EncodedBytes);
        int objects = body.Reads.Length + body.Writes.Length;
        (BuildProblem Problem, string What, string Limit)? broken =
            body.Calls.Length > Limits.Transaction.MaxCalls
                ? (BuildProblem.TooManyCalls, $"{body.Calls.Length} calls", $"{Limits.Transaction.MaxCalls}")
            : objects > Limits.Transaction.MaxAccessEntries
                ? (BuildProblem.TooManyObjects, $"{objects} accounts and objects",
                    $"{Limits.Transaction.MaxAccessEntries}")
            : bytes > Limits.Transaction.MaxBytes
                ? (BuildProblem.TooLarge, $"{bytes} bytes", $"{Limits.Transaction.MaxBytes}")
            : body.GasLimit > Limits.Transaction.MaxGas
                ? (BuildProblem.TooMuchGas, $"{body.GasLimit} gas", $"{Limits.Transaction.MaxGas}")
            : null;
        if (broken is { } found)
        {
            throw new TransactionBuildException(
                found.Problem, $"a transaction of {found.What} is over the limit of {found.Limit}",
                "split it into several transactions");
        }
    }
}
