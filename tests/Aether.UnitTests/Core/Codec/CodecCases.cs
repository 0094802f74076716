using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.UnitTests.Core.Codec;

/// <summary>
/// Every decoder of the core types. A type that is missing here fails <see cref="CodecRoundTripTests"/>.
/// </summary>
public static class CodecCases
{
    /// <summary>The decoders.</summary>
    public static readonly CodecCase[] All =
    [
        Of((random, _) => LedgerGenerator.OutPoint(random)),
        Of((random, _) => LedgerGenerator.Output(random)),
        Of((random, _) => LedgerGenerator.Witness(random)),
        Of(LedgerGenerator.Call),
        Of(LedgerGenerator.Body),
        Of(LedgerGenerator.Transaction),
        Of(LedgerGenerator.Payload),
        Of((random, _) => new AssetBalance(LedgerGenerator.Asset(random), random.Amount())),
        Of(LedgerGenerator.Account),
        Of(LedgerGenerator.Object),
        Of((random, _) => LedgerGenerator.Tombstone(random)),
        Of(LedgerGenerator.AssetData),
        Of((random, _) => LedgerGenerator.ContractData(random)),
        Of((random, _) => LedgerGenerator.CodeData(random)),
        Of(LedgerGenerator.Failure),
        Of(LedgerGenerator.Event),
        Of(LedgerGenerator.Receipt),
        Of((random, _) => LedgerGenerator.ListProof(random)),
        Of(LedgerGenerator.StateProof),
        Of((random, _) => SnapshotGenerator.Leaf(random)),
        Of((random, _) => SnapshotGenerator.Boundary(random)),
        Of(SnapshotGenerator.RangeProof),
        Of(SnapshotGenerator.MultiProof),
        Of((random, size) => SnapshotGenerator.Items(random, size, removals: true)),
        Of(SnapshotGenerator.Chunk),
        Of(SnapshotGenerator.Difference),
        Of((random, _) => SnapshotGenerator.Base(random)),
        Of((random, _) => SnapshotGenerator.Part(random)),
        Of(SnapshotGenerator.Manifest),
        Of((random, _) => ConsensusGenerator.Vote(random)),
        Of(ConsensusGenerator.Certificate),
        Of(ConsensusGenerator.Group),
        Of(ConsensusGenerator.TimeoutCertificate),
        Of(ConsensusGenerator.Entry),
        Of(ConsensusGenerator.TimeoutVote),
        Of(ConsensusGenerator.Header),
        Of(ConsensusGenerator.SignedHeader),
        Of(ConsensusGenerator.Proposal),
        Of(ConsensusGenerator.FinalityProof),
        Of(ConsensusGenerator.Message),
        Of(ConsensusGenerator.EpochProof),
        Of((random, _) => ConsensusGenerator.BlocksRequest(random)),
        Of(EvidenceGenerator.Evidence),
        Of(EvidenceGenerator.DoubleProposal),
        Of(EvidenceGenerator.DoubleVote),
        Of(EvidenceGenerator.Amnesia),
        Of(EvidenceGenerator.InvalidVote),
        Of(GenesisGenerator.Transition),
        Of((random, _) => GenesisGenerator.Parameters(random)),
        Of((random, _) => GenesisGenerator.Validator(random)),
        Of(GenesisGenerator.Set),
        Of((random, _) => GenesisGenerator.Account(random)),
        Of(GenesisGenerator.Genesis),
    ];

    /// <summary>The decoders by name, as theory data.</summary>
    public static TheoryData<string> Names => new(All.Select(item => item.Name));

    /// <summary>The decoder of a type.</summary>
    public static CodecCase Named(string name) => All.Single(item => item.Name == name);

    private static TypedCodecCase<T> Of<T>(Func<SeededRandom, int, T> generate)
        where T : IAceValue<T> => new(generate);
}
