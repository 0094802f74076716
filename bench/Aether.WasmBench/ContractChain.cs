using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Crypto.Hashing;
using Aether.Crypto.Merkle;
using Aether.Execution.Contracts;
using Aether.Execution.Ledger;
using Aether.Execution.Programs;
using Aether.Execution.Scheduling;
using Aether.Execution.State;

namespace Aether.WasmBench;

/// <summary>A chain with accounts, tokens and a counter, and blocks of calls on its state.</summary>
/// <remarks>Every account holds some of each token. Blocks are valid on the same state, one by one.</remarks>
internal sealed class ContractChain : IDisposable
{
    /// <summary>Gas that a call may use.</summary>
    public const ulong CallGas = 400_000;

    // A deployment pays for the compilation of its code besides.
    private const ulong DeployGas = 40_000_000;

    private const long Balance = 1_000_000_000_000_000_000;
    private const ulong Supply = 1_000_000_000;
    private const ulong MaxFee = 100_000_000_000;
    private const uint Pages = 2;
    private const int Creator = 0;

    private readonly ulong[] _nonces;
    private readonly ExecutionEngine _engine;

    /// <summary>Deploys the contracts and gives every account its tokens.</summary>
    /// <param name="accounts">Accounts that hold tokens.</param>
    /// <param name="tokens">Contracts of the token's code.</param>
    /// <param name="token">The token's module.</param>
    /// <param name="counter">The counter's module.</param>
    /// <param name="modules">Code of contracts.</param>
    public ContractChain(int accounts, int tokens, byte[] token, byte[] counter, ModuleCache modules)
    {
        Accounts = accounts;
        _nonces = new ulong[accounts];
        Genesis = CreateGenesis();
        State = BlockState.Initial(new SortedDictionary<Hash256, byte[]?>(Enumerable.Range(0, accounts).ToDictionary(
            index => StateKey.ForAccount(AddressOf(index)),
            _ => (byte[]?)Ace.Encode(new Account(0, [new AssetBalance(AssetId.Swr, Balance)])))));
        _engine = new ExecutionEngine(Genesis, modules: modules);
        ObjectId tokenCode = Upload(token);
        ObjectId counterCode = Upload(counter);
        AceWriter init = new(64);
        init.Bytes("Gold"u8);
        init.Bytes("GLD"u8);
        init.U128(Supply * Supply);
        Tokens = [.. Enumerable.Range(0, tokens).Select(_ => Deploy(tokenCode, init.ToArray()))];
        TokenCode = tokenCode;
        Counter = Deploy(counterCode, new byte[sizeof(ulong)]);
        CounterCode = counterCode;
        for (int index = 0; index < tokens; index++)
        {
            Spread(Tokens[index]);
        }
    }

    public int Accounts { get; }

    public Genesis Genesis { get; }

    public BlockState State { get; private set; }

    public ObjectId[] Tokens { get; }

    public ObjectId TokenCode { get; }

    public ObjectId Counter { get; }

    public ObjectId CounterCode { get; }

    /// <summary>A block whose limits no measurement reaches.</summary>
    public BlockContext Context => new(1, State.Height + 1, default, BlockContext.UnitBaseFee)
    {
        BlockGas = ulong.MaxValue / 1_000_000,
    };

    public static Address AddressOf(int index) => Address.FromPublicKey(KeyOf(index));

    /// <summary>A transfer of one unit of a token.</summary>
    public Transaction Move(int from, int to, ObjectId token)
    {
        AceWriter input = new(48);
        input.Hash(AddressOf(to).Value);
        input.U128(1);
        return Make(from, [token], [TokenCode], ContractCalls.Invoke(token, "transfer", input.ToArray(), CallGas));
    }

    /// <summary>One step of the counter.</summary>
    public Transaction Count(int from)
    {
        byte[] input = [1, 0, 0, 0, 0, 0, 0, 0];
        return Make(from, [Counter], [CounterCode], ContractCalls.Invoke(Counter, "increment", input, CallGas));
    }

