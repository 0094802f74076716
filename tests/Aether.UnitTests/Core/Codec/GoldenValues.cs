using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;

namespace Aether.UnitTests.Core.Codec;

/// <summary>The values of golden.json, by name, built through the public types.</summary>
internal static class GoldenValues
{
    private const uint Epoch = 2;

    /// <summary>Encodes the value of a vector.</summary>
    public static byte[] Encode(string name) => name switch
    {
        "outpoint" => Ace.Encode(new OutPoint(Hash(0x20), 7)),
        "output" => Ace.Encode(s_plainOutput),
        "output with datum" => Ace.Encode(s_datumOutput),
        "witness" => Ace.Encode(Witness(0x50, 0x51)),
        "call" => Ace.Encode(s_call),
        "body" => Ace.Encode(Transaction.Body),
        "transaction" => Ace.Encode(Transaction),
        "payload" => Ace.Encode(new BlockPayload([Transaction])),
        "empty payload" => Ace.Encode(new BlockPayload([])),
        "closing payload" => Ace.Encode(new BlockPayload([], [], Transition)),
        "epoch transition" => Ace.Encode(Transition),
        "balance" => Ace.Encode(new AssetBalance(AssetId.Swr, UInt128.One << 64)),
        "account" => Ace.Encode(new Account(9, [new(AssetId.Aic, 250_000_000_000), new(AssetId.Swr, 1)])),
        "object" => Ace.Encode(new ObjectRecord(
            17, new Address(Hash(0x86)), new Address(Hash(0x87)), 3, 2_544, 12, 24, [1, 2, 3])),
        "tombstone" => Ace.Encode(new ObjectTombstone(Hash(0x88), 24)),
        "asset" => Ace.Encode(new AssetData(UInt128.One << 65, 9, "GOLD"u8.ToArray())),
        "contract" => Ace.Encode(new ContractData(
            40, new ObjectId(Hash(0x70)), Hash(0x71), 2, 1, new ObjectId(Hash(0x72)), 300)),
        "code" => Ace.Encode(new CodeData(899, Hash(0x71), 899, 899, Ready: true)),
        "contract failure" => Ace.Encode(new ContractFailure(
            new ObjectId(Hash(0x73)), ReceiptStatus.Aborted, 7, new ObjectId(Hash256.Zero), false, [9, 8])),
        "event" => Ace.Encode(s_event),
        "receipt" => Ace.Encode(new Receipt(
            Hash(0x82), ReceiptStatus.OutOfGas, 1234, 99_999, Hash(0x83), [s_event], Hash256.Zero)),
        "list proof" => Ace.Encode(new MerkleProof(2, 5, [Hash(0x90), Hash(0x91)])),
        "state proof" => Ace.Encode(new SparseMerkleProof(
            10, [1, 2], [Hash(0x92), Hash(0x93)], Hash(0x94), Hash(0x95))),
        "state proof of the empty tree" => Ace.Encode(new SparseMerkleProof(0, [], [], null, Hash256.Zero)),
        "parameters" => Ace.Encode(new ChainParameters()),
        "validator" => Ace.Encode(Validator(0xB0, 1000)),
        "validator set" => Ace.Encode(Set),
        "genesis account" => Ace.Encode(s_account),
        "genesis" => Ace.Encode(Genesis),
        _ => GoldenSnapshots.TryEncode(name) ?? EncodeConsensus(name),
    };

    /// <summary>A header without and with its optional parts.</summary>
    public static Header Header(bool hasTimeout, FinalityProof? proof = null) => new()
    {
        Epoch = Epoch,
        View = 302,
        Height = 250,
        ParentHash = Hash(0x63),
        Justify = s_high,
        Timeout = hasTimeout ? s_timeout : null,
        EpochProof = proof,
        TimestampMs = 1_700_000_000_000,
        Proposer = 2,
        LeadKind = LeadKind.Backup,
        VrfProof = new VrfProof(Repeat(0x70, VrfProof.Bytes)),
        PayloadRoot = Hash(0x71),
        PayloadBytes = 3,
        StateRoot = Hash(0x72),
        ReceiptsRoot = Hash(0x73),
    };

    /// <summary>A header with every optional part.</summary>
    public static Header FullHeader => Header(true, s_commitProof);

