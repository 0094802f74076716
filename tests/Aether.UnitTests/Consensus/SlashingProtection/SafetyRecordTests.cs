using Aether.Consensus.SlashingProtection;
using Aether.Core.Codec;
using Aether.Core.Types;
using Aether.TestKit.Generators;
using Xunit;

namespace Aether.UnitTests.Consensus.SlashingProtection;

public sealed class SafetyRecordTests
{
    [Fact]
    public void Encode_RoundTripsByteForByte()
    {
        SeededRandom random = new(11);
        for (int round = 0; round < 300; round++)
        {
            byte[] bytes = Ace.Encode(Random(random));

            Assert.True(Ace.TryDecode(bytes, out SafetyRecord decoded, out DecodeError error), error.ToString());
            Assert.Equal(bytes, Ace.Encode(decoded));
        }
    }

    [Fact]
    public void Decode_EveryTruncation_IsRefused()
    {
        byte[] bytes = Ace.Encode(Random(new SeededRandom(12)));
        for (int length = 0; length < bytes.Length; length++)
        {
            Assert.False(Ace.TryDecode(bytes.AsSpan(0, length), out SafetyRecord _, out _));
        }
        Assert.False(Ace.TryDecode([.. bytes, 0], out SafetyRecord _, out _));
    }

    [Fact]
    public void Initial_LocksOnTheRoot()
    {
        QuorumCertificate root = QuorumCertificate.Root(3, 9, new SeededRandom(13).Hash());

        SafetyRecord record = SafetyRecord.Initial(root);

        Assert.Equal(3u, record.Epoch);
        Assert.Same(root, record.HighCertificate);
        Assert.Equal(0UL, record.PrevotedView);
        Assert.Null(record.Entry);
    }

    private static SafetyRecord Random(SeededRandom random) => new()
    {
        Epoch = random.U32(),
        ProposedView = random.U64(),
        ProposedHash = random.Hash(),
        PrevotedView = random.U64(),
        PrevotedHash = random.Hash(),
        TimedOutView = random.U64(),
        PrecommittedView = random.U64(),
        PrecommittedHash = random.Hash(),
        HighCertificate = ConsensusGenerator.Certificate(random, 4),
        Entry = random.OneIn(2) ? ConsensusGenerator.Entry(random, 3) : null,
    };
}
