using System.Buffers.Binary;
using System.Numerics;
using Aether.Core.Codec;
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
    private BigInteger _blockBurned;
    private BigInteger _blockTreasury;
    private BigInteger _blockTips;

    /// <summary>The ledger after block 0.</summary>
    public SpecLedger(Genesis genesis)
    {
        _genesis = genesis;
        Staking = new SpecStaking(genesis);
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

    /// <summary>The fee of a transaction that used this gas.</summary>
    public static BigInteger FeeFor(ChainParameters p, Transaction t, BigInteger gas, out BigInteger basePart)
    {
        basePart = p.FeeBase + ((BigInteger)p.FeePerByte * t.Bytes.Length) + (p.FeePerGas * gas)
            + ((BigInteger)p.FeePerMemoryPage * t.Body.MemoryLimit);
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
        Dictionary<Address, SpecAccount> accounts = Accounts.ToDictionary(pair => pair.Key, pair => pair.Value.Copy());
        Dictionary<OutPoint, TransactionOutput> outputs = new(Outputs);
        AccountOf(body.FeePayer)[AssetId.Swr] -= (BigInteger)body.MaxFee;
        ReceiptStatus status = Effects(transaction, out BigInteger gas);
        if (status != ReceiptStatus.Success)
        {
            Accounts = accounts;
            Outputs = outputs;
            AccountOf(body.FeePayer)[AssetId.Swr] -= (BigInteger)body.MaxFee;
        }
        BigInteger fee = FeeFor(_genesis.Parameters, transaction, gas, out BigInteger basePart);
        AccountOf(body.FeePayer)[AssetId.Swr] += (BigInteger)body.MaxFee - fee;
        AccountOf(body.FeePayer).Nonce++;
        _blockBurned += (basePart + 1) / 2;
        _blockTreasury += basePart / 2;
        _blockTips += fee - basePart;
        return new SpecOutcome(TransactionError.None, status, gas, fee);
    }

    /// <summary>Settles the fees of the block.</summary>
    public void EndBlock(Address proposer)
    {
        Burned += _blockBurned;
        Treasury += _blockTreasury;
        AccountOf(proposer)[AssetId.Swr] += _blockTips;
        _blockBurned = _blockTreasury = _blockTips = 0;
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
        Staking.AddValues(values);
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
        return body.ChainTag != _genesis.ChainTag ? TransactionError.WrongChain
            : ahead < 0 ? TransactionError.Expired
            : ahead > 86_400 ? TransactionError.TooFarAhead
            : !declared ? TransactionError.UndeclaredAccess
            : (BigInteger)body.MaxFee < FeeFor(_genesis.Parameters, transaction, body.GasLimit, out _)
                ? TransactionError.FeeTooLow
            : body.Nonce < payer.Nonce ? TransactionError.NonceTooLow
            : body.Nonce > payer.Nonce ? TransactionError.NonceTooHigh
            : !body.Inputs.All(Outputs.ContainsKey) ? TransactionError.InputSpentOrMissing
            : !witnesses.SetEquals(Signers(body)) ? TransactionError.WitnessMismatch
            : payer[AssetId.Swr] < (BigInteger)body.MaxFee ? TransactionError.InsufficientBalance
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
            pool[spent.Asset] = pool.GetValueOrDefault(spent.Asset) + (BigInteger)spent.Amount;
        }
        foreach (ProgramCall call in body.Calls)
        {
            ReceiptStatus status = Call(body, call, pool, ref gas);
            if (status != ReceiptStatus.Success)
            {
                return status;
            }
        }
        foreach ((TransactionOutput output, int index) in body.Outputs.Select((output, index) => (output, index)))
        {
            pool[output.Asset] = pool.GetValueOrDefault(output.Asset) - (BigInteger)output.Amount;
            Outputs[new OutPoint(transaction.Id, (uint)index)] = output;
        }
        return pool.Values.All(left => left == 0) ? ReceiptStatus.Success : ReceiptStatus.NotConserved;
    }

    private ReceiptStatus Call(
        TransactionBody body, ProgramCall call, Dictionary<AssetId, BigInteger> pool, ref BigInteger gas)
    {
        if (call.Program != ProgramId.Bank)
        {
            return ReceiptStatus.UnknownProgram;
        }
        BigInteger allowed = BigInteger.Min(call.Gas, body.GasLimit - gas);
        gas += BigInteger.Min(allowed, 1_000);
        if (allowed < 1_000)
        {
            return ReceiptStatus.OutOfGas;
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
        return pool.Values.Any(sum => sum >= s_bound) ? ReceiptStatus.Overflow : ReceiptStatus.Success;
    }

    private void Move(
        (Address? From, Address? To, AssetId Asset, BigInteger Amount) bank, Dictionary<AssetId, BigInteger> pool)
    {
        BigInteger flow = 0;
        if (bank.From is { } from)
        {
            AccountOf(from)[bank.Asset] -= bank.Amount;
            flow += bank.Amount;
        }
        if (bank.To is { } to)
        {
            AccountOf(to)[bank.Asset] += bank.Amount;
            flow -= bank.Amount;
        }
        pool[bank.Asset] = pool.GetValueOrDefault(bank.Asset) + flow;
    }
}
