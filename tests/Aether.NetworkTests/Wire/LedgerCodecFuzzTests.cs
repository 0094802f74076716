using Aether.Core.Codec;
using Aether.Core.Ledger;
using Aether.Core.Types;
using Aether.Da.Turbine;
using Aether.NetworkTests.Peers;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.NetworkTests.Wire;

/// <summary>What peers send each other of the ledger and of consensus: mutants are refused or canonical.</summary>
public sealed class LedgerCodecFuzzTests
{
    private const int Sources = 16;
    private const int Size = 2;

    /// <summary>Every part of a consensus message, each with a lane of its own.</summary>
    public static TheoryData<string> Parts =>
    [
        "Proposal", "Vote", "Timeout", "Entry", "Commit", "BlockRequest", "BlockResponse", "EpochProof",
        "EpochProofRequest", "Evidence", "BlocksRequest",
    ];

    [Theory]
    [MemberData(nameof(Parts))]
    public void ConsensusMessage_Mutated_IsRefusedOrCanonical(string part) =>
        Fuzz($"ConsensusMessage {part}", random => MessageOf(part, random));

    [Fact]
    public void Transaction_Mutated_IsRefusedOrCanonical() =>
        Fuzz("Transaction", random => LedgerGenerator.Transaction(random, Size));

    [Fact]
    public void BlockPayload_Mutated_IsRefusedOrCanonical() =>
        Fuzz("BlockPayload", random => LedgerGenerator.Payload(random, Size));

    [Fact]
    public void SnapshotManifest_Mutated_IsRefusedOrCanonical() =>
        Fuzz("SnapshotManifest", random => SnapshotGenerator.Manifest(random, Size));

    [Fact]
    public void SnapshotChunk_Mutated_IsRefusedOrCanonical() =>
        Fuzz("SnapshotChunk", random => SnapshotGenerator.Chunk(random, Size));

    [Fact]
    public void RepairRequest_Mutated_IsRefusedOrCanonical()
    {
        SeededRandom random = new(44);
        byte[] source = random.Bytes(RepairRequest.EncodedBytes);
        Check("RepairRequest", 45, [source], bytes =>
        {
            if (!RepairRequest.TryDecode(bytes, out RepairRequest request))
            {
                return null;
            }
            byte[] again = new byte[RepairRequest.EncodedBytes];
            request.Encode(again);
            return again;
        });
    }

    private static ConsensusMessage MessageOf(string part, SeededRandom random) => part switch
    {
        "Proposal" => ConsensusMessage.Of(ConsensusGenerator.Proposal(random, Size)),
        "Vote" => ConsensusMessage.Of(ConsensusGenerator.Vote(random)),
        "Timeout" => ConsensusMessage.Of(ConsensusGenerator.TimeoutVote(random, Size)),
        "Entry" => ConsensusMessage.Of(ConsensusGenerator.Entry(random, Size)),
        "Commit" => ConsensusMessage.OfCommit(ConsensusGenerator.Certificate(random, Size, VoteKind.Precommit)),
        "BlockRequest" => ConsensusMessage.OfBlockRequest(random.Hash()),
        "BlockResponse" => ConsensusMessage.OfBlockResponse(ConsensusGenerator.Proposal(random, Size)),
        "EpochProof" => ConsensusMessage.Of(ConsensusGenerator.EpochProof(random, Size)),
        "EpochProofRequest" => ConsensusMessage.OfEpochProofRequest(random.U32()),
        "Evidence" => ConsensusMessage.Of(EvidenceGenerator.Evidence(random, Size)),
        _ => ConsensusMessage.Of(ConsensusGenerator.BlocksRequest(random)),
    };

    private static void Fuzz<T>(string name, Func<SeededRandom, T> generate)
        where T : IAceValue<T>
    {
        ulong seed = 100 + (ulong)name.Length;
        SeededRandom random = new(seed);
        Check(
            name,
            seed + 1,
            [.. Enumerable.Range(0, Sources).Select(_ => Ace.Encode(generate(random)))],
            bytes => Ace.TryDecode(bytes, out T value, out _) ? Ace.Encode(value) : null);
    }

    private static void Check(string name, ulong seed, byte[][] sources, DecoderFuzz.Reencode decode)
    {
        DecoderFuzz.Result result = DecoderFuzz.Run(name, seed, sources, decode);
        Assert.True(result.Taken > 0 && result.Refused > 0, name);
    }
}
