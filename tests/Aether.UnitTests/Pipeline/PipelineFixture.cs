using System.Security.Cryptography;
using System.Text;
using Aether.Consensus.Epochs;
using Aether.Consensus.Sequencing;
using Aether.Consensus.Slashing;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.Crypto.Merkle;
using Aether.Crypto.Ed25519;
using Aether.Execution.Ledger;
using Aether.Execution.Staking;
using Aether.Execution.Programs;
using Aether.Execution.Scheduling;
using Aether.Execution.Storage;
using Aether.Pipeline;
using Aether.Pipeline.BlockImport;
using Aether.Pipeline.Mempool;
using Aether.Pipeline.Stages;
using Xunit;

namespace Aether.UnitTests.Pipeline;

/// <summary>
/// A chain of two validators, the first alone a quorum, with three funded accounts, at its genesis block, in memory.
/// </summary>
internal sealed class PipelineFixture
{
    public const ulong Funds = 1_000_000_000;

    private readonly byte[][] _seeds = [.. Enumerable.Range(0, 3).Select(Seed)];

    public PipelineFixture()
        : this(new ChainParameters(), validators: 2)
    {
    }

    /// <summary>The same with other parameters and more validators of little stake.</summary>
    public PipelineFixture(ChainParameters parameters, int validators)
    {
        Keys = [.. _seeds.Select(KeyOf)];
        Accounts = [.. Keys.Select(Address.FromPublicKey)];
        GenesisAccount[] funded = [.. Accounts.Order().Select(address => new GenesisAccount(address, Funds, 0))];
        ValidatorSet set = new(Enumerable.Range(0, validators).Select(
            index => CreateValidator(98 + index, index == 0 ? (UInt128)100 : 1)));
        Genesis = new Genesis("aether-test-unit", 1_000, parameters, set, funded);
        StoreOpenError error = ChainStore.TryOpen(
            new MemoryKeyValueStore(), Genesis, out ChainStore? store, out string reason);
        Assert.True(error == StoreOpenError.None, reason);
        Store = store!;
        Head = new HeadView(Store.FinalizedHeader, Store.FinalizedState, [], [], null);
        Executed = new ExecutedBlocks(Head);
        Heads = new ChainHeads(Head);
        Epochs = new EpochDirectory(new TrustingCrypto(), [EpochContext.First(Genesis, Head.Header)]);
    }

    public PublicKey[] Keys { get; }

    public Address[] Accounts { get; }

    public Genesis Genesis { get; }

    public ChainStore Store { get; }

    public HeadView Head { get; }

    public ExecutedBlocks Executed { get; }

    public ChainHeads Heads { get; }

    public EpochDirectory Epochs { get; }

    public EvidencePool Evidence { get; } = new();

    public ExecuteStage CreateExecute() =>
        new(Genesis, Epochs, Executed, new VerifiedWitnesses(64), new PipelineRules(), new ExecutionEngine(Genesis));

    public ProposeStage CreatePropose(SharedMempool mempool, SlotRecorder? recorder = null) =>
        new(
            Genesis, Genesis.Validators[0].Address, 10, Epochs, Evidence, Executed, mempool, new PipelineRules(),
            new ExecutionEngine(Genesis))
        {
            Recorder = recorder,
        };

    /// <summary>
    /// A valid transfer from one account to another, changed by <paramref name="change"/> before it is signed.
    /// </summary>
    public Transaction Transfer(
        int from, int to, ulong nonce, Func<TransactionBody, TransactionBody>? change = null, UInt128? amount = null)
    {
        TransactionBody body = new()
        {
            ChainTag = Genesis.ChainTag,
            FeePayer = Accounts[from],
            Nonce = nonce,
            ValidUntil = 1_000,
            Writes = [Accounts[to].AsObject],
            Calls = [BankProgram.Transfer(Accounts[from], Accounts[to], AssetId.Swr, amount ?? 5)],
            GasLimit = BankProgram.CallGas,
            MaxFee = 100_000,
        };
        return Sign(from, change is null ? body : change(body));
    }

    /// <summary>Signs a body with the key of one account.</summary>
    public Transaction Sign(int account, TransactionBody body)
    {
        Transaction unsigned = new(body, []);
        byte[] signature = new byte[Ed25519.SignatureBytes];
        Ed25519.Sign(_seeds[account], Transaction.SigningBytes(Genesis.Hash, unsigned.BodyBytes), signature);
        return new Transaction(
            body, [new Witness(Witness.Ed25519Scheme, Keys[account], new Signature64(signature))]);
    }

    /// <summary>The same transaction with one bit of its signature flipped.</summary>
    public static Transaction Corrupt(Transaction transaction)
    {
        Witness witness = transaction.Witnesses[0];
        byte[] signature = witness.Signature.Span.ToArray();
        signature[40] ^= 1;
        return new Transaction(transaction.Body, [witness with { Signature = new Signature64(signature) }]);
    }

    /// <summary>
    /// A proposal on a parent with the roots that honest execution gives; zero roots when it cannot execute.
    /// </summary>
    public Proposal Propose(HeadView parent, ulong view, params Transaction[] transactions)
    {
        BlockContext context = new(
            view, parent.Header.Height + 1, Genesis.Validators[0].Address, BlockContext.UnitBaseFee)
        {
            Origin = new BlockOrigin(
                0, parent.Header, new PipelineRules().NonceOf(parent.Header), Genesis.Validators),
        };
        BlockExecution execution = BlockExecutor.Execute(Genesis, parent.State, context, transactions);
        byte[] payload = Ace.Encode(new BlockPayload(transactions));
        Header header = new()
        {
            Epoch = 0,
            View = view,
            Height = parent.Header.Height + 1,
            ParentHash = parent.Header.Hash,
            Justify = QuorumCertificate.Root(0, parent.Header.View, parent.Header.Hash),
            TimestampMs = parent.Header.TimestampMs + 500,
            Proposer = 0,
            LeadKind = LeadKind.Backup,
            VrfProof = default,
            PayloadRoot = PayloadCommitment.TransactionsRoot(transactions),
            PayloadBytes = (uint)payload.Length,
            StateRoot = execution.PostState?.Root ?? Hash256.Zero,
            ReceiptsRoot = execution.ReceiptsRoot,
        };
        return new Proposal(new SignedHeader(header, 0, []), payload);
    }

    private static byte[] Seed(int number) => SHA256.HashData(Encoding.ASCII.GetBytes($"pipeline test {number}"));

    private static PublicKey KeyOf(byte[] seed)
    {
        byte[] key = new byte[Ed25519.PublicKeyBytes];
        Ed25519.PublicKeyFromSeed(seed, key);
        return new PublicKey(new Hash256(key));
    }

    private static Validator CreateValidator(int number, UInt128 stake)
    {
        PublicKey key = KeyOf(Seed(number));
        byte[] blsKey = new byte[BlsPublicKey.Bytes];
        BitConverter.TryWriteBytes(blsKey, number);
        return new Validator
        {
            Address = Address.FromPublicKey(key),
            ColdKey = key,
            Stake = stake,
            VrfKey = key,
            BlsKey = new BlsPublicKey(blsKey),
            BlsPossession = default,
            KesKey = key,
            KesStartEpoch = 0,
            ShredKey = key,
        };
    }
}
