using System.Buffers.Binary;
using System.Numerics;
using System.Security.Cryptography;
using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Execution.Ledger;

namespace Aether.TestKit.Ledger;

/// <summary>
/// The ledger rules once more, as plainly as possible: dictionaries, whole copies and integers without bounds.
/// </summary>
public sealed class SpecLedger
{
    private static readonly BigInteger s_bound = BigInteger.One << 128;
    private readonly Genesis _genesis;
    private readonly SpecPrograms _programs;
    private readonly SpecContracts _contracts;
    private BigInteger _blockBurned;
    private BigInteger _blockTreasury;
    private BigInteger _blockTips;

    /// <summary>The ledger after block 0.</summary>
    public SpecLedger(Genesis genesis, ulong blockGas = 200_000_000)
    {
        _genesis = genesis;
        _programs = new SpecPrograms(this);
        _contracts = new SpecContracts(this, _programs);
        Staking = new SpecStaking(genesis);
        Markets = new SpecMarkets { BlockGas = blockGas };
        Rent = new SpecRent(genesis.Parameters);
        foreach (GenesisAccount account in genesis.Accounts)
        {
            AccountOf(account.Address)[AssetId.Swr] = (BigInteger)account.Swr;
            AccountOf(account.Address)[AssetId.Aic] = (BigInteger)account.Aic;
        }
    }

    /// <summary>Validators, epochs and participation.</summary>
    public SpecStaking Staking { get; }

    /// <summary>Every account that was ever touched.</summary>
    public Dictionary<Address, SpecAccount> Accounts { get; private set; } = [];

    /// <summary>Unspent outputs.</summary>
    public Dictionary<OutPoint, TransactionOutput> Outputs { get; private set; } = [];

    /// <summary>Prices of blocks and objects.</summary>
    public SpecMarkets Markets { get; }

    /// <summary>Deposits and expiry.</summary>
    public SpecRent Rent { get; }

    /// <summary>Live objects.</summary>
    public Dictionary<ObjectId, ObjectRecord> Objects { get; private set; } = [];

    /// <summary>What is left of objects whose deposit ran out.</summary>
    public Dictionary<ObjectId, ObjectTombstone> Archived { get; private set; } = [];

    /// <summary>Items of contracts and code.</summary>
    public Dictionary<(ObjectId Owner, Hash256 Key), byte[]> Items { get; private set; } = [];

    /// <summary>Height of the block that is made, and the time of its parent.</summary>
    public (ulong Height, ulong ParentMs) Block { get; set; }

    /// <summary>Fees burned by the blocks that ended.</summary>
    public BigInteger Burned { get; private set; }

    /// <summary>Fees kept by the treasury.</summary>
    public BigInteger Treasury { get; private set; }

    /// <summary>An account; an empty one where there is none yet.</summary>
    public SpecAccount AccountOf(Address address)
    {
        if (!Accounts.TryGetValue(address, out SpecAccount? account))
        {
            account = new SpecAccount();
            Accounts[address] = account;
        }
        return account;
    }

    /// <summary>The fee of a transaction that used this gas, where every multiplier is one.</summary>
    public static BigInteger FeeFor(ChainParameters p, Transaction t, BigInteger gas, out BigInteger basePart) =>
        FeeFor(p, t, gas, BigInteger.One << 32, out basePart);

    /// <summary>The fee of a transaction that used this gas at a Q32.32 price.</summary>
    public static BigInteger FeeFor(
        ChainParameters p, Transaction t, BigInteger gas, BigInteger price, out BigInteger basePart)
    {
        BigInteger units = p.FeeBase + ((BigInteger)p.FeePerByte * t.Bytes.Length) + (p.FeePerGas * gas)
            + ((BigInteger)p.FeePerMemoryPage * t.Body.MemoryLimit);
        basePart = SpecMarkets.RoundedUp(units * price);
        return basePart + (t.Body.TipPerGas * gas);
    }