    /// <summary>A transaction with every list filled.</summary>
    public static Transaction Transaction => new(
        new TransactionBody
        {
            ChainTag = 0x1122_3344_5566_7788,
            FeePayer = new Address(Hash(0x10)),
            Nonce = 5,
            ValidUntil = 1000,
            Inputs = [new(Hash(0x20), 0), new(Hash(0x20), 1)],
            Reads = [new(Hash(0x30))],
            Writes = [new(Hash(0x31)), new(Hash(0x32))],
            Outputs = [s_plainOutput, s_datumOutput],
            Calls = [s_call],
            GasLimit = 2000,
            MemoryLimit = 3,
            MaxFee = UInt128.One << 64,
            TipPerGas = 7,
        },
        [Witness(0x50, 0x51), Witness(0x52, 0x53)]);

    /// <summary>Three validators, two of equal stake, given in another order than the canonical one.</summary>
    public static ValidatorSet Set => new([Validator(0xC0, 10), Validator(0xB0, 1000), Validator(0xA0, 10)]);

    /// <summary>A genesis.</summary>
    public static Genesis Genesis => new(
        "aether-test-1",
        1_700_000_000_000,
        new ChainParameters(),
        Set,
        [s_account, new(new Address(Hash(0xD1)), 0, 1_000_000_000)]);

    /// <summary>The close of the epoch of all other values.</summary>
    public static EpochTransition Transition => new(Epoch + 1, Hash(0x7A), Set);

    /// <summary>Evidence that is not real.</summary>
    public static Evidence DoubleVote => Evidence.Of(new DoubleVote(s_high, s_high));

    private static readonly TransactionOutput s_plainOutput = new(
        new Address(Hash(0x40)), AssetId.Swr, 1_500_000_000, null);

    private static readonly TransactionOutput s_datumOutput = new(
        new Address(Hash(0x41)), AssetId.Aic, 1, Hash(0x42));

    private static readonly ProgramCall s_call = new(ProgramId.Bank, 2, [1, 2, 3, 4, 5], 1000);

    private static readonly LedgerEvent s_event = new(ProgramId.Bank, [Hash(0x80), Hash(0x81)], [0xBE, 0xEF]);

    private static readonly GenesisAccount s_account = new(new Address(Hash(0xD0)), 1_000_000_000_000_000_000, 0);

    private static readonly QuorumCertificate s_high = Certificate(VoteKind.Prevote, 299, 0x63, 0x0F, 0x64);

    private static readonly QuorumCertificate s_commit = Certificate(VoteKind.Precommit, 302, 0x74, 0x0D, 0x75);

    private static readonly Vote s_vote = new(VoteKind.Prevote, Epoch, 300, Hash(0x60), 3, Signature(0x61));

    private static readonly TimeoutCertificate s_timeout = new(
        Epoch, 301, [new(298, [0x03]), new(299, [0x0C])], Signature(0x62), s_high);

    private static readonly EntryCertificate s_quorumEntry = new(
        Certificate(VoteKind.Prevote, 300, 0x60, 0x07, 0x65), null);

    private static readonly EntryCertificate s_timeoutEntry = new(null, s_timeout);

    private static readonly TimeoutVote s_timeoutVote = new(
        Epoch, 302, 299, 1, Signature(0x66), s_high, s_timeoutEntry);

    private static readonly SignedHeader s_signed = new(Header(true), 2, Repeat(0x78, 96));

    private static readonly Proposal s_proposal = new(s_signed, [0xAA, 0xBB, 0xCC]);

    private static readonly FinalityProof s_commitProof = new([Header(true)], s_commit, null, null);

    private static readonly FinalityProof s_chainProof = new(
        [],
        s_commit with { Kind = VoteKind.Prevote },
        Header(false),
        Certificate(VoteKind.Prevote, 303, 0x76, 0x0B, 0x77));

    private static readonly BlocksRequest s_blocksRequest = new(251, 64);

    private static readonly DoubleProposal s_doubleProposal = new(s_signed, s_signed);

    private static readonly Amnesia s_amnesia = new(s_commit, null, s_timeout);

    private static readonly InvalidVote s_invalidVote = new(s_high, Header(false));