    /// <summary>A transfer by the bank.</summary>
    public Transaction Pay(int from, int to) => Make(
        from, [AddressOf(to).AsObject], [], BankProgram.Transfer(AddressOf(from), AddressOf(to), AssetId.Swr, 1));

    /// <summary>Fails where a call of a block does not succeed; the state stays.</summary>
    public void Try(Transaction[] block) => Run(block).Discard();

    /// <inheritdoc/>
    public void Dispose() => _engine.Dispose();

    private void Execute(params Transaction[] block) => State = Run(block);

    private BlockState Run(Transaction[] block)
    {
        BlockExecution execution = BlockExecutor.Execute(Genesis, State, Context, block, engine: _engine);
        if (!execution.IsValid)
        {
            throw new InvalidOperationException($"a block is not valid: {execution.TransactionError}");
        }

        Receipt? failed = execution.Receipts.FirstOrDefault(receipt => receipt.Status != ReceiptStatus.Success);
        return failed is null
            ? execution.PostState!
            : throw new InvalidOperationException($"a call failed: {failed.Status}");
    }

    private static PublicKey KeyOf(int index)
    {
        Span<byte> bytes = stackalloc byte[Hash256.Bytes];
        bytes.Clear();
        BitConverter.TryWriteBytes(bytes, index);
        return new PublicKey(new Hash256(bytes));
    }

    private static Genesis CreateGenesis()
    {
        Validator validator = new()
        {
            Address = AddressOf(Creator),
            ColdKey = default,
            Stake = 1,
            VrfKey = default,
            BlsKey = default,
            BlsPossession = default,
            KesKey = default,
            KesStartEpoch = 0,
            ShredKey = default,
        };
        GenesisAccount[] accounts = [new GenesisAccount(AddressOf(Creator), Balance, 0)];
        return new Genesis("aether-bench-2", 1_000, new ChainParameters(), new ValidatorSet([validator]), accounts);
    }

    private ObjectId Upload(byte[] code)
    {
        byte[] digest = new byte[Hash256.Bytes];
        Blake3.Hash(code, digest);
        Hash256 hash = new(digest);
        ObjectId id = CodeData.DeriveId(AddressOf(Creator), hash);
        foreach (ProgramCall call in ContractCalls.UploadAll(AddressOf(Creator), hash, code))
        {
            Execute(Make(Creator, [id], [], call));
            _nonces[Creator]++;
        }

        return id;
    }

    private ObjectId Deploy(ObjectId code, byte[] input)
    {
        ulong nonce = _nonces[Creator];
        ObjectId id = ContractCalls.DeriveId(AddressOf(Creator), nonce);
        Address creator = AddressOf(Creator);
        Execute(Make(Creator, [id], [code], ContractCalls.Deploy(creator, nonce, code, creator, input, DeployGas)));
        _nonces[Creator]++;
        return id;
    }

    // The creator sends to everyone.
    private void Spread(ObjectId token)
    {
        Transaction[] block = new Transaction[Accounts - 1];
        for (int to = 1; to < Accounts; to++)
        {
            AceWriter input = new(48);
            input.Hash(AddressOf(to).Value);
            input.U128(Supply);
            ProgramCall call = ContractCalls.Invoke(token, "transfer", input.ToArray(), CallGas);
            block[to - 1] = Make(Creator, [token], [TokenCode], call);
            _nonces[Creator]++;
        }

        Execute(block);
    }

    private Transaction Make(int from, ObjectId[] writes, ObjectId[] reads, ProgramCall call)
    {
        TransactionBody body = new()
        {
            ChainTag = Genesis.ChainTag,
            FeePayer = AddressOf(from),
            Nonce = _nonces[from],
            ValidUntil = 100,
            Writes = writes,
            Reads = reads,
            Calls = [call],
            GasLimit = call.Gas,
            MemoryLimit = reads.Length == 0 ? 0 : Pages,
            MaxFee = MaxFee,
        };
        return new Transaction(body, [new Witness(Witness.Ed25519Scheme, KeyOf(from), default)]);
    }
}