    /// <summary>Judges a transaction and, if it may be included, executes it.</summary>
    public SpecOutcome Run(Transaction transaction, ulong view)
    {
        TransactionError error = Judge(transaction, view);
        if (error != TransactionError.None)
        {
            return new SpecOutcome(error, default, 0, 0);
        }
        TransactionBody body = transaction.Body;
        Action restore = Backup();
        AccountOf(body.FeePayer)[AssetId.Swr] -= (BigInteger)body.MaxFee;
        _programs.Begin(transaction);
        _contracts.BeginCall();
        (_contracts.State.Height, _contracts.State.TimestampMs) = Block;
        _contracts.State.View = view;
        ReceiptStatus status = Effects(transaction, out BigInteger gas);
        BigInteger rent = _programs.RentPaid;
        if (status != ReceiptStatus.Success)
        {
            restore();
            AccountOf(body.FeePayer)[AssetId.Swr] -= (BigInteger)body.MaxFee;
            rent = 0;
            _programs.Begin(transaction);
        }
        BigInteger price = Markets.MultiplierOf(body);
        BigInteger fee = FeeFor(_genesis.Parameters, transaction, gas, price, out BigInteger basePart);
        AccountOf(body.FeePayer)[AssetId.Swr] += (BigInteger)body.MaxFee - fee;
        AccountOf(body.FeePayer).Nonce++;
        Markets.Count(body, gas);
        Split(basePart);
        Split(rent);
        _blockTips += fee - basePart;
        return new SpecOutcome(TransactionError.None, status, gas, fee)
        {
            Receipt = new Receipt(
                transaction.Id, status, (ulong)gas, (UInt128)fee, DeltaHash(), [.. _programs.Events],
                _contracts.ReturnHash),
        };
    }

    /// <summary>Settles the fees of the block, moves prices and archives what ran out.</summary>
    public void EndBlock(Address proposer)
    {
        Split(Rent.EndBlock(Staking.Epoch, Objects, Archived));
        Burned += _blockBurned;
        Treasury += _blockTreasury;
        AccountOf(proposer)[AssetId.Swr] += _blockTips;
        _blockBurned = _blockTreasury = _blockTips = 0;
        Markets.EndBlock();
    }

    /// <summary>Applies a piece of evidence; false when all of it was punished before.</summary>
    public bool Punish(IEnumerable<Conviction> convictions, Address reporter)
    {
        bool any = false;
        foreach (Conviction conviction in convictions)
        {
            if (Staking.Punish(conviction) is { } bounty)
            {
                AccountOf(reporter)[AssetId.Swr] += bounty;
                any = true;
            }
        }
        return any;
    }

    /// <summary>Every value of the state, by key.</summary>
    public SortedDictionary<Hash256, byte[]> Values()
    {
        SortedDictionary<Hash256, byte[]> values = [];
        foreach ((Address address, SpecAccount account) in Accounts)
        {
            AssetBalance[] balances = [.. account.Balances.Where(pair => pair.Value != 0)
                .OrderBy(pair => pair.Key).Select(pair => new AssetBalance(pair.Key, (UInt128)pair.Value))];
            if (account.Nonce != 0 || balances.Length > 0)
            {
                values[StateKey.ForAccount(address)] = Ace.Encode(new Account((ulong)account.Nonce, balances));
            }
        }
        foreach ((OutPoint point, TransactionOutput output) in Outputs)
        {
            values[StateKey.ForOutput(point)] = Ace.Encode(output);
        }
        foreach ((ObjectId id, ObjectRecord record) in Objects)
        {
            values[StateKey.ForObject(id)] = Ace.Encode(record);
        }
        foreach (((ObjectId owner, Hash256 key), byte[] value) in Items)
        {
            values[StateKey.ForItem(owner, key)] = value;
        }
        foreach ((ObjectId id, ObjectTombstone stone) in Archived)
        {
            values[StateKey.ForObject(id)] = Ace.Encode(stone);
        }
        Staking.AddValues(values);
        Markets.AddValues(values);
        Rent.AddValues(values);
        AddCounter(values, "burned_fees"u8, Burned);
        AddCounter(values, "burned_stake"u8, Staking.Burned);
        AddCounter(values, "treasury"u8, Treasury);
        return values;
    }

    /// <summary>Everything that exists of an asset, with what was burned.</summary>
    public BigInteger Supply(AssetId asset)
    {
        BigInteger sum = asset == AssetId.Swr ? Burned + Treasury + Staking.Burned + Staking.Bonded : 0;
        foreach (SpecAccount account in Accounts.Values)
        {
            sum += account[asset];
        }
        foreach (TransactionOutput output in Outputs.Values)
        {
            sum += output.Asset == asset ? (BigInteger)output.Amount : 0;
        }
        foreach (ObjectRecord record in Objects.Values)
        {
            sum += asset == AssetId.Swr ? (BigInteger)record.Deposit : 0;
        }
        return sum;
    }

    /// <summary>The parts of a bank call; null when it is none.</summary>
    public static (Address? From, Address? To, AssetId Asset, BigInteger Amount)? Parse(ProgramCall call)
    {
        int addresses = call.Method == 0 ? 2 : 1;
        byte[] bytes = call.Arguments;
        if (call.Program != ProgramId.Bank || call.Method > 2 || bytes.Length != (32 * (addresses + 1)) + 16)
        {
            return null;
        }
        Address first = new(new Hash256(bytes.AsSpan(0, 32)));
        Address last = new(new Hash256(bytes.AsSpan(32 * (addresses - 1), 32)));
        UInt128 amount = BinaryPrimitives.ReadUInt128LittleEndian(bytes.AsSpan(32 * (addresses + 1)));
        AssetId asset = new(new Hash256(bytes.AsSpan(32 * addresses, 32)));
        return amount == 0 ? null : (call.Method == 2 ? null : first, call.Method == 1 ? null : last, asset, amount);
    }