    private static byte[] EncodeConsensus(string name) => name switch
    {
        "vote" => Ace.Encode(s_vote),
        "quorum certificate" => Ace.Encode(s_high),
        "root certificate" => Ace.Encode(QuorumCertificate.Root(0, 0, Hash256.Zero)),
        "timeout group" => Ace.Encode(new TimeoutGroup(298, [0x03])),
        "timeout certificate" => Ace.Encode(s_timeout),
        "entry by quorum" => Ace.Encode(s_quorumEntry),
        "entry by timeout" => Ace.Encode(s_timeoutEntry),
        "timeout vote" => Ace.Encode(s_timeoutVote),
        "header" => Ace.Encode(Header(false)),
        "header with certificates" => Ace.Encode(FullHeader),
        "signed header" => Ace.Encode(s_signed),
        "proposal" => Ace.Encode(s_proposal),
        "finality by commit" => Ace.Encode(s_commitProof),
        "finality by two chain" => Ace.Encode(s_chainProof),
        "message: proposal" => Ace.Encode(ConsensusMessage.Of(s_proposal)),
        "message: vote" => Ace.Encode(ConsensusMessage.Of(s_vote)),
        "message: timeout" => Ace.Encode(ConsensusMessage.Of(s_timeoutVote)),
        "message: entry" => Ace.Encode(ConsensusMessage.Of(s_quorumEntry)),
        "message: commit" => Ace.Encode(ConsensusMessage.OfCommit(s_commit)),
        "message: block request" => Ace.Encode(ConsensusMessage.OfBlockRequest(Hash(0x79))),
        "message: block response" => Ace.Encode(ConsensusMessage.OfBlockResponse(s_proposal)),
        "message: epoch proof" => Ace.Encode(ConsensusMessage.Of(EpochProof)),
        "message: epoch proof request" => Ace.Encode(ConsensusMessage.OfEpochProofRequest(Epoch)),
        "message: evidence" => Ace.Encode(ConsensusMessage.Of(DoubleVote)),
        "message: blocks request" => Ace.Encode(ConsensusMessage.Of(s_blocksRequest)),
        _ => EncodeEvidence(name),
    };

    private static byte[] EncodeEvidence(string name) => name switch
    {
        "epoch proof" => Ace.Encode(EpochProof),
        "blocks request" => Ace.Encode(s_blocksRequest),
        "double proposal" => Ace.Encode(s_doubleProposal),
        "double vote" => Ace.Encode(DoubleVote.DoubleVote!),
        "amnesia" => Ace.Encode(s_amnesia),
        "amnesia of a prevote" => Ace.Encode(new Amnesia(s_high, Header(false), s_timeout)),
        "invalid vote" => Ace.Encode(s_invalidVote),
        "evidence: double proposal" => Ace.Encode(Evidence.Of(s_doubleProposal)),
        "evidence: double vote" => Ace.Encode(DoubleVote),
        "evidence: amnesia" => Ace.Encode(Evidence.Of(s_amnesia)),
        "evidence: invalid vote" => Ace.Encode(Evidence.Of(s_invalidVote)),
        _ => throw new ArgumentException($"no value for the vector '{name}'", nameof(name)),
    };

    private static EpochProof EpochProof => new(Header(false), Transition, s_commitProof);

    private static byte[] Repeat(byte value, int count) => Enumerable.Repeat(value, count).ToArray();

    private static Hash256 Hash(byte value) => new(Repeat(value, Hash256.Bytes));

    private static BlsSignature Signature(byte value) => new(Repeat(value, BlsSignature.Bytes));

    private static Witness Witness(byte key, byte signature) => new(
        0, new PublicKey(Hash(key)), new Signature64(Repeat(signature, Signature64.Bytes)));

    private static QuorumCertificate Certificate(VoteKind kind, ulong view, byte block, byte bitmap, byte signature) =>
        new(kind, Epoch, view, Hash(block), [bitmap], Signature(signature));

    private static Validator Validator(byte first, UInt128 stake) => new()
    {
        Address = new Address(Hash(first)),
        ColdKey = new PublicKey(Hash((byte)(first + 1))),
        Stake = stake,
        VrfKey = new PublicKey(Hash((byte)(first + 2))),
        BlsKey = new BlsPublicKey(Repeat((byte)(first + 3), BlsPublicKey.Bytes)),
        BlsPossession = Signature((byte)(first + 4)),
        KesKey = new PublicKey(Hash((byte)(first + 5))),
        KesStartEpoch = 0,
        ShredKey = new PublicKey(Hash((byte)(first + 6))),
    };
}