    /// <summary>Whose signatures are needed; inputs that do not exist need none.</summary>
    public HashSet<Address> Signers(TransactionBody body)
    {
        HashSet<Address> signers = [body.FeePayer];
        signers.UnionWith(body.Inputs.Where(Outputs.ContainsKey).Select(input => Outputs[input].Owner));
        signers.UnionWith(body.Calls.Select(Parse).Select(call => call?.From).OfType<Address>());
        signers.UnionWith(body.Calls.Select(SpecPrograms.Actor).OfType<Address>());
        signers.UnionWith(body.Calls.Select(SpecContracts.Actor).OfType<Address>());
        return signers;
    }

    private static void AddCounter(SortedDictionary<Hash256, byte[]> values, ReadOnlySpan<byte> name, BigInteger sum)
    {
        if (sum != 0)
        {
            byte[] bytes = new byte[16];
            BinaryPrimitives.WriteUInt128LittleEndian(bytes, (UInt128)sum);
            values[StateKey.ForMeta(name)] = bytes;
        }
    }

    private TransactionError Judge(Transaction transaction, ulong view)
    {
        TransactionBody body = transaction.Body;
        BigInteger ahead = (BigInteger)body.ValidUntil - view;
        HashSet<Hash256> writable = [body.FeePayer.Value, .. body.Writes.Select(item => item.Value)];
        bool declared = body.Calls.Select(Parse)
            .SelectMany(call => new[] { call?.From, call?.To })
            .OfType<Address>()
            .All(address => writable.Contains(address.Value));
        HashSet<Address> witnesses = [.. transaction.Witnesses.Select(witness => Address.FromPublicKey(witness.Key))];
        SpecAccount payer = AccountOf(body.FeePayer);
        return !Markets.BlockHasRoom(body) ? TransactionError.BlockFull
            : body.ChainTag != _genesis.ChainTag ? TransactionError.WrongChain
            : ahead < 0 ? TransactionError.Expired
            : ahead > 86_400 ? TransactionError.TooFarAhead
            : !declared ? TransactionError.UndeclaredAccess
            : (BigInteger)body.MaxFee < FeeFor(
                _genesis.Parameters, transaction, body.GasLimit, Markets.MultiplierOf(body), out _)
                ? TransactionError.FeeTooLow
            : body.Nonce < payer.Nonce ? TransactionError.NonceTooLow
            : body.Nonce > payer.Nonce ? TransactionError.NonceTooHigh
            : !body.Inputs.All(Outputs.ContainsKey) ? TransactionError.InputSpentOrMissing
            : !witnesses.SetEquals(Signers(body)) ? TransactionError.WitnessMismatch
            : payer[AssetId.Swr] < (BigInteger)body.MaxFee ? TransactionError.InsufficientBalance
            : !Markets.ObjectsHaveRoom(body) ? TransactionError.ObjectFull
            : TransactionError.None;
    }

    private ReceiptStatus Effects(Transaction transaction, out BigInteger gas)
    {
        TransactionBody body = transaction.Body;
        Dictionary<AssetId, BigInteger> pool = [];
        gas = 0;
        foreach (OutPoint input in body.Inputs)
        {
            TransactionOutput spent = Outputs[input];
            Outputs.Remove(input);
            _programs.Touched.Add(StateKey.ForOutput(input));
            pool[spent.Asset] = pool.GetValueOrDefault(spent.Asset) + (BigInteger)spent.Amount;
        }
        foreach (ProgramCall call in body.Calls)
        {
            ReceiptStatus status = Call(transaction, call, pool, ref gas);
            if (status != ReceiptStatus.Success)
            {
                return status;
            }
        }
        foreach ((TransactionOutput output, int index) in body.Outputs.Select((output, index) => (output, index)))
        {
            OutPoint point = new(transaction.Id, (uint)index);
            pool[output.Asset] = pool.GetValueOrDefault(output.Asset) - (BigInteger)output.Amount;
            Outputs[point] = output;
            _programs.Touched.Add(StateKey.ForOutput(point));
        }
        return pool.Values.All(left => left == 0) ? ReceiptStatus.Success : ReceiptStatus.NotConserved;
    }

    private ReceiptStatus Call(
        Transaction transaction, ProgramCall call, Dictionary<AssetId, BigInteger> pool, ref BigInteger gas)
    {
        _contracts.BeginCall();
        bool isContract = call.Program == NativePrograms.Contract || _programs.IsReadable(call.Program.Value);
        BigInteger? price = SpecPrograms.GasOf(call) ?? (isContract ? SpecContracts.GasOf(call) : null);
        if (price is not { } cost)
        {
            return _contracts.Unknown(call);
        }
        BigInteger allowed = BigInteger.Min(call.Gas, transaction.Body.GasLimit - gas);
        gas += BigInteger.Min(allowed, cost);
        if (allowed < cost)
        {
            return ReceiptStatus.OutOfGas;
        }
        if (call.Program != ProgramId.Bank)
        {
            if (SpecPrograms.GasOf(call) is not null)
            {
                return _programs.Run(call);
            }
            ReceiptStatus status = _contracts.Run(transaction, call, allowed - cost, out ulong used);
            gas += used;
            return status;
        }
        if (Parse(call) is not { } bank)
        {
            return ReceiptStatus.BadCall;
        }
        BigInteger held = bank.From is { } from
            ? AccountOf(from)[bank.Asset]
            : pool.GetValueOrDefault(bank.Asset);
        if (held < bank.Amount)
        {
            return bank.From is null ? ReceiptStatus.NotConserved : ReceiptStatus.InsufficientBalance;
        }
        Move(bank, pool);
        _programs.Events.Add(new LedgerEvent(
            ProgramId.Bank,
            [.. new[] { bank.From, bank.To }.OfType<Address>().Select(address => address.Value)],
            call.Arguments));
        return bank.To is { } to && !HasRoom(to) ? ReceiptStatus.TooManyAssets
            : pool.Values.Any(sum => sum >= s_bound) ? ReceiptStatus.Overflow
            : ReceiptStatus.Success;
    }

    /// <summary>True while an account holds no more assets than it may, with a place kept for SWR.</summary>
    public bool HasRoom(Address address) => AccountOf(address).Balances
        .Count(pair => pair.Key != AssetId.Swr && pair.Value != 0) < 64;

    private void Move(
        (Address? From, Address? To, AssetId Asset, BigInteger Amount) bank, Dictionary<AssetId, BigInteger> pool)
    {
        BigInteger flow = 0;
        if (bank.From is { } from)
        {
            AccountOf(from)[bank.Asset] -= bank.Amount;
            _programs.Touched.Add(StateKey.ForAccount(from));
            flow += bank.Amount;
        }
        if (bank.To is { } to)
        {
            AccountOf(to)[bank.Asset] += bank.Amount;
            _programs.Touched.Add(StateKey.ForAccount(to));
            flow -= bank.Amount;
        }
        pool[bank.Asset] = pool.GetValueOrDefault(bank.Asset) + flow;
    }

    private void Split(BigInteger amount)
    {
        _blockBurned += (amount + 1) / 2;
        _blockTreasury += amount / 2;
    }

    private Hash256 DeltaHash()
    {
        SortedDictionary<Hash256, byte[]> values = Values();
        List<byte> bytes = [.. "aeth/delta/v1"u8];
        foreach (Hash256 key in _programs.Touched)
        {
            bytes.AddRange(key.ToArray());
            bytes.Add(values.ContainsKey(key) ? (byte)1 : (byte)0);
            if (values.TryGetValue(key, out byte[]? value))
            {
                bytes.AddRange(BitConverter.GetBytes(value.Length));
                bytes.AddRange(value);
            }
        }
        return new Hash256(SHA256.HashData(bytes.ToArray()));
    }

    /// <summary>Notes the present; the result goes back to it.</summary>
    internal Action Backup()
    {
        Dictionary<Address, SpecAccount> accounts = Accounts.ToDictionary(
            pair => pair.Key, pair => pair.Value.Copy());
        var (outputs, objects, archived, items, noted) = (
            Outputs.ToDictionary(), Objects.ToDictionary(), Archived.ToDictionary(), Items.ToDictionary(), Rent.Noted);
        return () =>
        {
            (Accounts, Outputs, Objects, Archived, Items) = (accounts, outputs, objects, archived, items);
            Rent.Forget(noted);
        };
    }

    /// <summary>Sets an item.</summary>
    internal void PutItem(ObjectId owner, Hash256 key, byte[] value)
    {
        Items[(owner, key)] = value;
        _programs.Touched.Add(StateKey.ForItem(owner, key));
    }

    /// <summary>Removes an item.</summary>
    internal void RemoveItem(ObjectId owner, Hash256 key)
    {
        Items.Remove((owner, key));
        _programs.Touched.Add(StateKey.ForItem(owner, key));
    }
}
